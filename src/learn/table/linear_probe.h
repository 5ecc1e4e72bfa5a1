#pragma once
// A small classifier for the tests of what surrounds classifiers: linear discriminant with a diagonal covariance over the columns of
// numbers. It needs no other part of the library; `scale` stretches its margins, as a model that is too sure of itself.
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "learn/archive.h"
#include "learn/table/classifier.h"
#include "learn/table/explainer.h"

namespace auspex::learn {

class LinearProbe : public Classifier {
 public:
  explicit LinearProbe(double scale = 1) : scale_(scale) {}
  std::string Name() const override { return "linear_probe"; }

  void Fit(const TrainingRows& rows, const TrainingRows* validation, uint64_t, Progress&) override {
    schema_ = rows.table.schema;
    validation_rows = validation ? validation->table.rows : 0;
    double weight[2] = {0, 0};
    for (size_t r = 0; r < rows.table.rows; ++r) weight[rows.labels[r]] += WeightOf(rows, r);
    if (weight[0] <= 0 || weight[1] <= 0) throw Error(Fault::kData, "one class only");
    intercept_ = std::log(weight[1] / weight[0]);
    slopes_.assign(schema_.size(), 0);
    for (size_t f = 0; f < schema_.size(); ++f)
      if (!schema_[f].is_category()) FitColumn(rows, f);
  }

  void Margins(const FeatureTable& table, std::span<double> out) const override {
    for (size_t r = 0; r < table.rows; ++r) {
      out[r] = intercept_;
      for (size_t f = 0; f < slopes_.size(); ++f)
        if (!std::isnan(table.columns[f][r])) out[r] += scale_ * slopes_[f] * table.columns[f][r];
    }
  }
  const Schema& schema() const override { return schema_; }
  std::unique_ptr<Explainer> MakeExplainer() const override { throw Error(Fault::kInternal, "a probe explains nothing"); }
  void Save(Archive&) const override {}

  size_t validation_rows = 0;  ///< that Fit was given

 private:
  static double WeightOf(const TrainingRows& rows, size_t r) { return rows.weights.empty() ? 1.0 : static_cast<double>(rows.weights[r]); }

  void FitColumn(const TrainingRows& rows, size_t f) {
    double sum[2] = {0, 0}, weight[2] = {0, 0}, square = 0;
    const auto each = [&](auto&& body) {
      for (size_t r = 0; r < rows.table.rows; ++r)
        if (!std::isnan(rows.table.columns[f][r])) body(rows.labels[r], WeightOf(rows, r), static_cast<double>(rows.table.columns[f][r]));
    };
    each([&](size_t c, double w, double x) { sum[c] += w * x, weight[c] += w; });
    if (weight[0] <= 0 || weight[1] <= 0) return;
    const double mean[2] = {sum[0] / weight[0], sum[1] / weight[1]};
    each([&](size_t c, double w, double x) { square += w * (x - mean[c]) * (x - mean[c]); });
    const double variance = square / (weight[0] + weight[1]) + 1e-9;
    slopes_[f] = (mean[1] - mean[0]) / variance;
    intercept_ -= scale_ * slopes_[f] * (mean[0] + mean[1]) / 2;
  }

  double scale_, intercept_ = 0;
  Schema schema_;
  std::vector<double> slopes_;
};

}  // namespace auspex::learn
