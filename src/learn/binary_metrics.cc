#include "learn/binary_metrics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/error.h"

namespace auspex::learn {
namespace {

void Require(bool fits) {
  if (!fits) throw Error(Fault::kInternal, "a metric was given columns of unequal length");
}

/// One bin of the calibration error.
struct Bin {
  double weight = 0, positive = 0, score = 0;
};

/// Running sums over groups of equal score, from the highest down.
struct Sweep {
  double total = 0;               // weight of all rows, known beforehand
  double yes = 0, no = 0;         // weight of the rows above
  double concordant = 0;          // pairs with the yes above the no, ties half
  double precision = 0;           // gain of yes × precision
  std::array<Bin, kEceBins> bins{};

  void Add(double score, double group_yes, double group_no) {
    const double group = group_yes + group_no, above = yes + no;
    concordant += group_no * (yes + group_yes / 2);
    yes += group_yes;
    no += group_no;
    if (group_yes > 0) precision += group_yes * yes / (yes + no);
    const double middle = (above + group / 2) / total * static_cast<double>(kEceBins);
    Bin& bin = bins[std::min(kEceBins - 1, static_cast<size_t>(middle))];
    bin.weight += group;
    bin.positive += group_yes;
    bin.score += group * score;
  }
};

}  // namespace

BinaryEvaluation::BinaryEvaluation(std::span<const float> probabilities, std::span<const int8_t> labels)
    : rows_(probabilities.size()) {
  Require(probabilities.size() == labels.size());
  for (size_t r = 0; r < rows_; ++r)
    if (labels[r] == 0 || labels[r] == 1)
      Add(probabilities[r], labels[r], r);
  Sort();
}

BinaryEvaluation::BinaryEvaluation(std::span<const float> probabilities, std::span<const float> truth)
    : rows_(probabilities.size()) {
  Require(probabilities.size() == truth.size());
  for (size_t r = 0; r < rows_; ++r) Add(probabilities[r], truth[r], r);
  Sort();
}

void BinaryEvaluation::Add(float score, float truth, size_t index) {
  if (!(score >= 0 && score <= 1) || !(truth >= 0 && truth <= 1))
    throw Error(Fault::kInternal, "a metric was given a probability that is not in 0..1");
  const double certain = std::clamp<double>(score, 1e-12, 1 - 1e-12);
  sorted_.push_back({score, truth, -std::log(certain), -std::log1p(-certain), static_cast<uint32_t>(index)});
}

void BinaryEvaluation::Sort() {
  std::sort(sorted_.begin(), sorted_.end(),
            [](const Row& a, const Row& b) { return a.score != b.score ? a.score > b.score : a.index < b.index; });
}

BinaryMetrics BinaryEvaluation::Measure(std::span<const float> weights) const {
  Require(weights.empty() || weights.size() == rows_);
  const auto weight_of = [&](const Row& row) { return weights.empty() ? 1.0 : static_cast<double>(weights[row.index]); };
  Sweep sweep;
  for (const Row& row : sorted_) sweep.total += weight_of(row);
  double brier = 0, log_loss = 0;
  for (size_t i = 0; i < sorted_.size();) {
    const double score = sorted_[i].score, loss_yes = sorted_[i].loss_yes, loss_no = sorted_[i].loss_no;
    double yes = 0, no = 0;
    for (const float tied = sorted_[i].score; i < sorted_.size() && sorted_[i].score == tied; ++i) {
      const double weight = weight_of(sorted_[i]), truth = sorted_[i].truth;
      yes += weight * truth;
      no += weight * (1 - truth);
    }
    if (yes + no <= 0) continue;
    sweep.Add(score, yes, no);
    brier += yes * (1 - score) * (1 - score) + no * score * score;
    log_loss += yes * loss_yes + no * loss_no;
  }
  const double nan = std::numeric_limits<double>::quiet_NaN(), total = sweep.total;
  double gap = 0;
  for (const Bin& bin : sweep.bins) gap += std::abs(bin.positive - bin.score);
  const bool both = sweep.yes > 0 && sweep.no > 0;
  return {.weight = total,
          .positive = sweep.yes,
          .roc_auc = both ? sweep.concordant / (sweep.yes * sweep.no) : nan,
          .average_precision = sweep.yes > 0 ? sweep.precision / sweep.yes : nan,
          .brier = total > 0 ? brier / total : nan,
          .log_loss = total > 0 ? log_loss / total : nan,
          .ece = total > 0 ? gap / total : nan};
}

std::vector<ScoreStep> BinaryEvaluation::Steps(std::span<const float> weights) const {
  Require(weights.empty() || weights.size() == rows_);
  std::vector<ScoreStep> steps;
  ScoreStep sum;
  for (size_t i = 0; i < sorted_.size();) {
    const ScoreStep before = sum;
    for (sum.score = sorted_[i].score; i < sorted_.size() && sorted_[i].score == sum.score; ++i) {
      const double weight = weights.empty() ? 1.0 : static_cast<double>(weights[sorted_[i].index]);
      sum.yes += weight * sorted_[i].truth;
      sum.no += weight * (1 - sorted_[i].truth);
    }
    if (sum.yes > before.yes || sum.no > before.no) steps.push_back(sum);
  }
  return steps;
}

}  // namespace auspex::learn
