#include "learn/table/lightgbm_classifier.h"

#include <utility>
#include <vector>

#include "base/error.h"
#include "learn/forest/forest_average.h"
#include "learn/forest/lightgbm_text.h"
#include "learn/table/forest_classifier.h"
#include "learn/table/lightgbm_library.h"
#include "learn/table/lightgbm_training.h"

namespace auspex::learn {
namespace {

class LightgbmClassifier : public ForestClassifier {
 public:
  explicit LightgbmClassifier(const ClassifierOptions& options) : ForestClassifier("lightgbm"), options_(options) {}

  void Fit(const TrainingRows& rows, const TrainingRows* validation, uint64_t seed, Progress& progress) override {
    if (const std::string why = WhyNoLightgbm(); !why.empty()) throw Error(Fault::kUsage, why, "lightgbm");
    std::vector<Forest> forests;
    do {
      const BoostingTask task = MakeBoostingTask(rows, validation, options_, SeedOf(seed, forests.size()));
      forests.push_back(ReadLightgbmText(TrainLightgbm(Lightgbm().library, task, progress), "lightgbm"));
      forests.back().schema = rows.table.schema;  // the text knows categories by their number, which is our code
    } while (forests.size() < options_.boosting.seeds);
    SetForest(AverageForests(std::move(forests)));
  }

 private:
  ClassifierOptions options_;
};

}  // namespace

std::unique_ptr<Classifier> MakeLightgbm(const ClassifierOptions& options) { return std::make_unique<LightgbmClassifier>(options); }

std::string WhyNoLightgbm() { return Lightgbm().why; }

}  // namespace auspex::learn
