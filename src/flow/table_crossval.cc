#include "flow/table_crossval.h"

#include <algorithm>
#include <map>

#include "base/error.h"
#include "learn/binary_curve.h"

namespace auspex::flow {
namespace {

/// Texts as numbers in the order of the texts.
std::vector<uint64_t> Numbered(const std::vector<std::string>& texts) {
  std::map<std::string, uint64_t> numbers;
  for (const auto& text : texts) numbers.emplace(text, 0);
  uint64_t next = 0;
  for (auto& [text, number] : numbers) number = next++;
  std::vector<uint64_t> out;
  for (const auto& text : texts) out.push_back(numbers[text]);
  return out;
}

double KsOf(const learn::CrossValidation& judged, const learn::JudgedRecipe& recipe) {
  const learn::BinaryEvaluation evaluation(recipe.probabilities, std::span<const int8_t>(judged.labels));
  return learn::KsOf(evaluation.Steps(judged.weights)).distance;
}

}  // namespace

std::vector<learn::Fold> MakeFolds(const pack::FoldPlan& plan, const data::OneTableRows& rows) {
  using Kind = pack::FoldPlan::Kind;
  const auto& times = rows.rows.times;
  switch (plan.kind) {
    case Kind::kStratified: return learn::StratifiedFolds(rows.rows.labels, {.folds = plan.folds, .seed = plan.seed});
    case Kind::kColumn: return learn::ColumnFolds(rows.fold_values);
    case Kind::kGrouped: return learn::GroupedFolds(Numbered(rows.fold_values), {.folds = plan.folds, .seed = plan.seed});
    case Kind::kRolling: return learn::RollingFolds(times, plan.folds);
    case Kind::kTime:
    case Kind::kOrder: return {learn::SplitByTime(times, learn::TimeAtShare(times, plan.share))};
  }
  throw Error(Fault::kInternal, "a way to split rows is not known");
}

TableCrossvalSummary JudgeModels(const pack::Pack& pack, const data::OneTableRows& rows, const std::vector<learn::Fold>& folds,
                                 const TableCrossvalOptions& options, Progress& progress) {
  TableCrossvalSummary summary;
  summary.pack = pack.name;
  summary.target = pack.table->target;
  summary.positive = pack.table->positive;
  summary.rows = rows.rows.table.rows;
  summary.features = rows.rows.table.features();
  summary.positives = static_cast<uint64_t>(std::ranges::count(rows.rows.labels, 1));
  summary.notes = rows.notes;
  const ModelsHere models = ChooseModels(options.models, *pack.table);
  CheckMonotone(*pack.table, rows.rows.table.schema);
  summary.notes.insert(summary.notes.end(), models.notes.begin(), models.notes.end());
  TableRecipeOptions each = options.recipes;
  each.tune_seconds /= static_cast<double>(folds.size()) * (each.calibrate ? 6 : 1);  // calibration fits five times more
  std::vector<learn::Recipe> recipes;
  for (const auto& name : models.names) recipes.push_back(TableRecipe(name, each, *pack.table));
  learn::CrossValidationOptions settings{.seed = options.seed, .replicates = options.replicates};
  std::vector<uint64_t> clusters;
  if (pack.table->folds.kind == pack::FoldPlan::Kind::kGrouped) clusters = Numbered(rows.fold_values);
  settings.clusters = clusters;
  summary.judged = learn::CrossValidate(rows.rows, folds, recipes, settings, progress);
  summary.lines = learn::Leaderboard(summary.judged);
  for (const auto& line : summary.lines) summary.ks.push_back(KsOf(summary.judged, summary.judged.recipes[line.recipe]));
  return summary;
}

TableCrossvalSummary CrossvalTable(const pack::Pack& pack, const TableCrossvalOptions& options, Progress& progress) {
  ChooseModels(options.models, *pack.table);  // a misspelt name is told before the file is read
  const data::OneTableRows rows = data::ReadOneTable(options.input, *pack.table, progress);
  try {
    return JudgeModels(pack, rows, MakeFolds(pack.table->folds, rows), options, progress);
  } catch (const Error& error) {
    if (!error.where().empty()) throw;
    throw Error(error.fault(), error.message(), options.input.string(), error.advice());
  }
}

}  // namespace auspex::flow
