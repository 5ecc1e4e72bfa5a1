#include "learn/table/classifiers.h"

#include <array>

#include "base/error.h"
#include "learn/table/decision_tree.h"
#include "learn/table/forest_classifier.h"
#include "learn/table/lightgbm_classifier.h"
#include "learn/table/logistic_classifier.h"
#include "learn/table/random_forest.h"
#include "learn/table/xgboost_classifier.h"

namespace auspex::learn {
namespace {

std::string AlwaysThere() { return ""; }

// One line a model, in the order in which they are shown.
constexpr std::array kKinds{
    ClassifierKind{"logistic", MakeLogistic, LoadLogistic, AlwaysThere},
    ClassifierKind{"tree", MakeDecisionTree, LoadForestClassifier, AlwaysThere},
    ClassifierKind{"random_forest", MakeRandomForest, LoadForestClassifier, AlwaysThere},
    ClassifierKind{"lightgbm", MakeLightgbm, LoadForestClassifier, WhyNoLightgbm},
    ClassifierKind{"xgboost", MakeXgboost, LoadForestClassifier, AlwaysThere},
};

const ClassifierKind& Find(const std::string& name) {
  std::string names;
  for (const ClassifierKind& kind : ClassifierKinds()) {
    if (name == kind.name) return kind;
    names += (names.empty() ? "" : ", ") + std::string(kind.name);
  }
  throw Error(Fault::kUsage, "there is no model '" + name + "'", "model", "There are: " + names + ".");
}

}  // namespace

std::span<const ClassifierKind> ClassifierKinds() { return kKinds; }

std::unique_ptr<Classifier> MakeClassifier(const std::string& name, const ClassifierOptions& options) {
  const ClassifierKind& kind = Find(name);
  if (const std::string why = kind.unavailable(); !why.empty())
    throw Error(Fault::kUsage, "the model '" + name + "' is not available here: " + why, "model");
  return kind.make(options);
}

std::unique_ptr<Classifier> LoadClassifier(const std::string& name, const Archive& archive) { return Find(name).load(archive); }

}  // namespace auspex::learn
