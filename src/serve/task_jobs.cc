#include "serve/task_jobs.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "flow/task_report.h"
#include "learn/table/classifiers.h"
#include "serve/json_fields.h"
#include "serve/problem.h"

namespace auspex::serve {
namespace {

using nlohmann::json;

void RefuseFieldsOfJourneys(const json& request, std::initializer_list<const char*> fields) {
  for (const char* field : fields) {
    if (request.contains(field)) throw BadRequest("this is for packs of journeys; this pack's data are tables", field, "Leave it out.");
  }
}

}  // namespace

void CheckTaskTrain(const json& request) {
  RefuseFieldsOfJourneys(request, {"epochs", "horizon_days"});
  const auto kinds = learn::ClassifierKinds();
  for (const auto& model : TextsField(request, "models", kinds.size())) {
    const auto is = [&](const learn::ClassifierKind& kind) { return model == kind.name; };
    if (std::none_of(kinds.begin(), kinds.end(), is)) throw BadRequest("there is no kind of model " + model, "models");
  }
}

void CheckTaskPredict(const json& request) { RefuseFieldsOfJourneys(request, {"from", "to", "now", "model"}); }

JobResult RunTaskTrain(const JobContext& context, const json& request, Progress& progress) {
  flow::TaskTrainOptions options;
  options.models = TextsField(request, "models", learn::ClassifierKinds().size());
  const auto summary = flow::TrainTask(context.workspace, context.pack, options, progress);
  return {summary.run, flow::ToJson(summary)};
}

JobResult RunTaskEvaluate(const JobContext& context, Progress& progress) {
  const auto summary = flow::EvaluateTask(context.workspace, context.pack, {}, progress);
  return {summary.run, flow::ToJson(summary)};
}

JobResult RunTaskPredict(const JobContext& context, Progress& progress) {
  const auto summary = flow::PredictTask(context.workspace, context.pack, {}, progress);
  return {summary.run, flow::ToJson(summary)};
}

}  // namespace auspex::serve
