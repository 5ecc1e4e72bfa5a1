// Against R 4.2 (cor with use = "pairwise.complete.obs", cor.test) and against ranks counted one by one.
#include "learn/correlation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "base/error.h"
#include "base/random.h"
#include "base/threads.h"

namespace auspex::learn {
namespace {

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();
const std::vector<std::vector<float>> kColumns = {{3.1f, -2, 7.5f, 7.5f, 0, kNone, 12.25f, 3.1f, -2, 40},
                                                  {1, 2, 2, 5, kNone, 3, 8, 0.5f, 1, 7},
                                                  {5, 5, 1, kNone, 0, -3, 1, 5, 2, -8}};

TEST(CorrelationTest, PearsonIsThatOfR) {
  const auto matrix = Correlate(kColumns, CorrelationKind::kPearson);
  EXPECT_NEAR(matrix.At(0, 1).r, 0.71372623767276355, 1e-7);  // 3.1 is a float here
  EXPECT_NEAR(matrix.At(0, 2).r, -0.87864870144047358, 1e-7);
  EXPECT_NEAR(matrix.At(1, 2).r, -0.6564560262600333, 1e-12);
  EXPECT_EQ(matrix.At(1, 2).r, matrix.At(2, 1).r);
  EXPECT_EQ(matrix.At(0, 1).rows, 8u);
  EXPECT_NEAR(matrix.At(0, 1).interval.low, 0.018213845494989733, 1e-6);
  EXPECT_NEAR(matrix.At(0, 1).interval.high, 0.943747460479420819, 1e-6);
  EXPECT_NEAR(matrix.At(1, 2).interval.low, -0.930631237487530960, 1e-12);
  EXPECT_NEAR(matrix.At(1, 2).interval.high, 0.089720351706739115, 1e-12);
  EXPECT_NEAR(matrix.At(0, 0).r, 1, 1e-12);
}

TEST(CorrelationTest, SpearmanIsThatOfR) {
  const auto matrix = Correlate(kColumns, CorrelationKind::kSpearman);
  EXPECT_NEAR(matrix.At(0, 1).r, 0.74848034339618208, 1e-12);
  EXPECT_NEAR(matrix.At(0, 2).r, -0.53425424763070828, 1e-12);
  EXPECT_NEAR(matrix.At(1, 2).r, -0.76410781928578053, 1e-12);
  // tanh(atanh(r) ± qnorm(.975) * sqrt((1 + r^2 / 2) / (n - 3))) in R.
  EXPECT_NEAR(matrix.At(0, 1).interval.low, -0.022220965019412234, 1e-12);
  EXPECT_NEAR(matrix.At(0, 1).interval.high, 0.96118173403529261, 1e-12);
}

/// Middle ranks among the rows where both are known, counted one by one.
double PlainSpearman(const std::vector<float>& x, const std::vector<float>& y) {
  std::vector<size_t> rows;
  for (size_t i = 0; i < x.size(); ++i) {
    if (!std::isnan(x[i]) && !std::isnan(y[i])) rows.push_back(i);
  }
  const auto rank = [&](const std::vector<float>& column, size_t row) {
    double below = 0, equal = 0;
    for (const size_t other : rows) below += column[other] < column[row], equal += column[other] == column[row];
    return below + (equal + 1) / 2;
  };
  const double middle = (static_cast<double>(rows.size()) + 1) / 2;
  double xx = 0, yy = 0, xy = 0;
  for (const size_t row : rows) {
    const double a = rank(x, row) - middle, b = rank(y, row) - middle;
    xx += a * a, yy += b * b, xy += a * b;
  }
  return xy / std::sqrt(xx * yy);
}

/// Ties, negative numbers, both zeros, large and tiny ones, gaps.
std::vector<std::vector<float>> RandomColumns(size_t rows) {
  Random random(17);
  std::vector<std::vector<float>> columns(4);
  for (size_t i = 0; i < rows; ++i) {
    const double common = random.Uniform() - 0.5;
    columns[0].push_back(static_cast<float>(common * 1e6));
    columns[1].push_back(static_cast<float>(std::round(8 * (common + 0.3 * (random.Uniform() - 0.5)))));
    columns[2].push_back(random.Uniform() < 0.2 ? kNone : static_cast<float>(-common * common * 1e-3));
    columns[3].push_back(random.Uniform() < 0.1 ? kNone : random.Uniform() < 0.5 ? -0.0f : static_cast<float>(std::round(3 * common)));
  }
  return columns;
}

TEST(CorrelationTest, SpearmanIsThatOfRanksCountedOneByOne) {
  const auto columns = RandomColumns(500);
  const auto matrix = Correlate(columns, CorrelationKind::kSpearman);
  for (size_t a = 0; a < columns.size(); ++a) {
    for (size_t b = 0; b < columns.size(); ++b) EXPECT_NEAR(matrix.At(a, b).r, PlainSpearman(columns[a], columns[b]), 1e-12) << a << " " << b;
  }
}

TEST(CorrelationTest, TheSameBitsForAnyNumberOfThreads) {
  const auto columns = RandomColumns(20'000);
  for (const auto kind : {CorrelationKind::kPearson, CorrelationKind::kSpearman}) {
    SetThreads(1);
    const auto one = Correlate(columns, kind);
    SetThreads(7);
    const auto seven = Correlate(columns, kind);
    SetThreads(0);
    for (size_t i = 0; i < one.cells.size(); ++i) {
      EXPECT_EQ(std::memcmp(&one.cells[i].r, &seven.cells[i].r, sizeof(double)), 0);
      EXPECT_EQ(std::memcmp(&one.cells[i].interval, &seven.cells[i].interval, sizeof(Interval)), 0);
    }
  }
}

TEST(CorrelationTest, WhatHasNoCorrelationIsNotANumber) {
  const std::vector<std::vector<float>> columns = {{1, 2, 3, 4, 5}, {7, 7, 7, 7, 7}, {kNone, kNone, kNone, kNone, 1}, {2, 4, 6, 8, 10}, {1e7f, 1e7f, 1e7f, 1e7f, kNone}};
  for (const auto kind : {CorrelationKind::kPearson, CorrelationKind::kSpearman}) {
    const auto matrix = Correlate(columns, kind);
    EXPECT_TRUE(std::isnan(matrix.At(0, 1).r));
    EXPECT_TRUE(std::isnan(matrix.At(1, 1).r));
    EXPECT_TRUE(std::isnan(matrix.At(0, 2).r));
    EXPECT_TRUE(std::isnan(matrix.At(0, 4).r));
    EXPECT_EQ(matrix.At(0, 2).rows, 1u);
    EXPECT_EQ(matrix.At(0, 3).r, 1);
    EXPECT_EQ(matrix.At(0, 3).interval.low, 1);
    EXPECT_TRUE(std::isnan(matrix.At(0, 1).interval.low));
  }
  EXPECT_TRUE(std::isnan(CorrelationInterval(0.5, 3, CorrelationKind::kPearson).low));
  EXPECT_TRUE(Correlate({}, CorrelationKind::kSpearman).cells.empty());
}

TEST(CorrelationTest, LargeNumbersLoseNothing) {
  std::vector<std::vector<float>> columns(2);
  for (int i = 0; i < 1000; ++i) columns[0].push_back(1e7f + static_cast<float>(i % 10)), columns[1].push_back(static_cast<float>(i % 10));
  EXPECT_NEAR(Correlate(columns, CorrelationKind::kPearson).At(0, 1).r, 1, 1e-12);
}

TEST(CorrelationTest, ColumnsOfDifferentLengthsAreRefused) {
  try {
    Correlate(std::vector<std::vector<float>>{{1, 2}, {1}}, CorrelationKind::kPearson);
    FAIL() << "nothing thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "columns of different lengths have no correlation");
  }
}

}  // namespace
}  // namespace auspex::learn
