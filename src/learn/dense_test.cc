#include "learn/dense.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/random.h"

namespace auspex::learn {
namespace {

std::vector<float> Noise(size_t count, uint64_t seed) {
  Random random(seed);
  std::vector<float> values(count);
  for (float& v : values) v = static_cast<float>(random.Normal());
  return values;
}

TEST(Dense, AgreesWithThePlainProductForwardAndBackward) {
  const size_t rows = 32, inputs = 19, outputs = 61;
  const auto in = Noise(rows * inputs, 1), w = Noise(inputs * outputs, 2), b = Noise(outputs, 3);
  const auto d_out = Noise(rows * outputs, 4);
  const Dense dense{inputs, outputs, w.data(), b.data()};
  std::vector<float> out(rows * outputs), d_in(in.size()), d_w(w.size(), 1), d_b(b.size(), 1);
  dense.Forward(rows, in.data(), out.data());
  dense.Backward(rows, in.data(), d_out.data(), d_in.data(), d_w.data(), d_b.data());
  for (size_t r = 0; r < rows; ++r)
    for (size_t o = 0; o < outputs; ++o) {
      double sum = b[o];
      for (size_t i = 0; i < inputs; ++i) sum += static_cast<double>(in[r * inputs + i]) * w[i * outputs + o];
      EXPECT_NEAR(out[r * outputs + o], sum, 1e-4);
    }
  for (size_t i = 0; i < inputs; ++i)
    for (size_t o = 0; o < outputs; ++o) {
      double sum = 1;  // what was there before
      for (size_t r = 0; r < rows; ++r) sum += static_cast<double>(in[r * inputs + i]) * d_out[r * outputs + o];
      EXPECT_NEAR(d_w[i * outputs + o], sum, 1e-4);
    }
  for (size_t r = 0; r < rows; ++r)
    for (size_t i = 0; i < inputs; ++i) {
      double sum = 0;
      for (size_t o = 0; o < outputs; ++o) sum += static_cast<double>(d_out[r * outputs + o]) * w[i * outputs + o];
      EXPECT_NEAR(d_in[r * inputs + i], sum, 1e-4);
    }
  for (size_t o = 0; o < outputs; ++o) {
    double sum = 1;
    for (size_t r = 0; r < rows; ++r) sum += d_out[r * outputs + o];
    EXPECT_NEAR(d_b[o], sum, 1e-4);
  }
}

TEST(Dense, ComputesARowTheSameAmongManyOrFew) {
  const size_t inputs = 96, outputs = 62;
  const auto in = Noise(512 * inputs, 1), w = Noise(inputs * outputs, 2), b = Noise(outputs, 3);
  const Dense dense{inputs, outputs, w.data(), b.data()};
  std::vector<float> few(16 * outputs), many(512 * outputs);
  dense.Forward(16, in.data(), few.data());
  dense.Forward(512, in.data(), many.data());
  for (size_t i = 0; i < few.size(); ++i) EXPECT_EQ(few[i], many[i]);
}

}  // namespace
}  // namespace auspex::learn
