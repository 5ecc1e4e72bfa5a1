#include "learn/table/panel_kernel.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/random.h"

namespace auspex::learn {
namespace {

struct Products {
  std::vector<double> margins, dots, gram;
  bool operator==(const Products&) const = default;
};

constexpr size_t kColumns = 12;

Products Multiply(SimdLevel level, const std::vector<double>& panel, const std::vector<double>& weights) {
  Products products{std::vector<double>(kPanelRows, 0.5), std::vector<double>(kColumns, 0.25), std::vector<double>(kColumns * kColumns, 1)};
  const PanelKernel kernel = PanelKernelFor(level);
  kernel.margins(panel.data(), kColumns, weights.data(), products.margins.data());
  kernel.dots(panel.data(), kColumns, weights.data(), products.dots.data());
  kernel.gram(panel.data(), kColumns, weights.data(), products.gram.data());
  return products;
}

TEST(PanelKernel, EqualsPlainSumsAndEveryVariantGivesTheSameBits) {
  Random random(8);
  std::vector<double> panel(kColumns * kPanelRows), weights(kPanelRows);
  for (double& value : panel) value = random.Normal();
  for (double& value : weights) value = random.Uniform();
  const Products plain = Multiply(SimdLevel::kPlain, panel, weights);
  for (size_t a = 0; a < kColumns; ++a) {
    double dot = 0.25;
    for (size_t r = 0; r < kPanelRows; ++r) dot += panel[a * kPanelRows + r] * weights[r];
    EXPECT_NEAR(plain.dots[a], dot, 1e-12);
    for (size_t b = 0; b <= a; ++b) {
      double sum = 1;
      for (size_t r = 0; r < kPanelRows; ++r) sum += weights[r] * panel[a * kPanelRows + r] * panel[b * kPanelRows + r];
      EXPECT_NEAR(plain.gram[a * kColumns + b], sum, 1e-12) << a << " " << b;
    }
  }
  for (size_t r = 0; r < kPanelRows; ++r) {
    double margin = 0.5;
    for (size_t c = 0; c < kColumns; ++c) margin += weights[c] * panel[c * kPanelRows + r];
    EXPECT_NEAR(plain.margins[r], margin, 1e-13);
  }
  if (BestSimd() >= SimdLevel::kAvx2) { EXPECT_EQ(Multiply(SimdLevel::kAvx2, panel, weights), plain); }
  if (BestSimd() >= SimdLevel::kAvx512) { EXPECT_EQ(Multiply(SimdLevel::kAvx512, panel, weights), plain); }
}

struct Statistics {
  double weight, missing, sum, least, most, squares;
  std::vector<double> standardised;
  bool operator==(const Statistics&) const = default;
};

Statistics Describe(SimdLevel level, const std::vector<float>& values, const float* weights) {
  const PanelKernel kernel = PanelKernelFor(level);
  const NumberSums sums = kernel.sums(values.data(), weights, values.size());
  Statistics all{sums.weight, sums.missing, sums.sum, sums.least, sums.most, kernel.squares(values.data(), weights, values.size(), 0.3), {}};
  all.standardised.resize(values.size());
  kernel.standardise(values.data(), values.size(), 5, 0.3, 2, all.standardised.data());
  return all;
}

TEST(PanelKernel, SumsOfColumnsEqualPlainOnesAndEveryVariantGivesTheSameBits) {
  Random random(8);
  std::vector<float> values(101), weights(101);
  for (float& value : values) value = random.Bernoulli(0.2) ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(random.Normal());
  for (float& weight : weights) weight = random.Bernoulli(0.2) ? 0 : static_cast<float>(random.Uniform());
  for (const float* weighted : {static_cast<const float*>(weights.data()), static_cast<const float*>(nullptr)}) {
    const Statistics plain = Describe(SimdLevel::kPlain, values, weighted);
    double weight = 0, missing = 0, sum = 0, least = 9, most = -9, squares = 0;
    for (size_t i = 0; i < values.size(); ++i) {
      const double w = weighted ? static_cast<double>(weights[i]) : 1, x = static_cast<double>(values[i]);
      const bool gone = std::isnan(values[i]);
      EXPECT_EQ(plain.standardised[i], ((gone ? 5 : x) - 0.3) * 2);
      (gone ? missing : weight) += w;
      if (gone) continue;
      sum += w * x, squares += w * (x - 0.3) * (x - 0.3);
      if (w > 0) least = std::min(least, x), most = std::max(most, x);
    }
    EXPECT_NEAR(plain.weight, weight, 1e-12);
    EXPECT_NEAR(plain.missing, missing, 1e-12);
    EXPECT_NEAR(plain.sum, sum, 1e-12);
    EXPECT_NEAR(plain.squares, squares, 1e-12);
    EXPECT_EQ(plain.least, least);
    EXPECT_EQ(plain.most, most);
    if (BestSimd() >= SimdLevel::kAvx2) { EXPECT_EQ(Describe(SimdLevel::kAvx2, values, weighted), plain); }
    if (BestSimd() >= SimdLevel::kAvx512) { EXPECT_EQ(Describe(SimdLevel::kAvx512, values, weighted), plain); }
  }
}

}  // namespace
}  // namespace auspex::learn
