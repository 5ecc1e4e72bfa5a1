#include "learn/binary_metrics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/error.h"
#include "base/random.h"

namespace auspex::learn {
namespace {

struct Rows {
  std::vector<float> scores, truth, weights;
  std::vector<int8_t> labels;
};

/// 200 rows with many ties.
Rows MakeRows() {
  Rows rows;
  for (int i = 0; i < 200; ++i) {
    rows.scores.push_back(static_cast<float>(((i * 37 + 11) % 41 + 1) / 43.0));
    rows.labels.push_back((i * i + 3 * i) % 7 < 3 || (rows.scores.back() > 0.8f && i % 3 == 0));
    rows.weights.push_back(static_cast<float>(1 + i % 5));
    rows.truth.push_back(static_cast<float>((i * 53 + 7) % 97 / 97.0));
  }
  return rows;
}

// References of the next three: scikit-learn 1.9.1 (roc_auc_score, average_precision_score, brier_score_loss, log_loss).
TEST(Binary, MatchesScikitLearn) {
  const Rows rows = MakeRows();
  const BinaryMetrics m = BinaryEvaluation(rows.scores, rows.labels).Measure();
  EXPECT_EQ(m.positive, 65);
  EXPECT_NEAR(m.roc_auc, 0.582051282051, 1e-11);
  EXPECT_NEAR(m.average_precision, 0.408582460270, 1e-11);
  EXPECT_NEAR(m.brier, 0.287928609942, 1e-11);
  EXPECT_NEAR(m.log_loss, 0.820205779214, 1e-11);
}

TEST(Binary, MatchesScikitLearnWithWeights) {
  const Rows rows = MakeRows();
  const BinaryMetrics m = BinaryEvaluation(rows.scores, rows.labels).Measure(rows.weights);
  EXPECT_EQ(m.weight, 600);
  EXPECT_NEAR(m.roc_auc, 0.594681580417, 1e-11);
  EXPECT_NEAR(m.average_precision, 0.413372552373, 1e-11);
  EXPECT_NEAR(m.brier, 0.283496484010, 1e-11);
  EXPECT_NEAR(m.log_loss, 0.805598577217, 1e-11);
}

// Each row twice, as yes with weight p* and as no with weight 1 - p*.
TEST(Binary, MatchesScikitLearnUnderAKnownTruth) {
  const Rows rows = MakeRows();
  const BinaryMetrics m = BinaryEvaluation(rows.scores, rows.truth).Measure();
  EXPECT_NEAR(m.roc_auc, 0.495969344991, 1e-11);
  EXPECT_NEAR(m.average_precision, 0.493402115850, 1e-11);
  EXPECT_NEAR(m.brier, 0.328978717089, 1e-11);
  EXPECT_NEAR(m.log_loss, 0.944898562214, 1e-11);
}

TEST(Binary, AucIsTheShareOfPairsInOrder) {
  Random random(3);
  std::vector<float> scores;
  std::vector<int8_t> labels;
  for (int i = 0; i < 300; ++i) {
    scores.push_back(static_cast<float>(random.Below(20)) / 20);
    labels.push_back(static_cast<int8_t>(random.Below(4)) - 1 > 0);
  }
  double good = 0, pairs = 0;
  for (size_t a = 0; a < scores.size(); ++a)
    for (size_t b = 0; b < scores.size(); ++b) {
      if (labels[a] != 1 || labels[b] != 0) continue;
      ++pairs;
      good += scores[a] > scores[b] ? 1 : scores[a] == scores[b] ? 0.5 : 0;
    }
  EXPECT_NEAR(BinaryEvaluation(scores, labels).Measure().roc_auc, good / pairs, 1e-12);
}

TEST(Binary, CalibrationErrorOfConstructedCases) {
  // One score: |mean outcome - score|.
  EXPECT_NEAR(BinaryEvaluation(std::vector<float>(8, 0.5f), std::vector<int8_t>{1, 1, 1, 1, 1, 1, 0, 0}).Measure().ece,
              0.25, 1e-12);
  // Two scores far apart fall into two bins; each is off by 0.1 in the opposite direction, so the gaps do not cancel.
  std::vector<float> scores;
  std::vector<int8_t> labels;
  for (int i = 0; i < 100; ++i) scores.push_back(0.25f), labels.push_back(i < 35);
  for (int i = 0; i < 100; ++i) scores.push_back(0.75f), labels.push_back(i < 65);
  EXPECT_NEAR(BinaryEvaluation(scores, labels).Measure().ece, 0.1, 1e-12);
  // Scores that are the truth.
  const Rows rows = MakeRows();
  EXPECT_NEAR(BinaryEvaluation(rows.truth, rows.truth).Measure().ece, 0, 1e-12);
}

TEST(Binary, OrderOfRowsDoesNotMatter) {
  Rows rows = MakeRows();
  const BinaryMetrics before = BinaryEvaluation(rows.scores, rows.labels).Measure();
  std::vector<float> scores(rows.scores.rbegin(), rows.scores.rend());
  std::vector<int8_t> labels(rows.labels.rbegin(), rows.labels.rend());
  const BinaryMetrics after = BinaryEvaluation(scores, labels).Measure();
  EXPECT_EQ(before.roc_auc, after.roc_auc);
  EXPECT_EQ(before.average_precision, after.average_precision);
  EXPECT_NEAR(before.ece, after.ece, 1e-14);
}

TEST(Binary, WhatDoesNotExistIsNotANumber) {
  const BinaryMetrics all_yes = BinaryEvaluation(std::vector<float>{0.5f, 1}, std::vector<int8_t>{1, 1}).Measure();
  EXPECT_TRUE(std::isnan(all_yes.roc_auc));
  EXPECT_EQ(all_yes.average_precision, 1);
  const BinaryMetrics none = BinaryEvaluation(std::vector<float>{0.5f}, std::vector<int8_t>{-1}).Measure();
  EXPECT_TRUE(std::isnan(none.brier) && std::isnan(none.ece) && std::isnan(none.log_loss));
}

TEST(Binary, CertainAndWrongCostsAFiniteLoss) {
  const BinaryMetrics m = BinaryEvaluation(std::vector<float>{1, 0}, std::vector<int8_t>{0, 1}).Measure();
  EXPECT_NEAR(m.log_loss, 12 * std::log(10.0), 1e-4);
  EXPECT_EQ(m.roc_auc, 0);
}

TEST(Binary, RefusesWhatIsNotAProbability) {
  const std::vector<int8_t> label = {1};
  for (float bad : {std::nanf(""), -0.1f, 1.5f}) EXPECT_THROW(BinaryEvaluation(std::vector<float>{bad}, label), Error);
  EXPECT_THROW(BinaryEvaluation(std::vector<float>{1, 1}, label), Error);
  EXPECT_THROW(BinaryEvaluation(std::vector<float>{1}, label).Measure(std::vector<float>{1, 1}), Error);
}

}  // namespace
}  // namespace auspex::learn
