#include "learn/table/linear_explanation.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/threads.h"

namespace auspex::learn {

double LinearTerms::Term::operator()(float value) const {
  const bool gone = std::isnan(value);
  if (of_code.empty()) return gone ? missing : slope * (static_cast<double>(value) - mean) + present;
  return of_code[gone ? of_code.size() - 1 : std::min(static_cast<size_t>(value), of_code.size() - 1)];
}

LinearTerms::LinearTerms(const DesignEncoder& encoder, std::span<const double> coefficients) : base_(coefficients[0]) {
  constexpr uint32_t kNone = DesignEncoder::kReference;
  const auto& columns = encoder.columns();
  const auto slope = [&](uint32_t column) { return column == kNone ? 0 : coefficients[column + 1] / columns[column].deviation; };
  const auto mean = [&](uint32_t column) { return column == kNone ? 0 : columns[column].mean; };
  for (const DesignEncoder::Coding& coding : encoder.codings()) {
    Term& term = features_.emplace_back();
    term.slope = slope(coding.number);
    term.mean = mean(coding.number);
    term.present = -slope(coding.missing) * mean(coding.missing);
    term.missing = term.slope * (coding.fill - term.mean) + slope(coding.missing) * (1 - mean(coding.missing));
    if (coding.of_code.empty()) continue;
    std::vector<uint32_t> own(coding.of_code);
    std::sort(own.begin(), own.end());
    own.erase(std::unique(own.begin(), own.end()), own.end());
    double none = 0;  // the reference
    for (uint32_t column : own) none -= slope(column) * mean(column);
    for (uint32_t column : coding.of_code) term.of_code.push_back(none + slope(column));
  }
}

void LinearTerms::Contribute(const FeatureTable& table, size_t feature, size_t begin, size_t end, double* out, size_t stride) const {
  const Term& term = features_[feature];
  const float* values = table.columns[feature].data();
  for (size_t r = begin; r < end; ++r) out[(r - begin) * stride] = term(values[r]);
}

void LinearTerms::Margins(const FeatureTable& table, std::span<double> out) const {
  ParallelFor(table.rows, 4096, [&](size_t begin, size_t end) {
    std::fill(out.begin() + static_cast<ptrdiff_t>(begin), out.begin() + static_cast<ptrdiff_t>(end), base_);
    for (size_t f = 0; f < features_.size(); ++f) {
      const float* values = table.columns[f].data();
      for (size_t r = begin; r < end; ++r) out[r] += features_[f](values[r]);
    }
  });
}

void LinearExplainer::Explain(const FeatureTable& table, const ShapSink& sink) const {
  if (table.schema != schema_)
    throw Error(Fault::kUsage, "the table has other columns than the model", "explain", "Align it to the model's columns first.");
  const size_t features = schema_.size();
  ParallelFor(table.rows, kBlock, [&](size_t begin, size_t end) {
    std::vector<double> values((end - begin) * features);
    for (size_t f = 0; f < features; ++f) terms_.Contribute(table, f, begin, end, values.data() + f, features);
    sink({begin, end - begin, values});
  });
}

}  // namespace auspex::learn
