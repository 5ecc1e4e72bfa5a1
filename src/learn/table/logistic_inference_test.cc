#include "learn/table/logistic_inference.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/progress.h"
#include "learn/table/logistic_classifier.h"

namespace auspex::learn {
namespace {

// The dataset mtcars of R (Henderson and Velleman 1981), here rounded to 32 bits.
const std::vector<float> kWt = {2.62f, 2.875f, 2.32f, 3.215f, 3.44f, 3.46f,  3.57f, 3.19f, 3.15f, 3.44f, 3.44f,  4.07f, 3.73f, 3.78f,  5.25f, 5.424f,
                                5.345f, 2.2f,  1.615f, 1.835f, 2.465f, 3.52f, 3.435f, 3.84f, 3.845f, 1.935f, 2.14f, 1.513f, 3.17f, 2.77f, 3.57f, 2.78f};
const std::vector<float> kHp = {110, 110, 93, 110, 175, 105, 245, 62, 95, 123, 123, 180, 180, 180, 205, 215, 230, 66, 52, 65, 97, 150, 150, 245, 175, 66,
                                91,  113, 264, 175, 335, 109};
const std::vector<float> kMpg = {21,   21,   22.8f, 21.4f, 18.7f, 18.1f, 14.3f, 24.4f, 22.8f, 19.2f, 17.8f, 16.4f, 17.3f, 15.2f, 10.4f, 10.4f,
                                 14.7f, 32.4f, 30.4f, 33.9f, 21.5f, 15.5f, 15.2f, 13.3f, 19.2f, 27.3f, 26,    30.4f, 15.8f, 19.7f, 15,    21.4f};
const std::vector<float> kCarb = {4, 4, 1, 1, 2, 1, 4, 2, 2, 4, 4, 3, 3, 3, 4, 4, 4, 1, 2, 1, 1, 2, 2, 4, 2, 1, 2, 2, 4, 6, 8, 2};
const std::vector<float> kGear = {4, 4, 4, 3, 3, 3, 3, 4, 4, 4, 4, 3, 3, 3, 3, 3, 3, 4, 4, 4, 3, 3, 3, 3, 3, 4, 5, 5, 5, 5, 5, 4};
const std::vector<uint8_t> kAm = {1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1};
const std::vector<uint8_t> kVs = {0, 0, 1, 1, 0, 1, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1};

struct Expected {
  double coefficient, error, z, p;
};

LogisticClassifier FitPlain(const FeatureTable& table, const std::vector<uint8_t>& labels, const std::vector<float>& weights = {}) {
  ClassifierOptions options;
  options.logistic.penalised = false;
  LogisticClassifier model(options, {.least_rows = 1});
  Progress progress;
  model.Fit({table, labels, weights}, nullptr, 1, progress);
  return model;
}

void ExpectTerms(const LogisticTable& table, const std::vector<Expected>& expected) {
  ASSERT_EQ(table.terms.size(), expected.size());
  for (size_t j = 0; j < expected.size(); ++j) {
    const LogisticTerm& term = table.terms[j];
    EXPECT_NEAR(term.coefficient, expected[j].coefficient, 1e-6 * std::fabs(expected[j].coefficient)) << term.name;
    EXPECT_NEAR(term.standard_error, expected[j].error, 1e-6 * expected[j].error) << term.name;
    EXPECT_NEAR(term.z, expected[j].z, 2e-6 * std::fabs(expected[j].z)) << term.name;
    EXPECT_NEAR(term.p, expected[j].p, 1e-5 * expected[j].p) << term.name;
  }
}

// R 4.2: m <- glm(am ~ wt + hp, binomial, mtcars, control = list(epsilon = 1e-14, maxit = 100)); summary(m)$coefficients; deviance(m);
// m$null.deviance; AIC(m)
TEST(LogisticInference, OfNumbersEqualsGlm) {
  const FeatureTable table{.rows = 32, .schema = {{"wt", {}}, {"hp", {}}}, .columns = {kWt, kHp}};
  const LogisticClassifier model = FitPlain(table, kAm);
  ExpectTerms(model.table(), {{18.8662987172041, 7.4435580602053, 2.53458071592, 0.01125819871661},
                              {-8.0834751824446, 3.0686751130547, -2.63419061472, 0.00843381259971},
                              {0.0362555960822, 0.0177341536508, 2.04439393028, 0.04091464645903}});
  EXPECT_NEAR(model.table().deviance, 10.0591104723, 1e-6);
  EXPECT_NEAR(model.table().null_deviance, 43.2297332769, 1e-6);
  EXPECT_NEAR(model.table().aic, 16.0591104723, 1e-6);
}

// R 4.2: w <- rep(c(1, 2, 3, 0.5), 8); glm(am ~ wt + factor(carb > 2), binomial, mtcars, weights = w, control = list(epsilon = 1e-14, maxit = 100))
TEST(LogisticInference, WithWeightsEqualsGlm) {
  FeatureTable table{.rows = 32, .schema = {{"wt", {}}, {"carb", {}}}, .columns = {kWt, {}}};
  std::vector<float> weights;
  for (size_t r = 0; r < 32; ++r) {
    table.columns[1].push_back(kCarb[r] > 2);
    weights.push_back(std::vector<float>{1, 2, 3, 0.5f}[r % 4]);
  }
  const LogisticClassifier model = FitPlain(table, kAm, weights);
  ExpectTerms(model.table(), {{18.37212084720, 6.04723249973, 3.03810393399, 0.00238071828546},
                              {-6.95549605392, 2.42079318029, -2.87323019188, 0.00406297957235},
                              {5.06460577348, 2.77793579057, 1.82315436904, 0.06828001396432}});
  EXPECT_NEAR(model.table().deviance, 22.2892281033, 1e-6 * 22);
  EXPECT_NEAR(model.table().null_deviance, 71.6057939638, 1e-6 * 72);
}

// R 4.2: m <- glm(vs ~ mpg + relevel(factor(gear), "3"), binomial, mtcars, control = list(epsilon = 1e-14, maxit = 100)); confint.default(m)
TEST(LogisticInference, OfCategoriesAgainstTheMostFrequentEqualsGlm) {
  FeatureTable table{.rows = 32, .schema = {{"mpg", {}}, {"gear", {"3", "4", "5"}}}, .columns = {kMpg, {}}};
  for (float gear : kGear) table.columns[1].push_back(gear - 3);
  const LogisticClassifier model = FitPlain(table, kVs);
  ExpectTerms(model.table(), {{-13.472521609854, 5.474926612128, -2.460767525177, 0.0138640167537},
                              {0.683588872141, 0.291197254551, 2.347511391190, 0.0188992952495},
                              {0.388935647487, 1.369215511715, 0.284057289856, 0.7763664770528},
                              {-5.815706138831, 3.425343974979, -1.697845875133, 0.0895368549216}});
  EXPECT_EQ(model.table().terms[2].name, "gear=4");
  EXPECT_NEAR(model.table().deviance, 18.2026419063, 1e-6);
  EXPECT_NEAR(model.table().aic, 26.2026419063, 1e-6);
  EXPECT_NEAR(model.table().terms[1].low, 0.112852740825, 1e-6);
  EXPECT_NEAR(model.table().terms[1].high, 1.25432500346, 1e-6);
  EXPECT_NEAR(model.table().terms[1].odds_ratio, std::exp(0.683588872141), 1e-6);
}

TEST(LogisticInference, AnElasticNetHasNoErrors) {
  const FeatureTable table{.rows = 32, .schema = {{"wt", {}}, {"hp", {}}}, .columns = {kWt, kHp}};
  ClassifierOptions options;
  options.logistic.l1_ratio = 0.5;
  LogisticClassifier model(options);
  Progress progress;
  model.Fit({table, kAm, {}}, nullptr, 1, progress);
  EXPECT_FALSE(model.table().has_errors);
  EXPECT_TRUE(std::isnan(model.table().terms[1].standard_error));
  EXPECT_FALSE(std::isnan(model.table().terms[1].odds_ratio));
}

}  // namespace
}  // namespace auspex::learn
