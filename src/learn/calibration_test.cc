#include "learn/calibration.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/error.h"
#include "base/threads.h"

namespace auspex::learn {
namespace {

/// 200 rows of 3 classes; the label is the likeliest class except in every fourth row.
void MakeRows(std::vector<float>& probabilities, std::vector<int32_t>& labels) {
  for (int i = 0; i < 200; ++i) {
    const double raw[3] = {1.0 + i * 7 % 11, 1.0 + i * 5 % 13, 1.0 + i * 3 % 17};
    for (double value : raw) probabilities.push_back(static_cast<float>(value / (raw[0] + raw[1] + raw[2])));
    const auto row = probabilities.end() - 3;
    labels.push_back(i % 4 == 0 ? i % 3 : static_cast<int32_t>(std::max_element(row, row + 3) - row));
  }
}

TEST(Temperature, MatchesAnIndependentMinimiser) {
  std::vector<float> probabilities;
  std::vector<int32_t> labels;
  MakeRows(probabilities, labels);
  // Reference: scipy.optimize.minimize_scalar (bounded) on the log loss, tolerance 1e-12.
  EXPECT_NEAR(FitTemperature(probabilities, labels), 0.447999793, 1e-6);
}

TEST(Temperature, RecoversAKnownOne) {
  // Scores say 90 %, 80 % hold: t = logit(0.9) / logit(0.8) exactly, since two classes have one degree of freedom.
  std::vector<float> probabilities;
  std::vector<int32_t> labels;
  for (int i = 0; i < 100; ++i) {
    probabilities.insert(probabilities.end(), {0.9f, 0.1f});
    labels.push_back(i % 5 == 0 ? 1 : 0);
  }
  const double t = FitTemperature(probabilities, labels);
  EXPECT_NEAR(t, std::log(9.0) / std::log(4.0), 1e-6);
  ApplyTemperature(std::span(probabilities).first(2), t);
  EXPECT_NEAR(probabilities[0], 0.8, 1e-6);
}

TEST(Temperature, StaysWithinItsLimitsAndPassesOverRowsWithoutLabel) {
  const std::vector<float> rows = {0.9f, 0.1f, 0.9f, 0.1f};
  EXPECT_EQ(FitTemperature(rows, std::vector<int32_t>{0, 0}), 0.05);
  EXPECT_EQ(FitTemperature(rows, std::vector<int32_t>{1, 1}), 20);
  EXPECT_EQ(FitTemperature(rows, std::vector<int32_t>{-1, 2}), 1);
  EXPECT_EQ(FitTemperature({}, {}), 1);
  const std::vector<float> even = {0.5f, 0.5f};
  EXPECT_EQ(FitTemperature(even, std::vector<int32_t>{0}), 1);
}

TEST(Temperature, OfImpossibleLabelsIsFinite) {
  const std::vector<float> rows = {1, 0, 0.5f, 0.5f};
  EXPECT_TRUE(std::isfinite(FitTemperature(rows, std::vector<int32_t>{1, 0})));
}

TEST(Temperature, IsTheSameForAnyNumberOfThreads) {
  std::vector<float> probabilities, more;
  std::vector<int32_t> labels, more_labels;
  MakeRows(probabilities, labels);
  for (int k = 0; k < 60; ++k) {
    more.insert(more.end(), probabilities.begin(), probabilities.end());
    more_labels.insert(more_labels.end(), labels.begin(), labels.end());
  }
  SetThreads(1);
  const double one = FitTemperature(more, more_labels);
  SetThreads(3);
  EXPECT_EQ(FitTemperature(more, more_labels), one);
  SetThreads(0);
}

TEST(Temperature, KeepsZeroesSumsAndOrder) {
  std::vector<float> row = {0, 0.2f, 0.5f, 0.3f}, same = row;
  ApplyTemperature(same, 1);
  EXPECT_EQ(same, row);
  ApplyTemperature(row, 2.5);
  EXPECT_EQ(row[0], 0);
  EXPECT_NEAR(row[1] + row[2] + row[3], 1, 1e-6);
  EXPECT_TRUE(row[2] > row[3] && row[3] > row[1]);
}

TEST(Temperature, RefusesRowsOfUnequalLength) {
  const std::vector<float> rows = {0.5f, 0.5f, 1};
  EXPECT_THROW(FitTemperature(rows, std::vector<int32_t>{0, 0}), Error);
}

TEST(Platt, MatchesAnUnpenalisedLogisticRegressionOnSmoothedTargets) {
  std::vector<float> p;
  std::vector<int8_t> y;
  for (int i = 0; i < 200; ++i) {
    p.push_back(static_cast<float>(((i * 37 + 11) % 41 + 1) / 43.0));
    y.push_back((i * i + 3 * i) % 7 < 3 || (p.back() > 0.8f && i % 3 == 0));
  }
  const Platt platt = FitPlatt(p, y);
  // Reference: scikit-learn 1.9.1 LogisticRegression(C=inf, newton-cholesky) on logits, targets as sample weights.
  EXPECT_NEAR(platt.slope, 0.19598886, 1e-6);
  EXPECT_NEAR(platt.intercept, -0.7269081, 1e-6);
}

TEST(Platt, OfTwoScoresGivesTheSmoothedShareOfEach) {
  // Two scores, two parameters: the fit goes through both mean targets (N1 = 650 of 1500, by hand).
  std::vector<float> p;
  std::vector<int8_t> y;
  for (int i = 0; i < 1000; ++i) p.push_back(0.7f), y.push_back(i < 600);
  for (int i = 0; i < 500; ++i) p.push_back(0.2f), y.push_back(i < 50);
  const Platt platt = FitPlatt(p, y);
  const double yes = 651.0 / 652, no = 1.0 / 852;
  EXPECT_NEAR(platt(0.7f), 0.6 * yes + 0.4 * no, 1e-6);
  EXPECT_NEAR(platt(0.2f), 0.1 * yes + 0.9 * no, 1e-6);
}

TEST(Platt, IsTheIdentityForTooFewPositives) {
  const std::vector<float> p(100, 0.3f);
  std::vector<int8_t> y(100, 0);
  y[3] = y[4] = 1;
  EXPECT_TRUE(FitPlatt(p, y).identity());
  EXPECT_TRUE(FitPlatt({}, {}).identity());
  EXPECT_EQ(Platt{}(0.123f), 0.123f);
}

TEST(Platt, OnlyShiftsForFewPositivesEqualScoresAndReversedOrder) {
  std::vector<float> p;
  std::vector<int8_t> few, reversed;
  for (int i = 0; i < 400; ++i) {
    p.push_back(0.1f + 0.002f * static_cast<float>(i));
    few.push_back(i % 40 == 0);
    reversed.push_back(i < 150);
  }
  for (const auto& labels : {few, reversed}) {
    const Platt platt = FitPlatt(p, labels);
    EXPECT_EQ(platt.slope, 1);
    EXPECT_LT(platt.intercept, 0);
  }
  const Platt equal = FitPlatt(std::vector<float>(400, 0.5f), reversed);
  EXPECT_EQ(equal.slope, 1);
  EXPECT_NEAR(equal(0.5f), (150 * (151.0 / 152) + 250 * (1.0 / 252)) / 400, 1e-6);
}

TEST(Platt, BearsCertainScores) {
  std::vector<float> p;
  std::vector<int8_t> y;
  for (int i = 0; i < 200; ++i) p.push_back(i % 2 ? 1.0f : 0.0f), y.push_back(i % 2 == 0 ? i % 10 == 0 : 1);
  const Platt platt = FitPlatt(p, y);
  for (float score : {0.0f, 0.5f, 1.0f}) EXPECT_TRUE(platt(score) >= 0 && platt(score) <= 1) << score;
  EXPECT_GT(platt(0), 0.05f);
}

TEST(Platt, RefusesUnequalSizes) { EXPECT_THROW(FitPlatt(std::vector<float>(2), std::vector<int8_t>(3)), Error); }

/// Scores with labels and weights; whole weights, so that rows can be repeated instead.
struct WeightedRows {
  std::vector<float> p, weights, repeated;
  std::vector<int8_t> y, again;

  WeightedRows() {
    for (int i = 0; i < 400; ++i) {
      p.push_back(static_cast<float>(((i * 37 + 11) % 41 + 1) / 43.0));
      y.push_back((i * i + 3 * i) % 7 < 3 || (p.back() > 0.6f && i % 3 == 0));
      weights.push_back(static_cast<float>(i % 4));
      for (int k = 0; k < i % 4; ++k) repeated.push_back(p.back()), again.push_back(y.back());
    }
  }
};

TEST(BinaryTemperature, IsThatOfTwoClasses) {
  const WeightedRows rows;
  std::vector<float> pairs;
  std::vector<int32_t> labels;
  for (size_t i = 0; i < rows.p.size(); ++i) {
    pairs.insert(pairs.end(), {1 - rows.p[i], rows.p[i]});
    labels.push_back(rows.y[i]);
  }
  EXPECT_NEAR(FitBinaryTemperature(rows.p, rows.y), FitTemperature(pairs, labels), 1e-5);
  EXPECT_NEAR(FitBinaryTemperature(rows.p, rows.y, rows.weights), FitBinaryTemperature(rows.repeated, rows.again), 1e-9);
  EXPECT_EQ(FitBinaryTemperature({}, {}), 1);
  EXPECT_THROW(FitBinaryTemperature(rows.p, rows.again), Error);
}

TEST(Platt, EqualWeightsChangeNothingAndWholeOnesCountAsRows) {
  const WeightedRows rows;
  const Platt plain = FitPlatt(rows.p, rows.y), equal = FitPlatt(rows.p, rows.y, {}, std::vector<float>(rows.p.size(), 0.25f));
  EXPECT_EQ(plain.slope, equal.slope);
  EXPECT_EQ(plain.intercept, equal.intercept);
  // Rows of a mean weight of 2 count half when repeated, so that the smoothing of the targets differs a little.
  const Platt weighted = FitPlatt(rows.p, rows.y, {}, rows.weights), repeated = FitPlatt(rows.repeated, rows.again);
  EXPECT_NEAR(weighted.slope, repeated.slope, 0.02);
  EXPECT_NEAR(weighted.intercept, repeated.intercept, 0.02);
}

}  // namespace
}  // namespace auspex::learn
