#include "learn/table/logistic_solver.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "base/progress.h"
#include "base/random.h"
#include "base/threads.h"
#include "learn/table/elastic_net.h"
#include "learn/table/recipe_fixture.h"

namespace auspex::learn {
namespace {

/// Outcomes of a logistic model of four of the columns.
LabelledTable Synthetic(size_t rows, size_t features) {
  LabelledTable data = Noise(rows, features);
  Random random(9);
  for (size_t r = 0; r < rows; ++r) {
    double margin = -0.5;
    for (size_t f = 0; f < 4; ++f) margin += (f % 2 ? -0.8 : 0.6) * static_cast<double>(data.table.columns[f][r]);
    data.labels[r] = random.Bernoulli(1 / (1 + std::exp(-margin)));
  }
  return data;
}

LogisticSolution Solve(const LabelledTable& data, const LogisticOptions& options) {
  Progress progress;
  const TrainingRows rows{data.table, data.labels, data.weights};
  const DesignEncoder encoder(rows, {});
  return SolveLogistic(LogisticRows(encoder, rows), options, progress);
}

/// The gradient of the loss at the solution: 0 where plain, -ridge × b with a ridge, and within ±lasso where a slope is 0.
void ExpectOptimal(const LabelledTable& data, const LogisticOptions& options, double near) {
  const LogisticSolution solution = Solve(data, options);
  EXPECT_TRUE(solution.converged);
  const TrainingRows rows{data.table, data.labels, data.weights};
  const DesignEncoder encoder(rows, {});
  const LogisticPass pass = LogisticRows(encoder, rows).Evaluate(solution.coefficients, false);
  const double ridge = options.penalised ? options.l2 * (1 - options.l1_ratio) : 0, lasso = options.penalised ? options.l2 * options.l1_ratio : 0;
  EXPECT_NEAR(pass.gradient[0], 0, near);
  EXPECT_NEAR(pass.loss, solution.loss, 1e-8 * pass.loss);
  for (size_t j = 1; j < pass.gradient.size(); ++j) {
    const double b = solution.coefficients[j], slope = pass.gradient[j] + ridge * b;
    if (b == 0) {
      EXPECT_LE(std::fabs(slope), lasso + near) << j;
    } else {
      EXPECT_NEAR(slope, b > 0 ? -lasso : lasso, near) << j;
    }
  }
}

TEST(LogisticSolver, EndsWhereTheConditionsOfTheOptimumHold) {
  LabelledTable data = Synthetic(3000, 10);
  ExpectOptimal(data, {.penalised = false}, 1e-4);
  ExpectOptimal(data, {.l2 = 50}, 1e-4);
  ExpectOptimal(data, {.l2 = 60, .l1_ratio = 0.5}, 1e-3);
  ExpectOptimal(data, {.l2 = 60, .l1_ratio = 1}, 1e-3);
  Random random(2);
  for (size_t r = 0; r < data.table.rows; ++r) data.weights.push_back(static_cast<float>(random.Uniform(0, 3)));
  ExpectOptimal(data, {.l2 = 5, .l1_ratio = 0.3}, 1e-3);
}

TEST(LogisticSolver, LassoLeavesOutWhatSaysNothing) {
  const LogisticSolution solution = Solve(Synthetic(3000, 10), {.l2 = 100, .l1_ratio = 1});
  for (size_t j = 1; j <= 4; ++j) EXPECT_NE(solution.coefficients[j], 0);
  EXPECT_EQ(std::count(solution.coefficients.begin() + 5, solution.coefficients.end(), 0.0), 6);
}

TEST(LogisticSolver, ManyRowsBeginAtASampleAndEndAtTheOptimum) { ExpectOptimal(Synthetic(120000, 6), {.l2 = 1}, 5e-2); }

TEST(LogisticSolver, GivesTheSameBitsWithAnyNumberOfThreads) {
  const LabelledTable data = Synthetic(120000, 6);
  for (const double l1_ratio : {0.0, 0.5}) {
    std::vector<double> first;
    for (size_t threads : {1, 2, 7}) {
      SetThreads(threads);
      const std::vector<double> coefficients = Solve(data, {.l2 = 3, .l1_ratio = l1_ratio}).coefficients;
      if (first.empty()) first = coefficients;
      EXPECT_EQ(coefficients, first);
    }
  }
  SetThreads(0);
}

TEST(LogisticSolver, FindsTheDirectionOfSeparation) {
  LabelledTable data = Noise(500, 3);
  for (size_t r = 0; r < 500; ++r) data.labels[r] = data.table.columns[0][r] + data.table.columns[1][r] > 0.1f;
  const LogisticSolution solution = Solve(data, {.penalised = false});
  ASSERT_FALSE(solution.separating.empty());
  EXPECT_TRUE(solution.separates_completely);
  EXPECT_FALSE(solution.converged);
  EXPECT_TRUE(Solve(data, {.l2 = 0.1}).converged);
}

TEST(LogisticSolver, FindsSeparationWithRowsOnTheBorder) {
  LabelledTable data = Noise(500, 3);
  for (size_t r = 0; r < 500; ++r) {
    const bool apart = r % 5 == 0;
    data.table.columns[1][r] = apart ? 1.0f : 0.0f;
    if (apart) data.labels[r] = 1;
  }
  const LogisticSolution solution = Solve(data, {.penalised = false});
  ASSERT_FALSE(solution.separating.empty());
  EXPECT_FALSE(solution.separates_completely);
  EXPECT_GT(solution.separating[2], 10 * std::fabs(solution.separating[1]));
}

TEST(LogisticSolver, RefusesSettingsOutOfTheirRange) {
  const LabelledTable data = Synthetic(100, 4);
  EXPECT_EQ(TextOf([&] { Solve(data, {.l2 = -1}); }), "the strength of the penalty must be a number from 0 up");
  EXPECT_EQ(TextOf([&] { Solve(data, {.l1_ratio = 2}); }), "the absolute share of the penalty must be from 0 to 1");
  EXPECT_EQ(TextOf([&] { Solve(data, {.max_iterations = 0}); }), "there must be at least one iteration");
  EXPECT_EQ(TextOf([&] { Solve(data, {.tolerance = 0}); }), "the tolerance must be between 0 and 1");
}

TEST(ElasticNet, OfOneCoordinateIsTheShrunkenQuotient) {
  const std::vector<double> curvature = {1, 0, 0, 4}, gradient = {-2, -6}, at = {0, 0};
  const std::vector<double> b = MinimiseElasticNet({curvature, gradient, at}, 1, 1, 1e-16);
  EXPECT_NEAR(b[0], 2, 1e-12);
  EXPECT_NEAR(b[1], (6 - 1) / (4.0 + 1), 1e-12);
}

}  // namespace
}  // namespace auspex::learn
