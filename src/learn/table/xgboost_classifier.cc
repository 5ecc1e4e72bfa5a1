#include "learn/table/xgboost_classifier.h"

#include <utility>
#include <vector>

#include "learn/forest/forest_average.h"
#include "learn/forest/xgboost_ubjson.h"
#include "learn/table/forest_classifier.h"
#include "learn/table/xgboost_training.h"

namespace auspex::learn {
namespace {

Forest ToForest(const XgboostModel& model, const Schema& schema) {
  const std::string where = "xgboost";
  std::vector<XgboostTree> trees = ReadXgboostUbjson(model.bytes, where);
  trees.resize(model.rounds);
  Forest forest{.schema = schema, .trees = {}, .category_sets = {}, .base = model.base, .scale = 1, .link = Link::kLogistic};
  XgboostTrees builder(forest, where);
  for (const XgboostTree& tree : trees) builder.Add(tree);
  CheckForest(forest, where);
  return forest;
}

class XgboostClassifier : public ForestClassifier {
 public:
  explicit XgboostClassifier(const ClassifierOptions& options) : ForestClassifier("xgboost"), options_(options) {}

  void Fit(const TrainingRows& rows, const TrainingRows* validation, uint64_t seed, Progress& progress) override {
    std::vector<Forest> forests;
    do {
      const BoostingTask task = MakeBoostingTask(rows, validation, options_, SeedOf(seed, forests.size()));
      forests.push_back(ToForest(TrainXgboost(task, progress), rows.table.schema));
    } while (forests.size() < options_.boosting.seeds);
    SetForest(AverageForests(std::move(forests)));
  }

 private:
  ClassifierOptions options_;
};

}  // namespace

std::unique_ptr<Classifier> MakeXgboost(const ClassifierOptions& options) { return std::make_unique<XgboostClassifier>(options); }

}  // namespace auspex::learn
