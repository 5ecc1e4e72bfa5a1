#include "serve/task_jobs.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/time.h"
#include "flow/act_json.h"
#include "flow/report/workspace_report.h"
#include "flow/segment_json.h"
#include "flow/task_report.h"
#include "learn/table/classifiers.h"
#include "serve/api.h"
#include "serve/json_fields.h"
#include "serve/problem.h"

namespace auspex::serve {
namespace {

using nlohmann::json;

constexpr int64_t kLeastSegments = 2, kMostSegments = 50;

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

void CheckSegment(const JobContext& context, const json& request) {
  Require(context.pack, Needs::kSegments);
  OptionalInteger(request, "clusters", kLeastSegments, kMostSegments);
}

void CheckPlan(const JobContext& context, const json& request) {
  if (context.pack.act.empty()) throw HttpError(409, "no_channels", "the pack " + context.pack.name + " says nothing about channels");
  const std::string start = OptionalString(request, "start").value_or("");
  if (!start.empty() && !ParseTime(start)) throw BadRequest("must be a day such as 2025-04-01", "start");
}

void CheckReport(const JobContext& context, const json& request) {
  Require(context.pack, Needs::kTask);
  const std::string language = OptionalString(request, "language").value_or("");
  if (!language.empty() && !context.pack.wording.contains(language)) throw BadRequest("the pack has no wording in this language", "language");
}

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

JobResult RunSegment(const JobContext& context, const json& request, Progress& progress) {
  flow::SegmentOptions options;
  options.clusters = static_cast<size_t>(OptionalInteger(request, "clusters", kLeastSegments, kMostSegments).value_or(0));
  const auto summary = flow::SegmentCustomers(context.workspace, context.pack, options, progress);
  return {summary.run, flow::ToJson(summary)};
}

JobResult RunPlan(const JobContext& context, const json& request, Progress& progress) {
  flow::ActOptions options;
  options.start = OptionalString(request, "start").value_or("");
  const auto summary = flow::PlanContacts(context.workspace, context.pack, options, progress);
  return {summary.run, flow::ToJson(summary)};
}

JobResult RunReport(const JobContext& context, const json& request, Progress& progress) {
  const flow::WorkspaceReportOptions options{.task = {}, .language = OptionalString(request, "language").value_or("")};
  const auto files = flow::KeepReport(context.workspace, context.pack, options, progress);
  json names = json::array();
  for (const auto& file : files) names.push_back(file.filename().string());
  return {std::nullopt, json{{"files", names}}.dump()};
}

}  // namespace auspex::serve
