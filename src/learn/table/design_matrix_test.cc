#include "learn/table/design_matrix.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "base/random.h"
#include "base/threads.h"
#include "learn/archive.h"

namespace auspex::learn {
namespace {

std::vector<double> MatrixOf(const DesignEncoder& encoder, const FeatureTable& table) {
  std::vector<double> out(encoder.columns().size() * table.rows);
  encoder.Fill(table, 0, table.rows, out.data(), table.rows);
  return out;
}

std::vector<std::string> NamesOf(const DesignEncoder& encoder) {
  std::vector<std::string> names;
  for (const DesignColumn& column : encoder.columns()) names.push_back(column.name);
  return names;
}

FeatureTable Small() {
  return {.rows = 6,
          .schema = {{"x", {}}, {"c", {"a", "b", "never"}}, {"same", {}}, {"gone", {}}},
          .columns = {{1, kMissing, 3, 3, 5, 8}, {0, 0, 0, 1, 1, kMissing}, {7, 7, 7, 7, 7, 7}, std::vector<float>(6, kMissing)}};
}
const std::vector<uint8_t> kSmallLabels = {0, 1, 0, 1, 0, 1};

TEST(DesignEncoder, FillsWithTheMedianTellsMissingAndCodesAgainstTheMostFrequent) {
  const FeatureTable table = Small();
  const DesignEncoder encoder({table, kSmallLabels, {}}, {.least_rows = 1});
  EXPECT_EQ(NamesOf(encoder), (std::vector<std::string>{"x", "x (missing)", "c=b", "c=(missing)"}));
  EXPECT_EQ(encoder.dropped(), (std::vector<std::string>{"same: constant", "gone: missing in every row"}));
  EXPECT_EQ(encoder.codings()[0].fill, 3);
  EXPECT_EQ(encoder.codings()[1].reference, "a");
  const std::vector<double> matrix = MatrixOf(encoder, table);
  const double mean = 23.0 / 6, deviation = std::sqrt((1 + 9 + 9 + 9 + 25 + 64) / 6.0 - mean * mean);
  EXPECT_NEAR(matrix[0], (1 - mean) / deviation, 1e-12);
  EXPECT_NEAR(matrix[1], (3 - mean) / deviation, 1e-12);
  EXPECT_NEAR(matrix[6 + 1], (1 - 1.0 / 6) / std::sqrt(5.0 / 36), 1e-12);
  for (size_t c = 0; c < 4; ++c) {
    double sum = 0, square = 0;
    for (size_t r = 0; r < 6; ++r) sum += matrix[c * 6 + r], square += matrix[c * 6 + r] * matrix[c * 6 + r];
    EXPECT_NEAR(sum, 0, 1e-12);
    EXPECT_NEAR(square, 6, 1e-12);
  }
}

TEST(DesignEncoder, AWeightIsThatManyRowsAndZeroIsNone) {
  const FeatureTable table = Small();
  const std::vector<float> weights = {2, 0, 1, 1, 3, 1};
  const std::vector<uint32_t> repeated = {0, 0, 2, 3, 4, 4, 4, 5};
  const FeatureTable copies = TakeRows(table, repeated);
  const std::vector<uint8_t> labels(8, 1);
  const DesignEncoder weighted({table, kSmallLabels, weights}, {.least_rows = 1});
  const DesignEncoder plain({copies, labels, {}}, {.least_rows = 1});
  EXPECT_EQ(NamesOf(weighted), (std::vector<std::string>{"x", "c=a", "c=(missing)"}));
  ASSERT_EQ(NamesOf(plain).size(), 3u);
  EXPECT_NEAR(weighted.columns()[0].mean, plain.columns()[0].mean, 1e-12);
  EXPECT_NEAR(weighted.columns()[0].deviation, plain.columns()[0].deviation, 1e-12);
  EXPECT_EQ(weighted.codings()[0].missing, DesignEncoder::kReference);
}

TEST(DesignEncoder, LearnsNothingFromRowsThatItWasNotGiven) {
  FeatureTable table = Small();
  const std::vector<uint32_t> some = {0, 2, 3, 4};
  const std::vector<uint8_t> labels = {0, 1, 0, 1};
  const FeatureTable before = TakeRows(table, some);
  const DesignEncoder first({before, labels, {}}, {.least_rows = 1});
  for (size_t column : {0u, 2u, 3u}) table.columns[column][1] = table.columns[column][5] = 1e6f;
  table.columns[1][1] = table.columns[1][5] = 2;
  const FeatureTable after = TakeRows(table, some);
  const DesignEncoder second({after, labels, {}}, {.least_rows = 1});
  EXPECT_EQ(MatrixOf(first, before), MatrixOf(second, after));
  EXPECT_EQ(NamesOf(first), NamesOf(second));
  EXPECT_EQ(first.dropped(), second.dropped());
}

TEST(DesignEncoder, RareUnseenAndMissingCategoriesAreOther) {
  FeatureTable table{.rows = 40, .schema = {{"c", {"often", "second", "rare1", "rare2", "never"}}}, .columns = {{}}};
  for (size_t r = 0; r < 40; ++r) table.columns[0].push_back(r < 20 ? 0 : r < 30 ? 1 : r < 35 ? 2 : 3);
  const std::vector<uint8_t> labels(40, 1);
  const DesignEncoder encoder({table, labels, {}}, {.least_rows = 8});
  EXPECT_EQ(NamesOf(encoder), (std::vector<std::string>{"c=second", "c=(other)"}));
  const FeatureTable fresh{.rows = 4, .schema = table.schema, .columns = {{4, kMissing, 2, 0}}};
  const std::vector<double> matrix = MatrixOf(encoder, fresh);
  EXPECT_GT(matrix[4], 0);
  EXPECT_GT(matrix[5], 0);
  EXPECT_GT(matrix[6], 0);
  EXPECT_LT(matrix[7], 0);
  const DesignEncoder strict({table, labels, {}}, {.least_rows = 11});
  EXPECT_EQ(strict.dropped(), std::vector<std::string>{});
  EXPECT_EQ(NamesOf(strict), (std::vector<std::string>{"c=(other)"}));
}

TEST(DesignEncoder, TenThousandCategoriesBecomeAtMostAsManyColumnsAsAllowed) {
  Random random(5);
  FeatureTable table{.rows = 200000, .schema = {{"id", {}}}, .columns = {{}}};
  for (size_t c = 0; c < 10000; ++c) table.schema[0].categories.push_back("c" + std::to_string(c));
  for (size_t r = 0; r < table.rows; ++r) table.columns[0].push_back(static_cast<float>(random.Below(10000)));
  const std::vector<uint8_t> labels(table.rows, 1);
  const DesignEncoder encoder({table, labels, {}}, {});
  EXPECT_EQ(encoder.columns().size(), 201u);
  EXPECT_EQ(encoder.columns().back().name, "id=(other)");
}

TEST(DesignEncoder, WhatIsDroppedLeavesTheOtherColumnsAsTheyWere) {
  const FeatureTable table = Small();
  DesignEncoder encoder({table, kSmallLabels, {}}, {.least_rows = 1});
  const std::vector<double> before = MatrixOf(encoder, table);
  const std::vector<uint32_t> columns = {0, 2};
  const std::vector<std::string> why = {"first", "second"};
  encoder.Drop(columns, why);
  EXPECT_EQ(NamesOf(encoder), (std::vector<std::string>{"x (missing)", "c=(missing)"}));
  EXPECT_EQ(encoder.dropped().size(), 4u);
  const std::vector<double> after = MatrixOf(encoder, table);
  EXPECT_TRUE(std::equal(after.begin(), after.begin() + 6, before.begin() + 6));
  EXPECT_TRUE(std::equal(after.begin() + 6, after.end(), before.begin() + 18));
}

TEST(DesignEncoder, LoadsBackToTheSameBits) {
  const FeatureTable table = Small();
  const DesignEncoder encoder({table, kSmallLabels, {}}, {.least_rows = 1});
  Archive archive;
  encoder.Save(archive);
  const DesignEncoder loaded = DesignEncoder::Load(archive);
  EXPECT_EQ(MatrixOf(loaded, table), MatrixOf(encoder, table));
  EXPECT_EQ(loaded.schema(), encoder.schema());
  for (const char* list : {"design.codes", "design.features", "design.one_hot"}) {
    Archive damaged = archive;
    damaged.lists[list].push_back(99);
    EXPECT_THROW(DesignEncoder::Load(damaged), Error) << list;
    damaged = archive;
    damaged.lists[list][0] = std::string(list) == "design.one_hot" ? 1 : 77;
    EXPECT_THROW(DesignEncoder::Load(damaged), Error) << list;
  }
}

TEST(DesignEncoder, GivesTheSameBitsWithAnyNumberOfThreads) {
  const FeatureTable table = Small();
  std::vector<double> first;
  for (size_t threads : {1, 2, 7}) {
    SetThreads(threads);
    const std::vector<double> matrix = MatrixOf(DesignEncoder({table, kSmallLabels, {}}, {.least_rows = 1}), table);
    if (first.empty()) first = matrix;
    EXPECT_EQ(matrix, first);
  }
  SetThreads(0);
}

}  // namespace
}  // namespace auspex::learn
