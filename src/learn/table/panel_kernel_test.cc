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

}  // namespace
}  // namespace auspex::learn
