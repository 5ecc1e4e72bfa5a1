#include "learn/table/crossvalidate.h"

#include <chrono>
#include <cmath>
#include <limits>
#include <set>

#include "base/error.h"
#include "base/random.h"

namespace auspex::learn {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

void CheckRecipes(std::span<const Recipe> recipes) {
  if (recipes.empty()) throw Error(Fault::kUsage, "there is no model to judge", "cross-validation");
  std::set<std::string> names;
  for (const Recipe& recipe : recipes)
    if (!names.insert(recipe.name).second)
      throw Error(Fault::kUsage, "two models to judge are called '" + recipe.name + "'", "cross-validation", "Give each a name of its own.");
}

/// Labels and weights of the tested rows.
CrossValidation Layout(const LabelledTable& data, std::span<const Fold> folds) {
  CrossValidation result;
  for (const Fold& fold : folds) {
    result.folds.push_back(fold.name);
    for (uint32_t row : fold.test) {
      result.rows.push_back(row);
      result.labels.push_back(static_cast<int8_t>(data.labels[row]));
      if (!data.weights.empty()) result.weights.push_back(data.weights[row]);
    }
  }
  return result;
}

std::vector<float> FitOneFold(const Recipe& recipe, const LabelledTable& data, const Fold& fold, uint64_t seed, Progress& progress) {
  try {
    std::vector<float> tested;
    FitFold(recipe, data, fold, seed, progress, tested);
    return tested;
  } catch (const Error& error) {
    if (error.fault() == Fault::kCancelled) throw;
    throw Error(error.fault(), error.message(), recipe.name + ", fold " + fold.name + (error.where().empty() ? "" : ", " + error.where()),
                error.advice());
  }
}

/// Clusters of the tested rows: those asked for, else the rows themselves where one is tested twice, else none.
std::vector<uint64_t> ClustersOf(std::span<const uint32_t> rows, std::span<const uint64_t> clusters) {
  std::vector<uint64_t> found;
  if (clusters.empty() && std::set<uint32_t>(rows.begin(), rows.end()).size() == rows.size()) return found;
  for (uint32_t row : rows) found.push_back(clusters.empty() ? row : clusters[row]);
  return found;
}

JudgedRecipe Judge(const Recipe& recipe, const LabelledTable& data, std::span<const Fold> folds, const CrossValidation& all,
                   const CrossValidationOptions& options, Progress& progress) {
  JudgedRecipe judged{.name = recipe.name, .probabilities = {}, .pooled = {}, .folds = {}, .intervals = {}, .report = {}};
  const auto started = std::chrono::steady_clock::now();
  for (size_t k = 0; k < folds.size(); ++k) {
    const std::vector<float> tested = FitOneFold(recipe, data, folds[k], Mix(options.seed ^ Mix(k)), progress);
    const size_t begin = judged.probabilities.size();
    judged.probabilities.insert(judged.probabilities.end(), tested.begin(), tested.end());
    const auto labels = std::span(all.labels).subspan(begin, tested.size());
    const auto weights = all.weights.empty() ? std::span<const float>() : std::span(all.weights).subspan(begin, tested.size());
    judged.folds.push_back(BinaryEvaluation(tested, labels).Measure(weights));
  }
  judged.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  judged.pooled = BinaryEvaluation(judged.probabilities, std::span<const int8_t>(all.labels)).Measure(all.weights);
  const std::vector<uint64_t> clusters = ClustersOf(all.rows, options.clusters);
  judged.report = Report(judged.probabilities, all.labels,
                         {.weights = all.weights,
                          .clusters = clusters,
                          .bootstrap = {.replicates = options.replicates, .seed = options.seed},
                          .costs = options.costs});
  const BinaryReport& r = judged.report;
  judged.intervals = {r.roc_auc.interval, r.average_precision.interval, r.log_loss.interval, r.brier.interval, r.ece.interval};
  return judged;
}

}  // namespace

double JudgedRecipe::MeanOverFolds(double BinaryMetrics::*metric) const {
  double sum = 0, count = 0;
  for (const BinaryMetrics& fold : folds) {
    if (std::isnan(fold.*metric)) continue;
    sum += fold.*metric;
    ++count;
  }
  return count > 0 ? sum / count : kNan;
}

AucComparison CrossValidation::Compare(size_t a, size_t b) const {
  return CompareAuc(recipes.at(a).probabilities, recipes.at(b).probabilities, labels, {.weights = weights});
}

CrossValidation CrossValidate(const LabelledTable& data, std::span<const Fold> folds, std::span<const Recipe> recipes,
                              const CrossValidationOptions& options, Progress& progress) {
  CheckLabelled(data);
  CheckFolds(folds, data.table.rows);
  CheckRecipes(recipes);
  if (!options.clusters.empty() && options.clusters.size() != data.table.rows)
    throw Error(Fault::kInternal, "cross-validation was given clusters for another number of rows");
  CrossValidation result = Layout(data, folds);
  for (const Recipe& recipe : recipes) result.recipes.push_back(Judge(recipe, data, folds, result, options, progress));
  return result;
}

}  // namespace auspex::learn
