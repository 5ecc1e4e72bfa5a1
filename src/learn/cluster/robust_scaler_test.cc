#include "learn/cluster/robust_scaler.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "base/error.h"
#include "base/threads.h"
#include "learn/archive.h"
#include "learn/cluster/cluster_fixture.h"

namespace auspex::learn {
namespace {

FeatureTable TableOf(std::vector<std::vector<float>> columns) {
  FeatureTable table{columns.empty() ? 0 : columns[0].size(), {}, std::move(columns)};
  for (size_t f = 0; f < table.columns.size(); ++f) table.schema.push_back({std::string(1, static_cast<char>('a' + f)), {}});
  return table;
}

std::string MessageOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_FALSE(error.advice().empty());
    return error.message();
  }
  return "nothing was thrown";
}

FeatureTable WavesTable() {
  const OwnedPoints points = Waves();
  std::vector<std::vector<float>> columns(3);
  for (size_t i = 0; i < points.values.size(); ++i) columns[i % 3].push_back(points.values[i]);
  return TableOf(columns);
}

/// R 4.2: apply(X, 2, quantile) on the points of Waves().
TEST(RobustScaler, TakesMedianAndInterquartileRange) {
  const RobustScaler scaler = RobustScaler::Fit(WavesTable());
  const double median[] = {-0.640, 0.441, -0.807}, low[] = {-2.009, -1.481, -0.90225}, high[] = {1.622, 1.41575, 1.43525};
  const ScaledRows scaled = scaler.Apply(WavesTable());
  const OwnedPoints points = Waves();
  for (size_t j = 0; j < 3; ++j) {
    EXPECT_NEAR(scaler.columns()[j].centre, median[j], 1e-6);
    EXPECT_NEAR(scaler.columns()[j].scale, high[j] - low[j], 1e-6);
    EXPECT_EQ(scaler.columns()[j].shape, Shape::kLinear);
    EXPECT_NEAR(scaled.values[3 + j], (points.values[3 + j] - median[j]) / (high[j] - low[j]), 1e-6);
  }
}

TEST(RobustScaler, FallsBackToTheDeviationAndThenToOne) {
  const RobustScaler scaler = RobustScaler::Fit(TableOf({{0, 0, 0, 0, 0, 0, 0, -3, 3, 0}, std::vector<float>(10, 4)}));
  EXPECT_NEAR(scaler.columns()[0].scale, std::sqrt(1.8), 1e-12);
  EXPECT_FALSE(scaler.columns()[0].constant);
  EXPECT_EQ(scaler.columns()[1].scale, 1);
  EXPECT_TRUE(scaler.columns()[1].constant);
}

TEST(RobustScaler, ShapesLongTails) {
  std::vector<float> money, balance, even;
  for (int i = 0; i < 101; ++i) {
    money.push_back(static_cast<float>(std::exp(i * 0.1)));
    balance.push_back(i % 2 ? money.back() : -money.back() * 0.01f);
    even.push_back(static_cast<float>(i));
  }
  const FeatureTable table = TableOf({money, balance, even});
  const RobustScaler scaler = RobustScaler::Fit(table);
  EXPECT_EQ(scaler.columns()[0].shape, Shape::kLog);
  EXPECT_NEAR(scaler.columns()[0].unit, std::exp(5.0), 1e-3);
  EXPECT_NEAR(scaler.columns()[0].centre, std::log(2.0), 1e-6);
  EXPECT_EQ(scaler.columns()[1].shape, Shape::kAsinh);
  EXPECT_EQ(scaler.columns()[2].shape, Shape::kLinear);
  const ScaledRows scaled = scaler.Apply(table);
  for (size_t i = 0; i < 300; ++i) {
    const float original = table.columns[i % 3][i / 3];
    EXPECT_NEAR(scaler.Original(i % 3, scaled.values[i]), original, 1e-4 * (1 + std::fabs(original)));
  }
  const RobustScaler plain = RobustScaler::Fit(table, {.shape_skewed = false});
  for (const ScaledColumn& column : plain.columns()) EXPECT_EQ(column.shape, Shape::kLinear);
  EXPECT_EQ(scaler.Apply(TableOf({{-7}, {0}, {0}})).values[0], scaler.Apply(TableOf({{0}, {0}, {0}})).values[0]);
}

TEST(RobustScaler, ClipsAndCountsMissingValuesAsTheMedian) {
  const RobustScaler scaler = RobustScaler::Fit(TableOf({{1, 2, 3, 4, 5, kMissing}}), {.clip = 2});
  EXPECT_EQ(scaler.columns()[0].missing, 1u);
  const ScaledRows scaled = scaler.Apply(TableOf({{3, kMissing, 5, 1000, -1000, kMissing}}));
  EXPECT_EQ(scaled.values, (std::vector<float>{0, 0, 1, 2, -2, 0}));
  EXPECT_EQ(scaled.missing, std::vector<uint64_t>{2});
  EXPECT_EQ(RobustScaler::Fit(TableOf({{1, 2, 3, 4, 5}}), {.clip = 0}).Apply(TableOf({{1003}})).values[0], 500);
}

TEST(RobustScaler, FindsColumnsByNameAndLoadsBackToTheSameBits) {
  const RobustScaler scaler = RobustScaler::Fit(WavesTable());
  Archive archive;
  scaler.Save(archive);
  const RobustScaler loaded = RobustScaler::Load(archive);
  FeatureTable moved = WavesTable();
  std::swap(moved.columns[0], moved.columns[2]);
  std::swap(moved.schema[0], moved.schema[2]);
  SetThreads(7);
  EXPECT_EQ(loaded.Apply(moved).values, scaler.Apply(WavesTable()).values);
  SetThreads(0);
  archive.Set("scaler.1.scale", 0.0);
  EXPECT_EQ(MessageOf([&] { RobustScaler::Load(archive); }), "the scale of column 'b' is damaged");
}

TEST(RobustScaler, RefusesWhatItCannotScale) {
  EXPECT_EQ(MessageOf([] { RobustScaler::Fit(FeatureTable{}); }), "there are no rows or no columns to scale");
  EXPECT_EQ(MessageOf([] { RobustScaler::Fit(TableOf({{1, 2}, {kMissing, kMissing}})); }), "column 'b' has no value at all");
  EXPECT_EQ(MessageOf([] { RobustScaler::Fit(TableOf({{1, std::numeric_limits<float>::infinity()}})); }), "column 'a' holds an infinite number");
  FeatureTable table = TableOf({{0, 1}});
  table.schema[0].categories = {"x", "y"};
  EXPECT_EQ(MessageOf([&] { RobustScaler::Fit(table); }), "column 'a' holds categories");
  const RobustScaler scaler = RobustScaler::Fit(TableOf({{1, 2}, {3, 4}}));
  EXPECT_EQ(MessageOf([&] { scaler.Apply(TableOf({{1, 2}})); }), "the table lacks the column 'b'");
}

}  // namespace
}  // namespace auspex::learn
