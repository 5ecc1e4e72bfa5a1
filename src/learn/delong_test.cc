#include "learn/delong.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>
#include <vector>

#include "base/error.h"
#include "base/random.h"
#include "learn/binary_metrics.h"

namespace auspex::learn {
namespace {

struct Rows {
  std::vector<float> a, b, weights;
  std::vector<int8_t> labels;
};

Rows MakeRows() {
  Rows rows;
  for (int i = 0; i < 200; ++i) {
    rows.a.push_back(static_cast<float>(((i * 37 + 11) % 41 + 1) / 43.0));
    rows.b.push_back(static_cast<float>(((i * 29 + 5) % 31 + 1) / 33.0));
    rows.labels.push_back((i * i + 3 * i) % 7 < 3 || (rows.a.back() > 0.8f && i % 3 == 0));
    rows.weights.push_back(static_cast<float>(1 + i % 5));
  }
  return rows;
}

// References: R 4.2, pROC 1.18.0: ra <- roc(y, a, direction="<"); rb <- roc(y, b, direction="<"); auc(ra); var(ra); ci.auc(ra);
// roc.test(ra, rb, method="delong", paired=TRUE).
TEST(DeLong, EqualsPRoc) {
  const Rows rows = MakeRows();
  const AucComparison c = CompareAuc(rows.a, rows.b, rows.labels);
  EXPECT_NEAR(c.a.auc, 0.582051282051, 1e-11);
  EXPECT_NEAR(c.a.variance, 0.00196487206563, 1e-13);
  EXPECT_NEAR(c.a.interval.low, 0.495172198676, 1e-11);
  EXPECT_NEAR(c.a.interval.high, 0.668930365426, 1e-11);
  EXPECT_NEAR(c.b.auc, 0.529230769231, 1e-11);
  EXPECT_NEAR(c.b.variance, 0.00193807305638, 1e-13);
  EXPECT_NEAR(c.z, 0.922050801798, 1e-10);
  EXPECT_NEAR(c.p_value, 0.356502077512, 1e-10);
  EXPECT_NEAR(c.interval.low, -0.0594577939401, 1e-11);
  EXPECT_NEAR(c.interval.high, 0.1650988195811, 1e-11);
  const AucEstimate alone = EstimateAuc(rows.a, rows.labels);
  EXPECT_EQ(alone.variance, c.a.variance);
}

/// The definition over all pairs, with weights.
std::array<double, 2> ByPairs(const Rows& rows) {
  std::array<double, 2> total{}, square{}, spread{};
  const auto psi = [&](size_t yes, size_t no) { return rows.a[yes] > rows.a[no] ? 1.0 : rows.a[yes] == rows.a[no] ? 0.5 : 0.0; };
  double area = 0;
  const auto w = [&](size_t i) { return static_cast<double>(rows.weights[i]); };
  for (size_t i = 0; i < rows.a.size(); ++i) {
    total[static_cast<size_t>(rows.labels[i])] += w(i);
    square[static_cast<size_t>(rows.labels[i])] += w(i) * w(i);
    for (size_t j = 0; j < rows.a.size(); ++j)
      if (rows.labels[i] == 1 && rows.labels[j] == 0) area += w(i) * w(j) * psi(i, j);
  }
  area /= total[0] * total[1];
  for (size_t i = 0; i < rows.a.size(); ++i) {
    const auto c = static_cast<size_t>(rows.labels[i]);
    double placement = 0;
    for (size_t j = 0; j < rows.a.size(); ++j)
      if (rows.labels[j] != rows.labels[i]) placement += w(j) * (c == 1 ? psi(i, j) : psi(j, i));
    spread[c] += std::pow(w(i) * (placement / total[1 - c] - area), 2);
  }
  double variance = 0;
  for (size_t c = 0; c < 2; ++c) {
    const double worth = total[c] * total[c] / square[c];
    variance += spread[c] / (total[c] * total[c]) * worth / (worth - 1);
  }
  return {area, variance};
}

TEST(DeLong, WeightedIsTheDefinitionOverAllPairsAndFreeOfScale) {
  Rows rows = MakeRows();
  const auto [area, variance] = ByPairs(rows);
  const AucEstimate estimate = EstimateAuc(rows.a, rows.labels, {.weights = rows.weights});
  EXPECT_NEAR(estimate.auc, area, 1e-12);
  EXPECT_NEAR(estimate.auc, BinaryEvaluation(rows.a, rows.labels).Measure(rows.weights).roc_auc, 1e-12);
  EXPECT_NEAR(estimate.variance, variance, 1e-14);
  for (float& weight : rows.weights) weight *= 1024;
  EXPECT_EQ(EstimateAuc(rows.a, rows.labels, {.weights = rows.weights}).variance, estimate.variance);
}

TEST(DeLong, WeightedVarianceIsThatOfRedrawnRows) {
  Random random(9);
  std::vector<double> areas;
  double foretold = 0;
  constexpr int kDraws = 2000;
  for (int draw = 0; draw < kDraws; ++draw) {
    Rows rows;
    for (int i = 0; i < 300; ++i) {
      const bool yes = i % 3 == 0;
      rows.labels.push_back(yes);
      rows.weights.push_back(static_cast<float>(random.Exponential() + 0.1));
      rows.a.push_back(static_cast<float>(random.Normal() + (yes ? 0.7 + 0.1 * static_cast<double>(rows.weights.back()) : 0)));
    }
    const AucEstimate estimate = EstimateAuc(rows.a, rows.labels, {.weights = rows.weights});
    areas.push_back(estimate.auc);
    foretold += estimate.variance / kDraws;
  }
  double mean = 0, variance = 0;
  for (double area : areas) mean += area / kDraws;
  for (double area : areas) variance += (area - mean) * (area - mean) / (kDraws - 1);
  EXPECT_NEAR(foretold / variance, 1, 0.1);  // three standard errors of the simulation
}

TEST(DeLong, OfModelsOfEqualOrderFindsNoDifference) {
  const Rows rows = MakeRows();
  std::vector<float> doubled = rows.a;
  for (float& score : doubled) score *= 2;
  const AucComparison c = CompareAuc(rows.a, doubled, rows.labels);
  EXPECT_EQ(c.z, 0);
  EXPECT_EQ(c.p_value, 1);
}

TEST(DeLong, PassesOverRowsWithoutLabelOrWeight) {
  const std::vector<float> scores = {.1f, .4f, .9f, .35f, .8f, .2f}, weights = {1, 1, 0, 1, 1, 1};
  const std::vector<int8_t> labels = {0, 0, 0, 1, 1, -1};
  const AucEstimate e = EstimateAuc(scores, labels, {.weights = weights});
  EXPECT_EQ(e.auc, 0.75);
  EXPECT_EQ(e.variance, 0.125);  // by hand: both classes 1/2 · var(1/2, 1) = 1/16
}

TEST(DeLong, RefusesWhatHasNoArea) {
  const auto text = [](const std::function<void()>& body) {
    try {
      body();
    } catch (const Error& error) {
      return error.message();
    }
    return std::string("nothing was thrown");
  };
  const std::vector<float> scores = {1, 2};
  EXPECT_EQ(text([&] { EstimateAuc(scores, std::vector<int8_t>{1, 1}); }), "the area under the ROC curve needs rows of both classes");
  EXPECT_EQ(text([&] { EstimateAuc(scores, std::vector<int8_t>{1}); }), "DeLong's test was given columns of unequal length");
  EXPECT_EQ(text([&] { EstimateAuc(scores, std::vector<int8_t>{0, 1}, {.level = 1}); }), "the level of an interval must be between 0 and 1");
  EXPECT_EQ(text([&] { EstimateAuc(std::vector<float>{NAN, 1}, std::vector<int8_t>{0, 1}); }),
            "DeLong's test was given a score that is not a number");
  EXPECT_TRUE(std::isnan(EstimateAuc(scores, std::vector<int8_t>{0, 1}).variance));
}

// R 4.2: qnorm(c(1e-300, 1e-10, 0.01, 0.3, 0.5, 0.975)).
TEST(NormalQuantile, EqualsR) {
  EXPECT_NEAR(NormalQuantile(1e-300), -37.0470962993612, 1e-11);
  EXPECT_NEAR(NormalQuantile(1e-10), -6.36134090240406, 1e-13);
  EXPECT_NEAR(NormalQuantile(0.01), -2.32634787404084, 1e-13);
  EXPECT_NEAR(NormalQuantile(0.3), -0.524400512708041, 1e-14);
  EXPECT_EQ(NormalQuantile(0.5), 0);
  EXPECT_NEAR(NormalQuantile(0.975), 1.95996398454005, 1e-13);
}

}  // namespace
}  // namespace auspex::learn
