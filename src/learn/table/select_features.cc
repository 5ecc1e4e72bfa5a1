#include "learn/table/select_features.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "base/threads.h"
#include "learn/archive.h"
#include "learn/table/target_encoding.h"

namespace auspex::learn {
namespace {

/// |AUC - 1/2| of a column, ties half.
double Worth(const TrainingPart& part, std::span<const float> column) {
  std::vector<uint32_t> order;
  for (uint32_t r = 0; r < column.size(); ++r)
    if (!std::isnan(column[r])) order.push_back(r);
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return column[a] != column[b] ? column[a] < column[b] : a < b; });
  double yes = 0, no = 0, ordered = 0;
  for (size_t i = 0; i < order.size();) {
    double tied_yes = 0, tied_no = 0;
    for (const float value = column[order[i]]; i < order.size() && column[order[i]] == value; ++i)
      (part.labels()[order[i]] == 1 ? tied_yes : tied_no) += part.weight(order[i]);
    ordered += tied_yes * (no + tied_no / 2);
    yes += tied_yes;
    no += tied_no;
  }
  return yes > 0 && no > 0 ? std::abs(ordered / (yes * no) - 0.5) : -1;
}

FeatureTable Keep(const FeatureTable& table, std::span<const size_t> features) {
  FeatureTable kept{.rows = table.rows, .schema = {}, .columns = {}};
  for (size_t f : features) {
    kept.schema.push_back(table.schema[f]);
    kept.columns.push_back(table.columns[f]);
  }
  return kept;
}

class SelectFeaturesStep : public RecipeStep {
 public:
  explicit SelectFeaturesStep(const SelectionOptions& options) : options_(options) {}
  explicit SelectFeaturesStep(std::vector<size_t> kept) : kept_(std::move(kept)) {}
  std::string Name() const override { return "select_features"; }

  LabelledTable Fit(const TrainingPart& part) override {
    const Schema& schema = part.table().schema;
    const bool categories = std::any_of(schema.begin(), schema.end(), [](const FeatureInfo& info) { return info.is_category(); });
    const std::vector<Fold> folds =
        categories ? InnerFolds(part.labels(), {.folds = options_.folds, .seed = part.seed()}) : std::vector<Fold>{};
    std::vector<double> worth(schema.size());
    ParallelFor(schema.size(), 1, [&](size_t begin, size_t end) {
      constexpr double kSmoothing = 20;
      for (size_t f = begin; f < end; ++f)
        worth[f] = schema[f].is_category() ? Worth(part, OutOfFoldColumn(part, f, folds, kSmoothing)) : Worth(part, part.table().columns[f]);
    });
    kept_.resize(schema.size());
    std::iota(kept_.begin(), kept_.end(), size_t{0});
    std::stable_sort(kept_.begin(), kept_.end(), [&](size_t a, size_t b) { return worth[a] > worth[b]; });
    kept_.resize(std::min(kept_.size(), options_.features));
    std::sort(kept_.begin(), kept_.end());
    return {Keep(part.table(), kept_), {part.labels().begin(), part.labels().end()}, {part.weights().begin(), part.weights().end()}};
  }

  FeatureTable Apply(const FeatureTable& table) const override { return Keep(table, kept_); }
  void Save(Archive& archive) const override { archive.Set("kept", std::vector<uint64_t>(kept_.begin(), kept_.end())); }

 private:
  SelectionOptions options_;
  std::vector<size_t> kept_;
};

}  // namespace

StepMaker SelectFeatures(const SelectionOptions& options) {
  if (options.features == 0) throw Error(Fault::kUsage, "a selection must keep at least 1 feature", "select_features");
  return [options] { return std::make_unique<SelectFeaturesStep>(options); };
}

std::unique_ptr<RecipeStep> LoadSelectFeatures(const Archive& archive, const Schema& input) {
  const std::vector<uint64_t>& kept = archive.GetList("kept");
  const bool rising = std::adjacent_find(kept.begin(), kept.end(), std::greater_equal<>()) == kept.end();
  if (!rising || (!kept.empty() && kept.back() >= input.size())) RefuseArchive("the selection is of columns that the recipe does not have");
  return std::make_unique<SelectFeaturesStep>(std::vector<size_t>(kept.begin(), kept.end()));
}

}  // namespace auspex::learn
