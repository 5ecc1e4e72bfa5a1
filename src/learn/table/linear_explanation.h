#pragma once
// A linear model of standardised columns as what each feature of the table adds: φ of a feature is the sum over its design columns of coefficient ×
// (value - mean), the exact Shapley value where features are independent (S. Lundberg, S. Lee, "A Unified Approach to Interpreting Model Predictions",
// NIPS 2017, corollary 1). The base is the margin at the means of the training rows.
#include <span>
#include <vector>

#include "learn/table/design_matrix.h"
#include "learn/table/explainer.h"

namespace auspex::learn {

class LinearTerms {
 public:
  LinearTerms() = default;
  /// `coefficients`: the intercept, then one for each standardised design column.
  LinearTerms(const DesignEncoder& encoder, std::span<const double> coefficients);

  double base() const { return base_; }
  size_t features() const { return features_.size(); }
  /// What values [begin, end) of a feature's column add; out[(row - begin) × stride].
  void Contribute(const FeatureTable& table, size_t feature, size_t begin, size_t end, double* out, size_t stride) const;
  /// base() and all contributions, added in the order of the features.
  void Margins(const FeatureTable& table, std::span<double> out) const;

 private:
  struct Term {
    double slope = 0, mean = 0;   ///< of a number, on its own scale
    double present = 0;           ///< what a number adds besides, where it is there
    double missing = 0;           ///< what it adds in all where it is missing
    std::vector<double> of_code;  ///< what a category adds; the last: missing; empty: a number
    double operator()(float value) const;
  };

  std::vector<Term> features_;
  double base_ = 0;
};

class LinearExplainer : public Explainer {
 public:
  /// Both must outlive it.
  LinearExplainer(const LinearTerms& terms, const Schema& schema) : terms_(terms), schema_(schema) {}
  double base() const override { return terms_.base(); }
  void Explain(const FeatureTable& table, const ShapSink& sink) const override;

 private:
  const LinearTerms& terms_;
  const Schema& schema_;
};

}  // namespace auspex::learn
