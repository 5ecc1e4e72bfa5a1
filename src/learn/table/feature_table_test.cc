#include "learn/table/feature_table.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "base/error.h"

namespace auspex::learn {
namespace {

std::string TextOf(const std::function<void()>& body) {
  try {
    body();
  } catch (const Error& error) {
    return error.message();
  }
  return "nothing was thrown";
}

FeatureTable MakeTable() {
  return {.rows = 3, .schema = {{"age", {}}, {"city", {"Rome", "Oslo"}}}, .columns = {{30, kMissing, 50}, {1, 0, kMissing}}};
}

TEST(CheckTable, NamesWhatIsWrong) {
  const auto text = [](const std::function<void(FeatureTable&)>& damage) {
    FeatureTable table = MakeTable();
    damage(table);
    return TextOf([&] { CheckTable(table); });
  };
  EXPECT_EQ(text([](FeatureTable&) {}), "nothing was thrown");
  EXPECT_EQ(text([](FeatureTable& t) { t.columns.pop_back(); }), "the table has 2 names for 1 columns");
  EXPECT_EQ(text([](FeatureTable& t) { t.columns[1].pop_back(); }), "column 'city' has 2 values for 3 rows");
  EXPECT_EQ(text([](FeatureTable& t) { t.schema[1].name = ""; }), "column 1 has no name");
  EXPECT_EQ(text([](FeatureTable& t) { t.schema[1].name = "age"; }), "two columns are called 'age'");
  EXPECT_EQ(text([](FeatureTable& t) { t.columns[0][2] = INFINITY; }), "row 2 of column 'age' is infinite");
  EXPECT_EQ(text([](FeatureTable& t) { t.columns[1][1] = 2; }), "row 1 of column 'city' holds 2.000000, which is none of its 2 categories");
  for (float code : {-1.0f, 0.5f, INFINITY, -INFINITY})
    EXPECT_NE(text([&](FeatureTable& t) { t.columns[1][1] = code; }), "nothing was thrown") << code;
}

TEST(TakeRows, CopiesInTheGivenOrderAndMayRepeat) {
  const std::vector<uint32_t> rows = {2, 0, 0};
  const FeatureTable taken = TakeRows(MakeTable(), rows);
  EXPECT_EQ(taken.rows, 3u);
  EXPECT_EQ(taken.schema, MakeTable().schema);
  EXPECT_EQ(taken.columns[0], (std::vector<float>{50, 30, 30}));
  EXPECT_TRUE(std::isnan(taken.columns[1][0]));
  EXPECT_EQ(TakeRows(MakeTable(), {}).rows, 0u);
  const std::vector<uint32_t> outside = {3};
  EXPECT_EQ(TextOf([&] { TakeRows(MakeTable(), outside); }), "row 3 was asked of a table of 3 rows");
}

TEST(AlignTo, FindsColumnsByNameAndCategoriesByText) {
  const Schema schema = {{"city", {"Oslo", "Bern", "Kyiv"}}, {"age", {}}};
  FeatureTable table = MakeTable();
  table.schema.push_back({"extra", {}});
  table.columns.push_back({1, 2, 3});
  const FeatureTable aligned = AlignTo(schema, table);
  EXPECT_EQ(aligned.schema, schema);
  EXPECT_EQ(aligned.columns[0][0], 0);             // Oslo
  EXPECT_TRUE(std::isnan(aligned.columns[0][1]));  // Rome is not known
  EXPECT_TRUE(std::isnan(aligned.columns[0][2]));  // missing stays missing
  EXPECT_EQ(aligned.columns[1][2], 50);
  CheckTable(aligned);
}

TEST(AlignTo, TakesAColumnWithoutAnyValueForEitherKind) {
  FeatureTable table = MakeTable();
  table.schema[1].categories.clear();
  table.columns[1].assign(3, kMissing);
  EXPECT_TRUE(std::isnan(AlignTo(MakeTable().schema, table).columns[1][0]));
}

TEST(AlignTo, RefusesCodesThatAreNoCategory) {
  FeatureTable table = MakeTable();
  table.columns[1][0] = 7;
  EXPECT_EQ(TextOf([&] { AlignTo({{"city", {"Oslo"}}}, table); }), "row 0 of column 'city' holds 7.000000, which is none of its 2 categories");
}

TEST(AlignTo, NamesTheFirstDifference) {
  EXPECT_EQ(TextOf([] { AlignTo({{"age", {}}, {"pay", {}}, {"job", {}}}, MakeTable()); }), "the table has no column 'pay', which the model needs");
  EXPECT_EQ(TextOf([] { AlignTo({{"city", {}}}, MakeTable()); }), "column 'city' is one of categories; the model was fitted on numbers");
  EXPECT_EQ(TextOf([] { AlignTo({{"age", {"x"}}}, MakeTable()); }), "column 'age' is one of numbers; the model was fitted on categories");
}

}  // namespace
}  // namespace auspex::learn
