#pragma once
// Logistic regression of a table (design_matrix.h, logistic_solver.h) as a Classifier: "logistic". The same bits for any number of threads.
#include <memory>
#include <string>
#include <vector>

#include "learn/table/classifier.h"
#include "learn/table/classifier_options.h"
#include "learn/table/design_matrix.h"
#include "learn/table/linear_explanation.h"
#include "learn/table/logistic_inference.h"

namespace auspex::learn {

class LogisticClassifier : public Classifier {
 public:
  /// Throws Error(kUsage) for monotone constraints: the sign of a coefficient is not constrained here.
  explicit LogisticClassifier(const ClassifierOptions& options, const DesignOptions& design = {});

  std::string Name() const override { return "logistic"; }
  /// Plain: throws Error(kData) that names the columns that separate the outcomes (separation.h); leaves out columns that are combinations of others
  /// (collinearity.h). Penalised: says separation in notes(). Throws Error(kData) where no column says anything, or the fit does not converge.
  void Fit(const TrainingRows& rows, const TrainingRows* validation, uint64_t seed, Progress& progress) override;
  void Margins(const FeatureTable& table, std::span<double> out) const override;
  const Schema& schema() const override { return encoder_.schema(); }
  std::unique_ptr<Explainer> MakeExplainer() const override;
  void Save(Archive& archive) const override;
  static std::unique_ptr<LogisticClassifier> Load(const Archive& archive);

  /// Of a fitted model: coefficients with their errors, odds ratios, deviance.
  const LogisticTable& table() const { return table_; }
  const DesignEncoder& encoder() const { return encoder_; }
  /// What the user should know: columns left out and why, separation.
  const std::vector<std::string>& notes() const { return notes_; }
  size_t iterations() const { return iterations_; }

 private:
  LogisticClassifier() = default;
  void DropDependent(const TrainingRows& rows);
  [[noreturn]] void RefuseSeparation(const std::string& what) const;

  LogisticOptions options_;
  DesignOptions design_;
  DesignEncoder encoder_;
  std::vector<double> coefficients_;  ///< standardised, the intercept first
  LinearTerms terms_;
  LogisticTable table_;
  std::vector<std::string> notes_;
  size_t iterations_ = 0;
};

std::unique_ptr<Classifier> MakeLogistic(const ClassifierOptions& options);
/// Throws Error(kUsage) for what is damaged or does not fit together.
std::unique_ptr<Classifier> LoadLogistic(const Archive& archive);

}  // namespace auspex::learn
