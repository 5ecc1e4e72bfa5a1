#include "learn/ranking_metrics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/error.h"
#include "base/random.h"
#include "base/threads.h"

namespace auspex::learn {
namespace {

struct Rows {
  std::vector<float> probabilities, weights;
  std::vector<int32_t> labels;
};

/// 200 rows of 3 classes; the label is the likeliest class except in every fourth row.
Rows MakeRows() {
  Rows rows;
  for (int i = 0; i < 200; ++i) {
    const double raw[3] = {1.0 + i * 7 % 11, 1.0 + i * 5 % 13, 1.0 + i * 3 % 17};
    for (double value : raw) rows.probabilities.push_back(static_cast<float>(value / (raw[0] + raw[1] + raw[2])));
    const auto row = rows.probabilities.end() - 3;
    rows.labels.push_back(i % 4 == 0 ? i % 3 : static_cast<int32_t>(std::max_element(row, row + 3) - row));
    rows.weights.push_back(static_cast<float>(1 + i % 5));
  }
  return rows;
}

TEST(Ranking, MatchesIndependentValues) {
  const Rows rows = MakeRows();
  // Reference: stable argsort in numpy, log_loss of scikit-learn 1.9.1.
  const RankingMetrics plain = MeasureRanking(rows.probabilities, rows.labels);
  EXPECT_NEAR(plain.top[0], 0.83, 1e-12);
  EXPECT_NEAR(plain.top[1], 0.92, 1e-12);
  EXPECT_NEAR(plain.top[2], 1, 1e-12);
  EXPECT_NEAR(plain.mrr, 0.901666666667, 1e-11);
  EXPECT_NEAR(plain.log_loss, 0.802512399415, 1e-7);
  const RankingMetrics weighted = MeasureRanking(rows.probabilities, rows.labels, rows.weights);
  EXPECT_EQ(weighted.weight, 600);
  EXPECT_NEAR(weighted.top[0], 0.843333333333, 1e-11);
  EXPECT_NEAR(weighted.top[1], 0.928333333333, 1e-11);
  EXPECT_NEAR(weighted.mrr, 0.909722222222, 1e-11);
  EXPECT_NEAR(weighted.log_loss, 0.791147001480, 1e-7);
}

TEST(Ranking, TiesGoToTheLowerClass) {
  const std::vector<float> row = {0.25f, 0.3f, 0.25f, 0.2f};
  EXPECT_EQ(RankOf(row, 1), 1u);
  EXPECT_EQ(RankOf(row, 0), 2u);
  EXPECT_EQ(RankOf(row, 2), 3u);
  EXPECT_EQ(RankOf(row, 3), 4u);
}

TEST(Ranking, ExpectationAgreesWithManyDraws) {
  const std::vector<float> probabilities = {0.2f, 0.5f, 0.3f}, truth = {0.6f, 0.3f, 0.1f};
  const RankingMetrics expected = ExpectedRanking(probabilities, truth, 3);
  // By hand: ranks are 3, 1, 2.
  EXPECT_NEAR(expected.top[0], 0.3, 1e-7);
  EXPECT_NEAR(expected.top[1], 0.4, 1e-7);
  EXPECT_NEAR(expected.mrr, 0.6 / 3 + 0.3 + 0.1 / 2, 1e-7);
  EXPECT_NEAR(expected.log_loss, -(0.6 * std::log(0.2) + 0.3 * std::log(0.5) + 0.1 * std::log(0.3)), 1e-6);
}

TEST(Ranking, ExpectationUnderCertainTruthIsTheMeasure) {
  const Rows rows = MakeRows();
  std::vector<float> truth(rows.probabilities.size());
  for (size_t r = 0; r < rows.labels.size(); ++r) truth[r * 3 + static_cast<size_t>(rows.labels[r])] = 1;
  const RankingMetrics measured = MeasureRanking(rows.probabilities, rows.labels, rows.weights);
  const RankingMetrics expected = ExpectedRanking(rows.probabilities, truth, 3, rows.weights);
  EXPECT_EQ(measured.top, expected.top);
  EXPECT_EQ(measured.mrr, expected.mrr);
  EXPECT_EQ(measured.log_loss, expected.log_loss);
}

TEST(Ranking, PassesOverRowsWithoutLabel) {
  const std::vector<float> probabilities = {0.9f, 0.1f, 0.9f, 0.1f};
  const RankingMetrics metrics = MeasureRanking(probabilities, std::vector<int32_t>{-1, 1});
  EXPECT_EQ(metrics.weight, 1);
  EXPECT_EQ(metrics.top[0], 0);
  EXPECT_EQ(metrics.mrr, 0.5);
  EXPECT_TRUE(std::isnan(MeasureRanking({}, {}).mrr));
}

TEST(Ranking, AnImpossibleClassCostsAFiniteLoss) {
  const std::vector<float> probabilities = {1, 0};
  EXPECT_NEAR(MeasureRanking(probabilities, std::vector<int32_t>{1}).log_loss, 12 * std::log(10.0), 1e-9);
}

TEST(Ranking, IsTheSameForAnyNumberOfThreads) {
  Random random(5);
  std::vector<float> probabilities;
  std::vector<int32_t> labels;
  for (int r = 0; r < 20000; ++r) {
    const float p = static_cast<float>(random.Uniform());
    probabilities.insert(probabilities.end(), {p, 1 - p});
    labels.push_back(static_cast<int32_t>(random.Below(2)));
  }
  SetThreads(1);
  const double one = MeasureRanking(probabilities, labels).log_loss;
  SetThreads(3);
  EXPECT_EQ(MeasureRanking(probabilities, labels).log_loss, one);
  SetThreads(0);
}

TEST(Ranking, RefusesWhatIsNotAProbabilityOrDoesNotFit) {
  const std::vector<float> odd = {std::nanf(""), 0.5f}, even = {0.5f, 0.5f};
  EXPECT_THROW(MeasureRanking(odd, std::vector<int32_t>{1}), Error);
  EXPECT_THROW(ExpectedRanking(odd, even, 2), Error);
  EXPECT_THROW(ExpectedRanking(even, even, 3), Error);
  EXPECT_THROW(MeasureRanking(even, std::vector<int32_t>{1}, even), Error);
}

}  // namespace
}  // namespace auspex::learn
