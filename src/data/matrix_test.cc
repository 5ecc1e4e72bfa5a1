// A query's rows as a matrix: types, order, categories, and what is refused.
#include "data/matrix.h"

#include <cmath>

#include "data/task_fixture.h"

namespace auspex::data {
namespace {

using testing::ElementsAre;

class MatrixTest : public IngestTest {
 protected:
  Matrix Read(const std::string& sql, const MatrixOptions& options = {}) {
    Progress quiet;
    return ReadMatrix(connection_, sql, options, quiet);
  }
  std::string ErrorOf(const std::string& sql) {
    try {
      Read(sql);
    } catch (const Error& error) {
      return error.message();
    }
    return "no error";
  }
};

constexpr const char* kRows =
    "SELECT * FROM (VALUES ('c', 1.5::DOUBLE, true, 'z'), ('a', 2::DECIMAL(9, 2), false, NULL), ('b', NULL, NULL, 'm'), ('d', -3, true, 'z')) t(id, x, "
    "flag, kind)";

TEST_F(MatrixTest, RowsComeInTheOrderOfTheirIdsAndTextsAsSortedCategories) {
  const Matrix matrix = Read(kRows);
  EXPECT_THAT(matrix.ids, ElementsAre("a", "b", "c", "d"));
  EXPECT_EQ(matrix.table.rows, 4u);
  EXPECT_THAT(matrix.table.schema[2].categories, ElementsAre("m", "z"));
  EXPECT_FLOAT_EQ(matrix.table.columns[0][0], 2);
  EXPECT_TRUE(std::isnan(matrix.table.columns[0][1]));
  EXPECT_THAT(std::vector(matrix.table.columns[1].begin() + 2, matrix.table.columns[1].end()), ElementsAre(1, 1));
  EXPECT_TRUE(std::isnan(matrix.table.columns[2][0]));
  EXPECT_THAT(std::vector(matrix.table.columns[2].begin() + 1, matrix.table.columns[2].end()), ElementsAre(0, 1, 1));
  EXPECT_THAT(matrix.kinds, ElementsAre(FeatureKind::kNumber, FeatureKind::kNumber, FeatureKind::kCategory));
  EXPECT_NO_THROW(learn::CheckTable(matrix.table));
}

TEST_F(MatrixTest, AModelsSchemaAlignsColumnsAndCategories) {
  const learn::Schema schema = {{"kind", {"a", "z"}}, {"x", {}}};
  const Matrix matrix = Read(kRows, {.name = "f", .keep = [](std::string_view id) { return id != "a"; }, .schema = &schema});
  EXPECT_THAT(matrix.ids, ElementsAre("b", "c", "d"));
  EXPECT_EQ(matrix.table.schema, schema);
  EXPECT_TRUE(std::isnan(matrix.table.columns[0][0])) << "a category that the model does not know";
  EXPECT_FLOAT_EQ(matrix.table.columns[0][1], 1);
  EXPECT_FLOAT_EQ(matrix.table.columns[1][2], -3);
  const learn::Schema other = {{"y", {}}};
  EXPECT_THROW(Read(kRows, {.name = "f", .keep = {}, .schema = &other}), Error);
}

TEST_F(MatrixTest, BlocksHoldAllRowsOnce) {
  const std::string sql = "SELECT 'c' || i, i AS x, 'k' || (i % 3) AS kind FROM range(10000) t(i)";
  const Matrix whole = Read(sql);
  const learn::Schema schema = whole.table.schema;
  MatrixStream stream(connection_, sql, {.name = "f", .keep = {}, .schema = &schema});
  Matrix block;
  std::map<std::string, float> seen;
  while (stream.Next(3000, block)) {
    EXPECT_EQ(block.table.columns[0].size(), block.ids.size());
    for (size_t r = 0; r < block.ids.size(); ++r) EXPECT_TRUE(seen.emplace(block.ids[r], block.table.columns[0][r]).second);
  }
  ASSERT_EQ(seen.size(), 10000u);
  for (size_t r = 0; r < whole.ids.size(); ++r) EXPECT_EQ(seen[whole.ids[r]], whole.table.columns[0][r]);
}

TEST_F(MatrixTest, WhatNoModelLearnsFromIsRefused) {
  EXPECT_EQ(ErrorOf("SELECT 'a' AS id, DATE '2025-01-01' AS d"), "the column `d` is a DATE, which no model learns from");
  EXPECT_EQ(ErrorOf("SELECT 'a' AS id, [1, 2] AS d"), "the column `d` is neither number nor text, which no model learns from");
  EXPECT_EQ(ErrorOf("SELECT 'a' AS id, 1e300 AS d"), "the feature `d` of customer a is no finite number");
  EXPECT_EQ(ErrorOf("SELECT 'a' AS id, 'NaN'::DOUBLE AS d"), "the feature `d` of customer a is no finite number");
  EXPECT_EQ(ErrorOf("SELECT NULL AS id, 1 AS d"), "a row has no customer");
  EXPECT_EQ(ErrorOf("SELECT 'a' AS id"), "there is no feature");
  EXPECT_EQ(ErrorOf("SELECT 'a' AS id, i AS d FROM range(2) t(i)"), "the customer a has more than one row");
  EXPECT_EQ(Read("SELECT 'a' AS id, 1 AS d WHERE false").ids.size(), 0u);
}

}  // namespace
}  // namespace auspex::data
