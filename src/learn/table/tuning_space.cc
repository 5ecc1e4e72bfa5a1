#include "learn/table/tuning_space.h"

#include <map>

#include "base/error.h"

namespace auspex::learn {
namespace {

size_t Count(double value) { return static_cast<size_t>(value); }

std::vector<TuningDimension> Logistic() {
  return {{"l2", 1e-3, 1e4, Scale::kLogarithmic, false, [](ClassifierOptions& o, double v) { o.logistic.l2 = v; }},
          {"l1_ratio", 0, 1, Scale::kLinear, false, [](ClassifierOptions& o, double v) { o.logistic.l1_ratio = v; }}};
}

std::vector<TuningDimension> SingleTree() {
  return {{"max_depth", 2, 20, Scale::kLinear, true, [](ClassifierOptions& o, double v) { o.tree.max_depth = Count(v); }},
          {"min_leaf_weight", 5, 500, Scale::kLogarithmic, false, [](ClassifierOptions& o, double v) { o.tree.min_leaf_weight = v; }}};
}

std::vector<TuningDimension> RandomForest() {
  return {{"max_depth", 6, 30, Scale::kLinear, true, [](ClassifierOptions& o, double v) { o.random_forest.max_depth = Count(v); }},
          {"min_leaf_weight", 1, 100, Scale::kLogarithmic, false, [](ClassifierOptions& o, double v) { o.random_forest.min_leaf_weight = v; }},
          {"features_share", 0.05, 1, Scale::kLogarithmic, false, [](ClassifierOptions& o, double v) { o.random_forest.features_share = v; }},
          {"rows_share", 0.3, 1, Scale::kLinear, false, [](ClassifierOptions& o, double v) { o.random_forest.rows_share = v; }}};
}

std::vector<TuningDimension> Boosting() {
  return {{"learning_rate", 0.01, 0.3, Scale::kLogarithmic, false, [](ClassifierOptions& o, double v) { o.boosting.learning_rate = v; }},
          {"leaves", 4, 255, Scale::kLogarithmic, true, [](ClassifierOptions& o, double v) { o.boosting.leaves = Count(v); }},
          {"min_leaf_weight", 1, 200, Scale::kLogarithmic, false, [](ClassifierOptions& o, double v) { o.boosting.min_leaf_weight = v; }},
          {"l2", 1e-2, 100, Scale::kLogarithmic, false, [](ClassifierOptions& o, double v) { o.boosting.l2 = v; }},
          {"rows_share", 0.5, 1, Scale::kLinear, false, [](ClassifierOptions& o, double v) { o.boosting.rows_share = v; }},
          {"features_share", 0.3, 1, Scale::kLinear, false, [](ClassifierOptions& o, double v) { o.boosting.features_share = v; }}};
}

}  // namespace

const std::vector<TuningDimension>& TuningSpace(const std::string& model) {
  static const std::map<std::string, std::vector<TuningDimension>> spaces = {
      {"logistic", Logistic()}, {"tree", SingleTree()}, {"random_forest", RandomForest()}, {"xgboost", Boosting()}, {"lightgbm", Boosting()}};
  const auto found = spaces.find(model);
  if (found == spaces.end())
    throw Error(Fault::kUsage, "there is nothing to tune in a model called '" + model + "'", "tuning",
                "Name logistic, tree, random_forest, xgboost or lightgbm.");
  return found->second;
}

}  // namespace auspex::learn
