#include "learn/table/collinearity.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace auspex::learn {
namespace {

constexpr double kTakesPart = 1e-4;  // of the greatest share, to be named

}  // namespace

std::vector<Dependent> FindDependent(std::span<const double> gram, size_t columns, double least) {
  const size_t size = columns + 1;
  std::vector<Dependent> dependent;
  std::vector<uint32_t> kept;         // places in gram
  std::vector<double> factor;         // row k: what kept[k] has along the kept ones before, then its own
  std::vector<size_t> begins;
  for (uint32_t j = 0; j < size; ++j) {
    std::vector<double> row(kept.size() + 1);
    double left = gram[j * size + j];
    for (size_t k = 0; k < kept.size(); ++k) {
      const double* earlier = factor.data() + begins[k];
      double dot = gram[j * size + kept[k]];
      for (size_t i = 0; i < k; ++i) dot -= row[i] * earlier[i];
      row[k] = dot / earlier[k];
      left -= row[k] * row[k];
    }
    if (left > least * gram[j * size + j]) {
      row.back() = std::sqrt(left);
      begins.push_back(factor.size());
      factor.insert(factor.end(), row.begin(), row.end());
      kept.push_back(j);
      continue;
    }
    Dependent found{j - 1, {}};
    std::vector<double> shares(row.begin(), row.end() - 1);  // solves factor' × shares = row
    for (size_t k = kept.size(); k-- > 0;) {
      shares[k] /= factor[begins[k] + k];
      for (size_t i = 0; i < k; ++i) shares[i] -= shares[k] * factor[begins[k] + i];
    }
    double greatest = 0;
    for (size_t k = 1; k < kept.size(); ++k) greatest = std::max(greatest, std::fabs(shares[k]));
    for (size_t k = 1; k < kept.size(); ++k)
      if (std::fabs(shares[k]) > kTakesPart * greatest) found.of.push_back(kept[k] - 1);
    dependent.push_back(std::move(found));
  }
  return dependent;
}

std::string Describe(const Dependent& dependent, const std::vector<DesignColumn>& columns) {
  constexpr size_t kMostNames = 5;
  std::string text = columns[dependent.column].name + " is a combination of ";
  if (dependent.of.empty()) return text + "nothing but the constant";
  for (size_t i = 0; i < std::min(dependent.of.size(), kMostNames); ++i)
    text += (i == 0 ? "" : i + 1 == dependent.of.size() ? " and " : ", ") + columns[dependent.of[i]].name;
  if (dependent.of.size() > kMostNames) text += " and " + std::to_string(dependent.of.size() - kMostNames) + " more";
  return text;
}

}  // namespace auspex::learn
