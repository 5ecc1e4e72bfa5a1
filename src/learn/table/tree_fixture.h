#pragma once
// Tables and weights for the tests of our own trees.
#include <cmath>
#include <vector>

#include "base/progress.h"
#include "base/random.h"
#include "learn/table/classifier.h"

namespace auspex::learn {

struct LabelledRows {
  FeatureTable table;
  std::vector<uint8_t> labels;
  std::vector<float> weights;

  TrainingRows Training() const { return {table, labels, weights}; }
};

/// Whole numbers 0..63 and a label that hangs on the first three, from a linear congruential generator that other programs repeat with ease:
///   s = 7; next: s = (1103515245 s + 12345) mod 2^31, value (s >> 16) mod 64; a row is `features` values x and one u for its label:
///   u + x0 + x1 / 2 - 0.3 x2 > 64.
inline LabelledRows CongruentialRows(size_t rows, size_t features) {
  LabelledRows data;
  data.table = {.rows = rows, .schema = {}, .columns = std::vector<std::vector<float>>(features)};
  for (size_t f = 0; f < features; ++f) data.table.schema.push_back({"x" + std::to_string(f), {}});
  uint64_t state = 7;
  const auto next = [&] { return static_cast<double>((state = (state * 1103515245 + 12345) % 2147483648) >> 16 & 63); };
  for (size_t r = 0; r < rows; ++r) {
    for (size_t f = 0; f < features; ++f) data.table.columns[f].push_back(static_cast<float>(next()));
    const double sum = static_cast<double>(data.table.columns[0][r]) + 0.5 * static_cast<double>(data.table.columns[1][r]) -
                       0.3 * static_cast<double>(data.table.columns[2][r]);
    data.labels.push_back(next() + sum > 64);
  }
  return data;
}

/// Normal columns, every fourth of 8 categories, some values missing; log odds in a few of them, one of them bent.
inline LabelledRows MixedRows(size_t rows, size_t features, uint64_t seed) {
  Random random(seed);
  LabelledRows data;
  data.table = {.rows = rows, .schema = {}, .columns = std::vector<std::vector<float>>(features)};
  for (size_t f = 0; f < features; ++f) {
    data.table.schema.push_back({"x" + std::to_string(f), {}});
    for (int c = 0; f % 4 == 3 && c < 8; ++c) data.table.schema[f].categories.push_back("c" + std::to_string(c));
  }
  for (size_t r = 0; r < rows; ++r) {
    for (size_t f = 0; f < features; ++f) {
      const float value = f % 4 == 3 ? static_cast<float>(random.Below(8)) : static_cast<float>(random.Normal());
      data.table.columns[f].push_back(random.Bernoulli(0.05) ? kMissing : value);
    }
    const auto x = [&](size_t f) {
      const float value = f < features ? data.table.columns[f][r] : 0.0f;
      return std::isnan(value) ? 1.0 : static_cast<double>(value);
    };
    const double odds = x(0) + x(1) * x(2) + (features > 3 && (x(3) == 2 || x(3) == 5) ? 1.5 : 0.0) - 0.5 * x(4) * x(4);
    data.labels.push_back(random.Uniform() < 1 / (1 + std::exp(-odds)));
  }
  return data;
}

inline std::vector<double> MarginsOf(const Classifier& model, const FeatureTable& table) {
  std::vector<double> margins(table.rows);
  model.Margins(table, margins);
  return margins;
}

}  // namespace auspex::learn
