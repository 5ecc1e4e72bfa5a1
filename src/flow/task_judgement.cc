#include "flow/task_judgement.h"

#include <algorithm>

#include "learn/binary_curve.h"

namespace auspex::flow {

void Judge(std::vector<JudgedModel>& models, std::span<const uint8_t> labels) {
  const std::vector<int8_t> outcomes(labels.begin(), labels.end());
  for (JudgedModel& model : models) {
    const learn::BinaryEvaluation evaluation(model.probabilities, outcomes);
    model.metrics = evaluation.Measure();
    model.ks = learn::KsOf(evaluation.Steps()).distance;
  }
  std::stable_sort(models.begin(), models.end(), [](const auto& a, const auto& b) { return a.metrics.roc_auc > b.metrics.roc_auc; });
  learn::DeLong ranked(outcomes);
  for (size_t m = 0; m < models.size(); ++m) {
    JudgedModel& model = models[m];
    ranked.Add(model.probabilities);
    model.against_best = ranked.Compare(0, m);
    model.auc = model.against_best.b;
    model.as_good_as_best = !(model.against_best.p_value <= 0.05);
  }
}

learn::BinaryMetrics MeasureAgainst(std::span<const float> probabilities, std::span<const float> truth) {
  return learn::BinaryEvaluation(probabilities, truth).Measure();
}

}  // namespace auspex::flow
