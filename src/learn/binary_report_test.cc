#include "learn/binary_report.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "base/error.h"
#include "base/random.h"
#include "base/threads.h"
#include "learn/binary_metrics.h"
#include "learn/delong.h"

namespace auspex::learn {
namespace {

struct Rows {
  std::vector<float> scores, weights;
  std::vector<int8_t> labels;
};

/// 200 rows with many ties.
Rows MakeRows() {
  Rows rows;
  for (int i = 0; i < 200; ++i) {
    rows.scores.push_back(static_cast<float>(((i * 37 + 11) % 41 + 1) / 43.0));
    rows.labels.push_back((i * i + 3 * i) % 7 < 3 || (rows.scores.back() > 0.8f && i % 3 == 0));
    rows.weights.push_back(static_cast<float>(1 + i % 5));
  }
  return rows;
}

// References of the next two: scikit-learn 1.9.1: roc_auc_score; average_precision_score; log_loss; brier_score_loss; KS is max(tpr - fpr) of
// roc_curve(drop_intermediate=False); gain is numpy.interp(0.1, share of weight, share of yes) over the scores from the highest down; cost,
// precision, recall and F1 are of confusion_matrix, precision_score, recall_score and f1_score of scores >= 0.6, a missed yes costing 2; all with
// sample_weight.
TEST(BinaryReport, EqualsScikitLearn) {
  const Rows rows = MakeRows();
  const BinaryReport r = Report(rows.scores, rows.labels, {.costs = {.false_positive = 1, .false_negative = 2}, .threshold = 0.6f});
  EXPECT_EQ(r.weight, 200);
  EXPECT_EQ(r.positive, 65);
  EXPECT_NEAR(r.roc_auc.value, 0.5820512820512821, 1e-11);
  EXPECT_NEAR(r.average_precision.value, 0.40858246027014994, 1e-11);
  EXPECT_NEAR(r.log_loss.value, 0.8202057792144991, 1e-11);
  EXPECT_NEAR(r.brier.value, 0.2879286099415075, 1e-11);
  EXPECT_NEAR(r.ks.value, 0.18233618233618235, 1e-12);
  EXPECT_NEAR(r.gain.value, 0.15384615384615385, 1e-12);
  EXPECT_NEAR(r.lift.value, 1.5384615384615385, 1e-12);
  EXPECT_NEAR(r.cost.value, 0.605, 1e-12);
  EXPECT_NEAR(r.precision.value, 0.3717948717948718, 1e-12);
  EXPECT_NEAR(r.recall.value, 0.4461538461538462, 1e-12);
  EXPECT_NEAR(r.f1.value, 0.40559440559440557, 1e-12);
}

TEST(BinaryReport, EqualsScikitLearnWithWeights) {
  const Rows rows = MakeRows();
  const BinaryReport r =
      Report(rows.scores, rows.labels, {.weights = rows.weights, .costs = {.false_positive = 1, .false_negative = 2}, .threshold = 0.6f});
  EXPECT_EQ(r.weight, 600);
  EXPECT_NEAR(r.roc_auc.value, 0.5946815804174496, 1e-11);
  EXPECT_NEAR(r.average_precision.value, 0.41337255237266163, 1e-11);
  EXPECT_NEAR(r.log_loss.value, 0.805598577217353, 1e-11);
  EXPECT_NEAR(r.brier.value, 0.2834964840095045, 1e-11);
  EXPECT_NEAR(r.ks.value, 0.19196587273373622, 1e-12);
  EXPECT_NEAR(r.gain.value, 0.15979381443298968, 1e-12);
  EXPECT_NEAR(r.lift.value, 1.5979381443298968, 1e-12);
  EXPECT_NEAR(r.cost.value, 0.5866666666666667, 1e-12);
  EXPECT_NEAR(r.precision.value, 0.38396624472573837, 1e-12);
  EXPECT_NEAR(r.recall.value, 0.4690721649484536, 1e-12);
  EXPECT_NEAR(r.f1.value, 0.4222737819025522, 1e-12);
}

// By the same confusion_matrix over every score: 107 of 200 rows without weights, 316 of 600 with them, both at the score 34/43.
TEST(BinaryReport, ChoosesTheThresholdByCost) {
  const Rows rows = MakeRows();
  const BinaryReport plain = Report(rows.scores, rows.labels, {.costs = {.false_negative = 2}});
  EXPECT_NEAR(plain.threshold, 0.7906976938247681, 1e-15);
  EXPECT_NEAR(plain.cost.value, 107.0 / 200, 1e-12);
  const BinaryReport weighted = Report(rows.scores, rows.labels, {.weights = rows.weights, .costs = {.false_negative = 2}});
  EXPECT_NEAR(weighted.threshold, 0.7906976938247681, 1e-15);
  EXPECT_NEAR(weighted.cost.value, 316.0 / 600, 1e-12);
  const BinaryReport nobody = Report(rows.scores, rows.labels, {.costs = {.false_positive = 9}});
  EXPECT_TRUE(std::isinf(nobody.threshold));
  EXPECT_EQ(nobody.recall.value, 0);
  EXPECT_NEAR(nobody.cost.value, 65.0 / 200, 1e-12);
}

constexpr std::array kMeasured = {&BinaryReport::roc_auc, &BinaryReport::average_precision, &BinaryReport::log_loss, &BinaryReport::brier,
                                  &BinaryReport::ks,      &BinaryReport::lift,              &BinaryReport::gain,     &BinaryReport::cost,
                                  &BinaryReport::precision, &BinaryReport::recall,          &BinaryReport::f1};

TEST(BinaryReport, IntervalsHoldTheFigures) {
  const Rows rows = MakeRows();
  const BinaryReport r = Report(rows.scores, rows.labels, {.weights = rows.weights, .threshold = 0.6});
  for (const auto figure : kMeasured) {
    EXPECT_LT((r.*figure).interval.low, (r.*figure).value);
    EXPECT_GT((r.*figure).interval.high, (r.*figure).value);
  }
  const AucEstimate delong = EstimateAuc(rows.scores, rows.labels, {.weights = rows.weights});
  EXPECT_EQ(r.roc_auc.interval.low, delong.interval.low);
}

/// A share found among n yes has the standard error sqrt(r (1 - r) / n).
TEST(BinaryReport, IntervalOfRecallIsTheBinomialOne) {
  Random random(9);
  Rows rows;
  for (int i = 0; i < 4000; ++i) {
    rows.labels.push_back(i % 2 == 1);
    rows.scores.push_back(static_cast<float>(random.Uniform()));
  }
  const BinaryReport r = Report(rows.scores, rows.labels, {.bootstrap = {.replicates = 1000}, .threshold = 0.7});
  const double error = std::sqrt(r.recall.value * (1 - r.recall.value) / 2000);
  EXPECT_NEAR(r.recall.interval.high - r.recall.interval.low, 2 * 1.96 * error, 0.1 * 2 * 1.96 * error);
}

TEST(BinaryReport, RowsOfOneClusterAreDrawnTogether) {
  const Rows rows = MakeRows();
  Rows tenfold;
  std::vector<uint64_t> clusters;
  for (uint64_t i = 0; i < 2000; ++i) {
    tenfold.scores.push_back(rows.scores[i / 10]);
    tenfold.labels.push_back(rows.labels[i / 10]);
    clusters.push_back(i / 10);
  }
  const auto width = [](const BinaryReport& r, Measured BinaryReport::*figure) { return (r.*figure).interval.high - (r.*figure).interval.low; };
  const BinaryReport once = Report(rows.scores, rows.labels), together = Report(tenfold.scores, tenfold.labels, {.clusters = clusters}),
                     apart = Report(tenfold.scores, tenfold.labels);
  for (const auto figure : {&BinaryReport::roc_auc, &BinaryReport::ks, &BinaryReport::recall}) {
    EXPECT_NEAR(width(together, figure), width(once, figure), 0.35 * width(once, figure));
    EXPECT_LT(width(apart, figure), 0.5 * width(together, figure));
  }
}

TEST(BinaryReport, GivesTheSameBitsForAnyNumberOfThreads) {
  const Rows rows = MakeRows();
  SetThreads(1);
  const BinaryReport first = Report(rows.scores, rows.labels, {.weights = rows.weights});
  for (size_t threads : {2, 7}) {
    SetThreads(threads);
    const BinaryReport again = Report(rows.scores, rows.labels, {.weights = rows.weights});
    for (const auto figure : kMeasured) {
      EXPECT_EQ((again.*figure).interval.low, (first.*figure).interval.low);
      EXPECT_EQ((again.*figure).interval.high, (first.*figure).interval.high);
    }
  }
  SetThreads(0);
}

TEST(BinaryReport, WhatDoesNotExistIsNotANumber) {
  const BinaryReport yes = Report(std::vector<float>{0.5f, 1}, std::vector<int8_t>{1, 1});
  EXPECT_TRUE(std::isnan(yes.roc_auc.value) && std::isnan(yes.roc_auc.interval.low) && std::isnan(yes.ks.value) && std::isnan(yes.ks.interval.low));
  EXPECT_EQ(yes.recall.value, 1);
  const BinaryReport none = Report({}, {}, {.bootstrap = {.replicates = 0}});
  EXPECT_TRUE(std::isnan(none.log_loss.value) && std::isnan(none.cost.value) && std::isnan(none.f1.value) && std::isnan(none.threshold));
  EXPECT_TRUE(none.reliability.empty());
  const BinaryReport weightless = Report(std::vector<float>{0.5f, 1}, std::vector<int8_t>{0, 1}, {.weights = std::vector<float>{0, 0}});
  EXPECT_TRUE(std::isnan(weightless.roc_auc.value) && std::isnan(weightless.cost.value) && std::isnan(weightless.lift.value));
}

TEST(BinaryReport, SaysWhatIsWrong) {
  const Rows rows = MakeRows();
  const auto text = [&](const BinaryReportOptions& options) -> std::string {
    try {
      Report(rows.scores, rows.labels, options);
    } catch (const Error& error) {
      return error.message();
    }
    return "nothing was thrown";
  };
  const std::vector<uint64_t> few = {1, 2};
  std::vector<float> weights = rows.weights;
  for (const float bad : {-1.0f, NAN, INFINITY}) {
    weights[7] = bad;
    EXPECT_EQ(text({.weights = weights}), "the weight of row 7 is not a number from 0 up");
  }
  EXPECT_EQ(text({.clusters = few}), "a report was given clusters for another number of rows");
  EXPECT_EQ(text({.top_share = 0}), "the share of the best scored must be above 0 and at most 1, not 0.000000");
  EXPECT_EQ(text({.costs = {.false_negative = -2}}), "the cost of an error must be a number from 0 up, not -2.000000");
  EXPECT_EQ(text({.threshold = std::nan("")}), "the threshold is not a number");
  EXPECT_EQ(text({.bins = 0}), "a calibration curve needs at least 1 bin");
  EXPECT_EQ(text({.bootstrap = {.level = 1}}), "a bootstrap needs at least one replicate and a level between 0 and 1");
}

}  // namespace
}  // namespace auspex::learn
