#include "learn/table/logistic_pass.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "base/error.h"
#include "base/threads.h"
#include "learn/table/panel_kernel.h"

namespace auspex::learn {
namespace {

constexpr size_t kMostChunks = 64, kLeastChunks = 4;
constexpr size_t kMostSums = size_t{1} << 24;  // doubles that the information matrices of all chunks may take together

/// -log likelihood of an outcome as linear + log(factor), and what follows from the margin.
struct Outcome {
  double linear, factor, residual, curvature;
};

Outcome Judge(double margin, bool yes) {
  const double e = std::exp(-std::fabs(margin)), small = e / (1 + e), large = 1 / (1 + e);
  const bool positive = margin >= 0;
  const double p = positive ? large : small;
  return {positive == yes ? 0 : std::fabs(margin), 1 + e, yes ? (positive ? -small : -large) : p, small * large};
}

}  // namespace

/// Room for one panel and what is computed from it.
struct LogisticRows::Panel {
  explicit Panel(size_t padded) : values(padded * kPanelRows) { std::fill_n(values.begin(), kPanelRows, 1.0); }

  /// Rows [begin, end) and zeros in what is left of the panel.
  void Load(const LogisticRows& of, size_t begin, size_t end) {
    if (end - begin < kPanelRows) std::fill(values.begin() + kPanelRows, values.end(), 0.0);
    of.encoder_.Fill(of.rows_.table, begin, end, values.data() + kPanelRows, kPanelRows);
  }

  std::vector<double> values;
  std::array<double, kPanelRows> margins{}, residuals{}, curvatures{};
};

LogisticRows::LogisticRows(const DesignEncoder& encoder, const TrainingRows& rows) : encoder_(encoder), rows_(rows) {
  if (encoder.columns().size() > kMostColumns)
    throw Error(Fault::kData, "the table becomes " + std::to_string(encoder.columns().size()) + " columns of numbers; logistic regression takes " +
                                  std::to_string(kMostColumns),
                "logistic", "Leave columns out, select features first or encode categories by their outcome.");
  padded_ = (size() + kPanelTile - 1) / kPanelTile * kPanelTile;
}

/// Panels a chunk: depends on the sizes alone.
size_t LogisticRows::chunk(size_t every) const {
  const size_t panels = (rows() + kPanelRows * every - 1) / (kPanelRows * every);
  const size_t chunks = std::clamp(kMostSums / (padded_ * padded_), kLeastChunks, kMostChunks);
  return std::max<size_t>(4, (panels + chunks - 1) / chunks);
}

LogisticPass LogisticRows::Evaluate(std::span<const double> coefficients, bool with_information, size_t every) const {
  const PanelKernel kernel = PanelKernelFor(BestSimd());
  const size_t panels = (rows() + kPanelRows * every - 1) / (kPanelRows * every), step = chunk(every);
  std::vector<double> padded(coefficients.begin(), coefficients.end());
  padded.resize(padded_);
  std::vector<LogisticPass> parts((panels + step - 1) / step);
  ParallelFor(panels, step, [&](size_t first, size_t last) {
    LogisticPass& part = parts[first / step];
    part.gradient.assign(padded_, 0);
    if (with_information) part.information.assign(padded_ * padded_, 0);
    Panel panel(padded_);
    for (size_t p = first; p < last; ++p) {
      const size_t begin = p * every * kPanelRows, end = std::min(rows(), begin + kPanelRows);
      panel.Load(*this, begin, end);
      panel.margins.fill(0);
      kernel.margins(panel.values.data(), padded_, padded.data(), panel.margins.data());
      panel.residuals.fill(0);
      panel.curvatures.fill(0);
      double factors = 1;  // at most 2 to the power of the panel's rows
      for (size_t r = begin; r < end; ++r) {
        const Outcome outcome = Judge(panel.margins[r - begin], rows_.labels[r] == 1);
        const double w = weight(r);
        part.loss += w * outcome.linear;
        if (w == 1) factors *= outcome.factor;
        else part.loss += w * std::log(outcome.factor);
        panel.residuals[r - begin] = w * outcome.residual;
        panel.curvatures[r - begin] = w * outcome.curvature;
      }
      part.loss += std::log(factors);
      kernel.dots(panel.values.data(), padded_, panel.residuals.data(), part.gradient.data());
      if (with_information) kernel.gram(panel.values.data(), padded_, panel.curvatures.data(), part.information.data());
    }
  });
  LogisticPass& sum = parts[0];
  for (size_t c = 1; c < parts.size(); ++c) {
    sum.loss += parts[c].loss;
    for (size_t i = 0; i < sum.gradient.size(); ++i) sum.gradient[i] += parts[c].gradient[i];
    for (size_t i = 0; i < sum.information.size(); ++i) sum.information[i] += parts[c].information[i];
  }
  LogisticPass pass{sum.loss, {sum.gradient.begin(), sum.gradient.begin() + static_cast<ptrdiff_t>(size())}, {}};
  if (!with_information) return pass;
  pass.information.resize(size() * size());
  for (size_t a = 0; a < size(); ++a)
    for (size_t b = 0; b <= a; ++b) pass.information[a * size() + b] = pass.information[b * size() + a] = sum.information[a * padded_ + b];
  return pass;
}

std::vector<double> LogisticRows::Gram() const {
  const std::vector<double> zero(size());
  std::vector<double> gram = Evaluate(zero, true).information;
  for (double& value : gram) value *= 4;  // at no coefficients every p (1 - p) is a quarter
  return gram;
}

LogisticRows::Range LogisticRows::SignedMargins(std::span<const double> coefficients) const {
  const PanelKernel kernel = PanelKernelFor(BestSimd());
  std::vector<double> padded(coefficients.begin(), coefficients.end());
  padded.resize(padded_);
  const size_t panels = (rows() + kPanelRows - 1) / kPanelRows, step = chunk(1);
  constexpr double kInfinite = std::numeric_limits<double>::infinity();
  std::vector<Range> parts((panels + step - 1) / step, {kInfinite, -kInfinite, 0});
  ParallelFor(panels, step, [&](size_t first, size_t last) {
    Range& range = parts[first / step];
    Panel panel(padded_);
    for (size_t p = first; p < last; ++p) {
      const size_t begin = p * kPanelRows, end = std::min(rows(), begin + kPanelRows);
      panel.Load(*this, begin, end);
      panel.margins.fill(0);
      kernel.margins(panel.values.data(), padded_, padded.data(), panel.margins.data());
      for (size_t r = begin; r < end; ++r) {
        if (weight(r) <= 0) continue;
        const double margin = panel.margins[r - begin], value = rows_.labels[r] == 1 ? margin : -margin;
        range = {std::min(range.least, value), std::max(range.most, value), std::max(range.largest, std::fabs(margin))};
      }
    }
  });
  Range all = parts[0];
  for (const Range& part : parts) all = {std::min(all.least, part.least), std::max(all.most, part.most), std::max(all.largest, part.largest)};
  return all;
}

}  // namespace auspex::learn
