#include "learn/lstm_kernel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "base/random.h"

namespace auspex::learn {
namespace {

struct Layer {
  size_t input = 24, hidden = 40;
  std::vector<float> w, u, b;
  LstmKernel kernel{input, hidden};

  Layer() : w(input * 4 * hidden), u(hidden * 4 * hidden), b(4 * hidden) {
    Random random(2);
    for (auto* values : {&w, &u, &b})
      for (float& v : *values) v = static_cast<float>(0.2 * random.Normal());
    kernel.SetWeights(w.data(), u.data(), b.data());
  }

  std::vector<float> Infer(size_t steps, size_t rows, const std::vector<float>& x) const {
    std::vector<float> y(steps * rows * hidden);
    LstmKernel::Workspace workspace;
    kernel.Infer({steps, rows}, x.data(), y.data(), workspace);
    return y;
  }
};

std::vector<float> Noise(size_t count, uint64_t seed) {
  Random random(seed);
  std::vector<float> values(count);
  for (float& v : values) v = static_cast<float>(random.Normal());
  return values;
}

TEST(LstmKernel, ComputesARowTheSameInBlocksOfAnySize) {
  const Layer layer;
  const auto one = Noise(6 * layer.input, 7);
  const auto alone = layer.Infer(6, 1, one);
  for (const size_t rows : {2, 3, 16, 17, 64}) {
    const size_t place = rows - 1, steps = 9;
    auto x = Noise(steps * rows * layer.input, 8);
    for (size_t t = 0; t < 6; ++t)
      std::copy_n(&one[t * layer.input], layer.input, &x[(t * rows + place) * layer.input]);
    const auto y = layer.Infer(steps, rows, x);
    for (size_t t = 0; t < 6; ++t)
      for (size_t k = 0; k < layer.hidden; ++k)
        EXPECT_EQ(y[(t * rows + place) * layer.hidden + k], alone[t * layer.hidden + k]) << rows << " " << t;
  }
}

TEST(LstmKernel, HasNoRecurrentGradientWithoutAPast) {
  // One step from h = 0: the recurrent weights cannot matter.
  const Layer layer;
  const size_t rows = 16;
  const auto x = Noise(rows * layer.input, 3), dy = Noise(rows * layer.hidden, 4);
  std::vector<float> y(rows * layer.hidden), dx(x.size()), dw(layer.w.size()), du(layer.u.size()), db(layer.b.size());
  LstmKernel::Workspace workspace;
  layer.kernel.Forward({1, rows}, x.data(), y.data(), workspace);
  layer.kernel.Backward({1, rows}, x.data(), y.data(), dy.data(), workspace,
                        {dx.data(), dw.data(), du.data(), db.data()});
  for (const float gradient : du) EXPECT_EQ(gradient, 0);
  EXPECT_GT(*std::max_element(dw.begin(), dw.end()), 0);
}

TEST(LstmKernel, AddsToGradients) {
  const Layer layer;
  const size_t steps = 4, rows = 5;
  const auto x = Noise(steps * rows * layer.input, 3), dy = Noise(steps * rows * layer.hidden, 4);
  std::vector<float> y(steps * rows * layer.hidden), dx(x.size()), dw(layer.w.size()), du(layer.u.size()),
      db(layer.b.size());
  LstmKernel::Workspace workspace;
  std::vector<float> once;
  for (int pass = 0; pass < 2; ++pass) {
    layer.kernel.Forward({steps, rows}, x.data(), y.data(), workspace);
    layer.kernel.Backward({steps, rows}, x.data(), y.data(), dy.data(), workspace,
                          {dx.data(), dw.data(), du.data(), db.data()});
    if (pass == 0) once = du;
  }
  for (size_t i = 0; i < du.size(); ++i) EXPECT_NEAR(du[i], 2 * once[i], 1e-4);
}

TEST(LstmKernel, TakesUpNewWeights) {
  Layer layer;
  const auto x = Noise(3 * 16 * layer.input, 3);
  const auto before = layer.Infer(3, 16, x);
  for (float& v : layer.w) v *= 2;
  layer.kernel.SetWeights(layer.w.data(), layer.u.data(), layer.b.data());
  EXPECT_NE(layer.Infer(3, 16, x), before);
}

}  // namespace
}  // namespace auspex::learn
