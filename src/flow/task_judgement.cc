#include "flow/task_judgement.h"

#include <algorithm>

#include "learn/binary_curve.h"

namespace auspex::flow {

void Judge(std::vector<JudgedModel>& models, std::span<const uint8_t> labels) {
  const std::vector<int8_t> outcomes(labels.begin(), labels.end());
  for (JudgedModel& model : models) {
    const learn::BinaryEvaluation evaluation(model.probabilities, outcomes);
    model.metrics = evaluation.Measure();
    model.auc = learn::EstimateAuc(model.probabilities, outcomes);
    model.ks = learn::KsOf(evaluation.Steps()).distance;
  }
  std::stable_sort(models.begin(), models.end(), [](const auto& a, const auto& b) { return a.auc.auc > b.auc.auc; });
  for (JudgedModel& model : models) {
    model.against_best = learn::CompareAuc(models.front().probabilities, model.probabilities, outcomes);
    model.as_good_as_best = !(model.against_best.p_value <= 0.05);
  }
}

learn::BinaryMetrics MeasureAgainst(std::span<const float> probabilities, std::span<const float> truth) {
  return learn::BinaryEvaluation(probabilities, truth).Measure();
}

}  // namespace auspex::flow
