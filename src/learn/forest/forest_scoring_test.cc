#include "learn/forest/forest_scoring.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/threads.h"
#include "learn/forest/forest_fixture.h"

namespace auspex::learn {
namespace {

std::vector<double> Margins(const Forest& forest, const FeatureTable& table, SimdLevel level) {
  std::vector<double> out(table.rows);
  ForestScorer(forest).Margins(table, out, level);
  return out;
}

std::vector<double> Walked(const Forest& forest, const FeatureTable& table) {
  std::vector<double> out;
  for (size_t r = 0; r < table.rows; ++r) out.push_back(WalkMargin(forest, table, r));
  return out;
}

TEST(ForestScoring, EveryVariantHasTheBitsOfAPlainWalk) {
  const RandomForestShape shapes[] = {{.leaves = 1},  {.leaves = 2},
                                      {.leaves = 63}, {.leaves = 64, .deep = 0.9},
                                      {.leaves = 65}, {.trees = 9, .leaves = 400},
                                      {.trees = 20, .leaves = 30, .features = 9, .categories = 70, .special_zeros = true}};
  for (const RandomForestShape& shape : shapes) {
    const Forest forest = MakeRandomForest(shape, shape.leaves);
    for (const size_t rows : {0, 1, 127, 128, 1000}) {
      const FeatureTable table = MakeRandomTable(forest.schema, rows, rows + 1);
      const std::vector<double> expected = Walked(forest, table);
      for (int level = 0; level <= static_cast<int>(BestSimd()); ++level) {
        EXPECT_EQ(Margins(forest, table, static_cast<SimdLevel>(level)), expected) << shape.leaves << " leaves, variant " << level;
      }
    }
  }
}

TEST(ForestScoring, SameBitsForAnyNumberOfThreads) {
  const Forest forest = MakeRandomForest({.trees = 30, .leaves = 63}, 2);
  const FeatureTable table = MakeRandomTable(forest.schema, 9000, 3);
  SetThreads(1);
  const std::vector<double> expected = Margins(forest, table, BestSimd());
  for (const size_t threads : {2, 7}) {
    SetThreads(threads);
    EXPECT_EQ(Margins(forest, table, BestSimd()), expected);
  }
  SetThreads(0);
}

TEST(ForestScoring, NamesTheFirstColumnThatDiffers) {
  const Forest forest = MakeRandomForest({.features = 3, .categories = 4}, 2);
  const auto complaint = [&](const Schema& schema) -> std::string {
    try {
      Margins(forest, MakeRandomTable(schema, 2, 1), BestSimd());
    } catch (const Error& error) {
      return error.message();
    }
    return "";
  };
  const std::string start = "the table's columns are not the model's: at position ";
  Schema schema = forest.schema;
  EXPECT_EQ(complaint(schema), "");
  schema[1].name = "other";
  EXPECT_EQ(complaint(schema), start + "2 the model has \"f1\", the table \"other\"");
  schema.resize(1);
  EXPECT_EQ(complaint(schema), start + "2 the model has \"f1\", the table no column");
  schema = forest.schema;
  schema[2].categories.pop_back();
  EXPECT_EQ(complaint(schema), start + "3 the model has \"f2\", the table \"f2\" with other categories");
}

}  // namespace
}  // namespace auspex::learn
