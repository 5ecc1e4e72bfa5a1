#include "learn/table/recipe_step.h"

#include <algorithm>

#include "base/error.h"

namespace auspex::learn {
namespace {

class Rows : public RecipeStep {
 public:
  Rows(std::string name, std::function<LabelledTable(const TrainingPart&)> change) : name_(std::move(name)), change_(std::move(change)) {}
  std::string Name() const override { return name_; }
  LabelledTable Fit(const TrainingPart& part) override { return change_(part); }
  FeatureTable Apply(const FeatureTable& table) const override { return table; }
  bool Applies() const override { return false; }

 private:
  std::string name_;
  std::function<LabelledTable(const TrainingPart&)> change_;
};

}  // namespace

void RecipeStep::Save(Archive&) const { throw Error(Fault::kInternal, "the step '" + Name() + "' cannot be saved"); }

std::vector<std::vector<size_t>> RecipeStep::Sources(const Schema& input) const {
  std::vector<std::vector<size_t>> sources;
  for (const FeatureInfo& made : SchemaAfter(*this, input)) {
    sources.emplace_back();
    for (size_t f = 0; f < input.size(); ++f)
      if (input[f].name == made.name) sources.back().push_back(f);
  }
  return sources;
}

Schema SchemaAfter(const RecipeStep& step, const Schema& input) {
  return step.Apply({.rows = 0, .schema = input, .columns = std::vector<std::vector<float>>(input.size())}).schema;
}

StepMaker RowsStep(std::string name, std::function<LabelledTable(const TrainingPart&)> change) {
  return [name = std::move(name), change = std::move(change)] { return std::make_unique<Rows>(name, change); };
}

std::vector<Fold> InnerFolds(std::span<const uint8_t> labels, const FoldOptions& options) {
  const auto yes = static_cast<size_t>(std::count(labels.begin(), labels.end(), 1));
  const size_t rarer = std::min(yes, labels.size() - yes);
  if (rarer < 2)
    throw Error(Fault::kData, "a training part has " + std::to_string(rarer) + " rows of one class; what learns inside it needs 2", "folds",
                "Bring more rows of that class or ask for fewer folds.");
  return StratifiedFolds(labels, {.folds = std::clamp<size_t>(rarer, 2, std::max<size_t>(options.folds, 2)), .seed = options.seed});
}

}  // namespace auspex::learn
