#include "learn/table/binned_table.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "base/random.h"
#include "base/threads.h"

namespace auspex::learn {
namespace {

FeatureTable Numbers(std::vector<float> values) {
  FeatureTable table{.rows = values.size(), .schema = {{"x", {}}}, .columns = {}};
  table.columns.push_back(std::move(values));
  return table;
}

FeatureTable NormalColumn(size_t rows) {
  Random random(3);
  std::vector<float> values(rows);
  for (float& value : values) value = static_cast<float>(random.Normal());
  return Numbers(values);
}

TEST(BinnedTable, KeepsEachOfFewValuesApart) {
  const BinnedTable<uint8_t> binned(Numbers({3, kMissing, -1, 3, 0.5f}), {});
  EXPECT_EQ(binned.bins(0).bins, 3u);
  const std::vector<uint8_t> expected = {2, 255, 0, 2, 1};
  EXPECT_TRUE(std::equal(expected.begin(), expected.end(), binned.codes(0).begin()));
}

TEST(BinnedTable, CutsManyValuesIntoBinsOfEqualWeight) {
  const FeatureTable table = NormalColumn(51'000);
  const BinnedTable<uint8_t> binned(table, {});
  EXPECT_EQ(binned.bins(0).bins, 255u);
  std::vector<size_t> count(255);
  for (const uint8_t code : binned.codes(0)) ++count[code];
  for (const size_t rows : count) EXPECT_NEAR(static_cast<double>(rows), 200, 3);
}

TEST(BinnedTable, RowsWithoutWeightDoNotShapeTheBinsButHaveOne) {
  FeatureTable table = NormalColumn(20'000);
  std::vector<float> weights(table.rows, 1);
  for (size_t r = 0; r < table.rows; r += 2) weights[r] = 0, table.columns[0][r] += 100;
  const BinnedTable<uint8_t> binned(table, weights);
  EXPECT_LT(binned.bins(0).high.back(), 50);
  EXPECT_EQ(binned.codes(0)[0], 254);
}

TEST(BinnedTable, WeightOfTwoIsARowTwice) {
  const FeatureTable once = NormalColumn(3'000);
  std::vector<float> weights(once.rows);
  std::vector<uint32_t> rows;
  for (uint32_t r = 0; r < once.rows; ++r) {
    weights[r] = static_cast<float>(1 + r % 3);
    rows.insert(rows.end(), 1 + r % 3, r);
  }
  const BinnedTable<uint8_t> weighed(once, weights), repeated(TakeRows(once, rows), {});
  EXPECT_EQ(weighed.bins(0).low, repeated.bins(0).low);
  EXPECT_EQ(weighed.bins(0).high, repeated.bins(0).high);
}

TEST(BinnedTable, AHeavyValueStandsAlone) {
  FeatureTable table = NormalColumn(10'000);
  for (size_t r = 0; r < 3'000; ++r) table.columns[0][r] = 0;
  const BinnedTable<uint8_t> binned(table, {});
  const uint8_t zero = binned.codes(0)[0];
  EXPECT_EQ(binned.bins(0).low[zero], 0);
  EXPECT_EQ(binned.bins(0).high[zero], 0);
}

TEST(BinnedTable, TheFrequentOfTenThousandCategoriesHaveTheirOwnBins) {
  FeatureTable table{.rows = 30'000, .schema = {{"city", {}}}, .columns = {{}}};
  for (size_t c = 0; c < 10'000; ++c) table.schema[0].categories.push_back("c" + std::to_string(c));
  for (size_t r = 0; r < table.rows; ++r) table.columns[0].push_back(static_cast<float>(r < 20'000 ? 9'000 + r % 200 : r % 10'000));
  const BinnedTable<uint8_t> binned(table, {});
  EXPECT_EQ(binned.bins(0).bins, 255u);
  std::set<uint32_t> own;
  for (size_t c = 9'000; c < 9'200; ++c) own.insert(binned.bins(0).of_category[c]);
  EXPECT_EQ(own.size(), 200u);
  EXPECT_FALSE(own.count(254));
  EXPECT_EQ(binned.bins(0).of_category[9'999], 254u);
  const BinnedTable<uint16_t> exact(table, {});
  EXPECT_EQ(exact.bins(0).of_category[9'999], 9'999u);
}

TEST(BinnedTable, AllMissingHasNoBin) {
  const BinnedTable<uint8_t> binned(Numbers({kMissing, kMissing}), {});
  EXPECT_EQ(binned.bins(0).bins, 0u);
  EXPECT_EQ(binned.codes(0)[1], 255);
}

TEST(BinnedTable, CutsDecideOnRawValuesAsOnBins) {
  const FeatureTable table = NormalColumn(5'000);
  const BinnedTable<uint8_t> coarse(table, {});
  const BinnedTable<uint16_t> fine(table, {});
  Random random(5);
  const auto check = [&](const auto& binned) {
    for (int i = 0; i < 50; ++i) {
      const auto a = static_cast<uint32_t>(random.Below(binned.bins(0).bins - 1));
      const auto b = static_cast<uint32_t>(a + 1 + random.Below(binned.bins(0).bins - 1 - a));
      const BinCut cut = binned.bins(0).CutBetween(a, b);
      ASSERT_GE(cut.last, a);
      ASSERT_LT(cut.last, b);
      for (size_t r = 0; r < table.rows; ++r) ASSERT_EQ(table.columns[0][r] <= cut.threshold, binned.codes(0)[r] <= cut.last);
    }
  };
  check(coarse);
  check(fine);
}

TEST(BinnedTable, HalfwayLiesBetweenNeighbouringFloats) {
  const float low = 1, high = std::nextafter(low, 2.0f);
  EXPECT_GE(Halfway(low, high), low);
  EXPECT_LT(Halfway(low, high), high);
  EXPECT_EQ(Halfway(-3e38f, 3e38f), 0);
}

TEST(BinnedTable, SameCodesForAnyNumberOfThreads) {
  FeatureTable table = NormalColumn(2'000);
  for (int f = 1; f < 5; ++f) table.schema.push_back({"y" + std::to_string(f), {}}), table.columns.push_back(table.columns[0]);
  std::vector<std::vector<uint8_t>> seen;
  for (const size_t threads : {1, 2, 7}) {
    SetThreads(threads);
    const BinnedTable<uint8_t> binned(table, {});
    seen.emplace_back(binned.codes(3).begin(), binned.codes(3).end());
  }
  SetThreads(0);
  EXPECT_EQ(seen[0], seen[1]);
  EXPECT_EQ(seen[0], seen[2]);
}

}  // namespace
}  // namespace auspex::learn
