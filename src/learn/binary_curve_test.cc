#include "learn/binary_curve.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/random.h"

namespace auspex::learn {
namespace {

struct Rows {
  std::vector<float> scores, weights;
  std::vector<int8_t> labels;
};

Rows MakeRows(size_t count, uint64_t levels) {
  Random random(4);
  Rows rows;
  for (size_t i = 0; i < count; ++i) {
    const auto score = static_cast<float>(random.Below(levels)) / static_cast<float>(levels);
    rows.scores.push_back(score);
    rows.labels.push_back(random.Bernoulli(0.1 + 0.6 * score));
    rows.weights.push_back(static_cast<float>(1 + random.Below(4)));
  }
  return rows;
}

struct Sums {
  double yes_above = 0, no_above = 0, yes = 0, no = 0;
};

/// By the definition, row by row.
Sums SumsAt(const Rows& rows, double threshold) {
  Sums sums;
  for (size_t r = 0; r < rows.scores.size(); ++r) {
    const bool above = static_cast<double>(rows.scores[r]) >= threshold;
    (rows.labels[r] ? sums.yes : sums.no) += rows.weights[r];
    if (above) (rows.labels[r] ? sums.yes_above : sums.no_above) += rows.weights[r];
  }
  return sums;
}

TEST(BinaryCurve, AgreesWithTheDefinitionsRowByRow) {
  const Rows rows = MakeRows(500, 60);
  const std::vector<ScoreStep> steps = BinaryEvaluation(rows.scores, rows.labels).Steps(rows.weights);
  double ks = 0, least = INFINITY;
  for (int k = 0; k <= 61; ++k) {
    const double threshold = static_cast<double>(static_cast<float>(k) / 60.0f);
    const Sums sums = SumsAt(rows, threshold);
    const Confusion c = ConfusionAt(steps, threshold);
    EXPECT_EQ(c.true_positive, sums.yes_above);
    EXPECT_EQ(c.false_positive, sums.no_above);
    EXPECT_EQ(c.false_negative, sums.yes - sums.yes_above);
    EXPECT_EQ(c.true_negative, sums.no - sums.no_above);
    ks = std::max(ks, std::abs(sums.yes_above / sums.yes - sums.no_above / sums.no));
    least = std::min(least, 2 * sums.no_above + 3 * (sums.yes - sums.yes_above));
  }
  EXPECT_NEAR(KsOf(steps).distance, ks, 1e-12);
  const LeastCost cost = LeastCostThreshold(steps, {.false_positive = 2, .false_negative = 3});
  EXPECT_EQ(cost.cost, least);
  const Sums there = SumsAt(rows, cost.threshold), place = SumsAt(rows, KsOf(steps).score);
  EXPECT_EQ(2 * there.no_above + 3 * (there.yes - there.yes_above), least);
  EXPECT_NEAR(std::abs(place.yes_above / place.yes - place.no_above / place.no), ks, 1e-12);
}

// R 4.2: y <- c(1,1,0,1,0,0,1,0,0,0); s <- c(.9,.8,.7,.6,.55,.5,.4,.3,.2,.1); ks.test(s[y==1], s[y==0])$statistic is 0.5833333.
TEST(BinaryCurve, KsEqualsR) {
  const std::vector<float> s = {.9f, .8f, .7f, .6f, .55f, .5f, .4f, .3f, .2f, .1f};
  const std::vector<ScoreStep> steps = BinaryEvaluation(s, std::vector<int8_t>{1, 1, 0, 1, 0, 0, 1, 0, 0, 0}).Steps();
  EXPECT_NEAR(KsOf(steps).distance, 0.5833333, 1e-7);
  EXPECT_EQ(KsOf(steps).score, static_cast<double>(.6f));
  const Confusion c = ConfusionAt(steps, 0.58);  // by hand: 3 of 4 found, 1 wrong
  EXPECT_EQ(c.precision, 0.75);
  EXPECT_EQ(c.recall, 0.75);
  EXPECT_EQ(c.f1, 0.75);
  EXPECT_EQ(GainAt(steps, 0.2).gain, 0.5);
  EXPECT_EQ(GainAt(steps, 0.2).lift, 2.5);
}

TEST(BinaryCurve, GainRisesToAllAndTiesCountAsIfShuffled) {
  const std::vector<ScoreStep> even = BinaryEvaluation(std::vector<float>(10, 0.3f), std::vector<int8_t>{1, 0, 0, 1, 0, 0, 0, 0, 0, 0}).Steps();
  for (double share : {0.0, 0.1, 0.55, 1.0}) {
    EXPECT_NEAR(GainAt(even, share).gain, share, 1e-12);
    EXPECT_NEAR(GainAt(even, share).lift, 1, 1e-12);
  }
  const Rows rows = MakeRows(500, 60);
  const std::vector<GainPoint> curve = GainCurve(BinaryEvaluation(rows.scores, rows.labels).Steps(rows.weights));
  ASSERT_EQ(curve.size(), 10u);
  EXPECT_EQ(curve.back().gain, 1);
  EXPECT_EQ(curve.back().lift, 1);
  EXPECT_TRUE(std::is_sorted(curve.begin(), curve.end(), [](const auto& a, const auto& b) { return a.gain < b.gain; }));
}

double AreaUnder(const std::vector<CurvePoint>& curve) {
  double area = 0;
  for (size_t i = 1; i < curve.size(); ++i) area += (curve[i].x - curve[i - 1].x) * (curve[i].y + curve[i - 1].y) / 2;
  return area;
}

/// Highest value of y - slope × x: what the hull decides.
double Reach(const std::vector<CurvePoint>& curve, double slope) {
  double best = 0;
  for (const CurvePoint& point : curve) best = std::max(best, point.y - slope * point.x);
  return best;
}

TEST(BinaryCurve, ThinnedRocKeepsTheHullAndNearlyTheArea) {
  const Rows rows = MakeRows(20000, 100000);
  const BinaryEvaluation evaluation(rows.scores, rows.labels);
  const std::vector<ScoreStep> steps = evaluation.Steps(rows.weights);
  const std::vector<CurvePoint> full = RocCurve(steps, 30000), thin = RocCurve(steps, 150);
  EXPECT_EQ(full.size(), steps.size() + 1);
  EXPECT_NEAR(AreaUnder(full), evaluation.Measure(rows.weights).roc_auc, 1e-12);
  EXPECT_EQ(thin.size(), 150u);
  EXPECT_NEAR(AreaUnder(thin), AreaUnder(full), 0.002);
  for (double slope = 0.01; slope < 20; slope *= 1.1) EXPECT_EQ(Reach(thin, slope), Reach(full, slope)) << slope;
  for (const auto& curve : {thin, PrecisionRecallCurve(steps, 150)})
    EXPECT_TRUE(std::is_sorted(curve.begin(), curve.end(), [](const auto& a, const auto& b) { return a.x < b.x; }));
  EXPECT_EQ(thin.back().x, 1);
  EXPECT_EQ(RocCurve(steps, 2).size(), 2u);
  EXPECT_EQ(RocCurve(steps, 2).back().y, 1);
}

TEST(BinaryCurve, WhatDoesNotExistIsNotANumber) {
  EXPECT_TRUE(std::isnan(KsOf({}).distance) && std::isnan(GainAt({}, 0.1).gain) && std::isnan(LeastCostThreshold({}, {}).cost));
  const std::vector<ScoreStep> all_yes = BinaryEvaluation(std::vector<float>{0.5f, 1}, std::vector<int8_t>{1, 1}).Steps();
  EXPECT_TRUE(std::isnan(KsOf(all_yes).distance));
  EXPECT_TRUE(std::isnan(ConfusionAt(all_yes, 2).precision));
  EXPECT_EQ(ConfusionAt(all_yes, 2).recall, 0);
  EXPECT_EQ(ConfusionAt(all_yes, 2).f1, 0);
  EXPECT_TRUE(RocCurve({}).empty());
  const LeastCost nobody = LeastCostThreshold(all_yes, {.false_positive = 1, .false_negative = 0});
  EXPECT_TRUE(std::isinf(nobody.threshold));
}

TEST(BinaryCurve, RefusesImpossibleCostsAndCurves) {
  const std::vector<ScoreStep> steps = {{0.5, 1, 1}};
  try {
    LeastCostThreshold(steps, {.false_positive = -1});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "the cost of an error must be a number from 0 up, not -1.000000");
  }
  EXPECT_THROW(RocCurve(steps, 1), Error);
}

}  // namespace
}  // namespace auspex::learn
