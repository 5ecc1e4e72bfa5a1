#pragma once
// Tables for the tests of boosting: numbers, a category, missing values and an outcome that depends on all of them.
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/random.h"
#include "learn/table/classifier.h"

namespace auspex::learn {

struct BoostingSample {
  FeatureTable table;
  std::vector<uint8_t> labels;
  std::vector<float> weights;

  TrainingRows Rows() const { return {table, labels, {}}; }
  TrainingRows Weighted() const { return {table, labels, weights}; }
};

/// Features: x (raises the outcome), y (lowers it, sometimes missing), group (of `categories` ones, sometimes missing), noise (steps of 0.1).
inline BoostingSample MakeBoostingSample(size_t rows, uint64_t seed, size_t categories = 12) {
  Random random(seed);
  BoostingSample sample;
  sample.table = {.rows = rows, .schema = {{"x", {}}, {"y", {}}, {"group of many", {}}, {"noise", {}}}, .columns = {}};
  for (size_t c = 0; c < categories; ++c) sample.table.schema[2].categories.push_back("c" + std::to_string(c));
  sample.table.columns.assign(4, std::vector<float>(rows));
  for (size_t r = 0; r < rows; ++r) {
    const double x = random.Normal(), y = random.Normal();
    const uint64_t group = random.Below(categories);
    sample.table.columns[0][r] = static_cast<float>(x);
    sample.table.columns[1][r] = random.Bernoulli(0.2) ? kMissing : static_cast<float>(y);
    sample.table.columns[2][r] = random.Bernoulli(0.1) ? kMissing : static_cast<float>(group);
    sample.table.columns[3][r] = static_cast<float>(random.Below(40)) / 10;
    const double margin = 1.2 * x - y + (group % 3 == 0 ? 1.5 : -0.5);
    sample.labels.push_back(random.Uniform() < 1 / (1 + std::exp(-margin)));
    sample.weights.push_back(static_cast<float>(random.Below(4)) / 2);
  }
  return sample;
}

inline std::string Complaint(const auto& body) {
  try {
    body();
  } catch (const Error& error) {
    return error.message();
  }
  return "nothing was thrown";
}

/// Area under the ROC curve by counting pairs.
inline double PairAuc(const std::vector<double>& scores, const std::vector<uint8_t>& labels) {
  double right = 0, pairs = 0;
  for (size_t a = 0; a < scores.size(); ++a)
    for (size_t b = 0; b < scores.size(); ++b)
      if (labels[a] && !labels[b]) {
        ++pairs;
        right += scores[a] > scores[b] ? 1 : scores[a] == scores[b] ? 0.5 : 0;
      }
  return right / pairs;
}

}  // namespace auspex::learn
