#include "learn/table/logistic_classifier.h"

#include "base/error.h"
#include "base/progress.h"
#include "learn/archive.h"
#include "learn/table/collinearity.h"
#include "learn/table/logistic_solver.h"
#include "learn/table/separation.h"
#include "learn/table/training_check.h"

namespace auspex::learn {

LogisticClassifier::LogisticClassifier(const ClassifierOptions& options, const DesignOptions& design) : options_(options.logistic), design_(design) {
  if (!options.monotone.empty())
    throw Error(Fault::kUsage, "logistic regression keeps no monotone constraint, as on '" + options.monotone.front().feature + "'", "logistic",
                "Leave the constraint out or choose a model of trees, which keep it.");
}

void LogisticClassifier::DropDependent(const TrainingRows& rows) {
  const std::vector<Dependent> dependent = FindDependent(LogisticRows(encoder_, rows).Gram(), encoder_.columns().size());
  std::vector<uint32_t> columns;
  std::vector<std::string> why;
  for (const Dependent& one : dependent) {
    columns.push_back(one.column);
    why.push_back(Describe(one, encoder_.columns()));
  }
  encoder_.Drop(columns, why);
}

void LogisticClassifier::RefuseSeparation(const std::string& what) const {
  throw Error(Fault::kData, what + ": plain coefficients would grow without end", "logistic", "Use the penalised model, or leave the column out.");
}

void LogisticClassifier::Fit(const TrainingRows& rows, const TrainingRows*, uint64_t, Progress& progress) {
  CheckTraining(rows);
  encoder_ = DesignEncoder(rows, design_);
  const bool plain = !options_.penalised || options_.l2 == 0;
  const std::vector<std::string> separating = SeparatingColumns(encoder_, rows);
  if (plain && !separating.empty()) RefuseSeparation(separating.front());
  if (plain) DropDependent(rows);
  notes_.clear();
  for (const std::string& dropped : encoder_.dropped()) notes_.push_back("left out: " + dropped);
  for (const std::string& one : separating) notes_.push_back(one + ": only the penalty keeps its coefficient finite");
  const LogisticRows pass(encoder_, rows);
  const LogisticSolution solution = SolveLogistic(pass, options_, progress);
  if (!solution.separating.empty()) {
    const std::string names = NamesOfSeparating(solution.separating, encoder_.columns());
    RefuseSeparation(names + (solution.separates_completely ? " together tell the outcomes apart without a mistake"
                                                            : " together tell the outcome of some rows without a mistake and of no row wrongly"));
  }
  if (!solution.converged)
    throw Error(Fault::kData, "logistic regression did not converge in " + std::to_string(solution.iterations) + " steps", "logistic",
                "Allow more iterations or a stronger penalty.");
  coefficients_ = solution.coefficients;
  iterations_ = solution.iterations;
  const double l2 = plain ? 0 : options_.l2;
  table_ = InferLogistic(pass, encoder_, coefficients_, rows, l2 * (1 - options_.l1_ratio), l2 * options_.l1_ratio);
  terms_ = LinearTerms(encoder_, coefficients_);
}

void LogisticClassifier::Margins(const FeatureTable& table, std::span<double> out) const {
  if (coefficients_.empty()) throw Error(Fault::kInternal, "the model 'logistic' is not fitted");
  CheckSameSchema(schema(), table);
  terms_.Margins(table, out);
}

std::unique_ptr<Explainer> LogisticClassifier::MakeExplainer() const { return std::make_unique<LinearExplainer>(terms_, encoder_.schema()); }

void LogisticClassifier::Save(Archive& archive) const {
  archive.Set("classifier", Name());
  encoder_.Save(archive);
  archive.Set("coefficients", coefficients_);
  archive.Set("iterations", static_cast<double>(iterations_));
  archive.Set("notes", notes_);
  SaveLogisticTable(table_, archive);
}

std::unique_ptr<LogisticClassifier> LogisticClassifier::Load(const Archive& archive) {
  std::unique_ptr<LogisticClassifier> model(new LogisticClassifier);
  model->encoder_ = DesignEncoder::Load(archive);
  model->coefficients_ = archive.GetDoubles("coefficients");
  model->table_ = LoadLogisticTable(archive);
  model->notes_ = archive.GetTexts("notes");
  model->iterations_ = archive.GetCount("iterations", 0, 1u << 30);
  if (model->coefficients_.size() != model->encoder_.columns().size() + 1 || model->table_.terms.size() != model->coefficients_.size())
    throw Error(Fault::kUsage, "the model's coefficients and columns do not fit together", "model archive",
                "The model is damaged or was written by another version; train it again.");
  model->terms_ = LinearTerms(model->encoder_, model->coefficients_);
  return model;
}

std::unique_ptr<Classifier> MakeLogistic(const ClassifierOptions& options) { return std::make_unique<LogisticClassifier>(options); }
std::unique_ptr<Classifier> LoadLogistic(const Archive& archive) { return LogisticClassifier::Load(archive); }

}  // namespace auspex::learn
