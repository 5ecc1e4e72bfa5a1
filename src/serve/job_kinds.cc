#include "serve/job_kinds.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "data/ingest.h"
#include "data/pseudonym.h"
#include "data/table_choice.h"
#include "flow/model_settings.h"
#include "flow/period.h"
#include "flow/report_json.h"
#include "learn/sequence.h"
#include "serve/json_fields.h"
#include "serve/problem.h"
#include "serve/task_jobs.h"
#include "serve/uploads.h"

namespace auspex::serve {
namespace {

using nlohmann::json;

constexpr size_t kMostUploads = 100;
constexpr int64_t kMostEpochs = 1000;
constexpr double kMostDays = 3660;

bool Has(const json& object, const char* name) { return object.contains(name) && !object.at(name).is_null(); }

// ingest

std::map<std::string, std::string> MappingOf(const json& request, const pack::Pack& pack) {
  std::map<std::string, std::string> mapping;
  if (!Has(request, "mapping")) return mapping;
  const json& object = request.at("mapping");
  if (!object.is_object()) throw BadRequest("must be an object of columns and the headers they are read from", "mapping");
  for (const auto& [column, header] : object.items()) {
    const auto has = [&, &name = column](const pack::Table& table) { return table.Find(name) != nullptr; };
    if (std::none_of(pack.tables.begin(), pack.tables.end(), has)) throw BadRequest("the pack has no column " + column, "mapping");
    if (!header.is_string()) throw BadRequest("the header of column " + column + " is no text", "mapping");
    mapping[column] = header.get<std::string>();
  }
  return mapping;
}

void CheckIngest(const JobContext& context, const json& request) {
  const auto ids = TextsField(request, "uploads", kMostUploads);
  if (ids.empty()) throw BadRequest("is missing", "uploads");
  for (const auto& id : ids) context.uploads.Path(id);
  MappingOf(request, context.pack);
  data::TableNamed(OptionalString(request, "table").value_or(""), context.pack);
  OptionalBool(request, "pseudonymise");
}

void DeleteQuietly(Uploads& uploads, const std::string& id) {
  try {
    uploads.Delete(id);
  } catch (const Error&) {  // its rows are loaded: an upload that is left over is no failure of the job
  }
}

JobResult RunIngest(const JobContext& context, const json& request, Progress& progress) {
  const auto ids = TextsField(request, "uploads", kMostUploads);
  std::vector<std::filesystem::path> files;
  data::IngestOptions options;
  for (const auto& id : ids) {
    files.push_back(context.uploads.Path(id));
    options.names.push_back(context.uploads.Find(id).name);
  }
  options.mapping = MappingOf(request, context.pack);
  options.table = OptionalString(request, "table").value_or("");
  options.pseudonymise = OptionalBool(request, "pseudonymise", false);
  if (options.pseudonymise) options.key = data::LoadOrCreateKey(context.workspace.folder() / "pseudonym.key");
  store::Connection connection = context.workspace.Connect();
  const auto summary = data::Ingest(connection, context.pack, files, options, progress);
  for (const auto& id : ids) DeleteQuietly(context.uploads, id);
  return {std::nullopt, flow::ToJson(summary)};
}

// train

double HorizonOf(const json& request, double otherwise) {
  if (!Has(request, "horizon_days")) return otherwise;
  const json& days = request.at("horizon_days");
  if (!days.is_number() || !(days.get<double>() > 0) || days.get<double>() > kMostDays) {
    throw BadRequest("must be a number of days above 0, at most 3660", "horizon_days");
  }
  return days.get<double>();
}

void CheckTrain(const JobContext& context, const json& request) {
  if (context.pack.table_task) return CheckTaskTrain(request);
  const auto& known = learn::SequenceModelNames();
  for (const auto& model : TextsField(request, "models", known.size())) {
    if (std::find(known.begin(), known.end(), model) == known.end()) throw BadRequest("there is no kind of model " + model, "models");
  }
  OptionalInteger(request, "epochs", 1, kMostEpochs);
  HorizonOf(request, context.pack.horizon_days);
}

/// Measures what was just trained, as a stage of the same job. True if it came to its end: the models are kept already, so being
/// stopped here undoes nothing.
bool EvaluateTrained(const JobContext& context, const flow::TrainSummary& trained, Progress& progress) {
  if (trained.test_windows == 0) return false;
  try {
    flow::Evaluate(context.workspace, context.pack, {}, progress);
    return true;
  } catch (const Error& error) {
    if (error.fault() != Fault::kCancelled) throw;
    return false;
  }
}

JobResult RunTrain(const JobContext& context, const json& request, Progress& progress) {
  if (context.pack.table_task) return RunTaskTrain(context, request, progress);
  pack::Pack pack = context.pack;
  pack.horizon_days = HorizonOf(request, pack.horizon_days);
  flow::TrainOptions options;
  options.models = TextsField(request, "models", learn::SequenceModelNames().size());
  options.settings = flow::SettingsOf(pack);
  if (const auto epochs = OptionalInteger(request, "epochs", 1, kMostEpochs)) options.settings.lstm.epochs = static_cast<size_t>(*epochs);
  const auto summary = flow::Train(context.workspace, pack, options, progress);
  auto object = nlohmann::ordered_json::parse(flow::ToJson(summary));
  object["evaluated"] = EvaluateTrained(context, summary, progress);
  return {summary.run, object.dump()};
}

// evaluate

void CheckEvaluate(const JobContext&, const json&) {}

JobResult RunEvaluate(const JobContext& context, const json&, Progress& progress) {
  if (context.pack.table_task) return RunTaskEvaluate(context, progress);
  const auto summary = flow::Evaluate(context.workspace, context.pack, {}, progress);
  return {summary.run, flow::ToJson(summary)};
}

// predict

flow::PredictOptions PredictOptionsOf(const json& request) {
  flow::PredictOptions options;
  options.from = flow::PeriodTime("from", OptionalString(request, "from").value_or(""), false);
  options.to = flow::PeriodTime("to", OptionalString(request, "to").value_or(""), true);
  options.now = flow::PeriodTime("now", OptionalString(request, "now").value_or(""), false);
  if (!Has(request, "model")) return options;
  const json& model = request.at("model");
  if (!model.is_object()) throw BadRequest("must be an object with run and name", "model");
  options.model_run = IntegerField(model, "run", 1, INT64_MAX);
  options.model = StringField(model, "name");
  return options;
}

void CheckPredict(const JobContext& context, const json& request) {
  if (context.pack.table_task) return CheckTaskPredict(request);
  const auto options = PredictOptionsOf(request);
  if (options.from && options.to && *options.from >= *options.to) throw BadRequest("the period ends before it begins", "to");
  if (!Has(request, "model")) return;
  store::Connection connection = context.workspace.Connect();
  flow::CreateRunTables(connection);
  flow::FindModel(connection, options.model_run, options.model);
}

JobResult RunPredict(const JobContext& context, const json& request, Progress& progress) {
  if (context.pack.table_task) return RunTaskPredict(context, progress);
  const auto summary = flow::Predict(context.workspace, context.pack, PredictOptionsOf(request), progress);
  return {summary.run, flow::ToJson(summary)};
}

constexpr const char* kIngestFields[] = {"uploads", "mapping", "table", "pseudonymise"};
constexpr const char* kTrainFields[] = {"models", "epochs", "horizon_days"};
constexpr const char* kPredictFields[] = {"from", "to", "now", "model"};
constexpr const char* kSegmentFields[] = {"clusters"};
constexpr const char* kPlanFields[] = {"start"};
constexpr const char* kReportFields[] = {"language"};

const JobKind kKinds[] = {
    {"ingest", kIngestFields, CheckIngest, RunIngest},
    {"train", kTrainFields, CheckTrain, RunTrain},
    {"evaluate", {}, CheckEvaluate, RunEvaluate},
    {"predict", kPredictFields, CheckPredict, RunPredict},
    {"segment", kSegmentFields, CheckSegment, RunSegment},
    {"plan", kPlanFields, CheckPlan, RunPlan},
    {"report", kReportFields, CheckReport, RunReport},
};

}  // namespace

const JobKind& KindOf(const json& request) {
  const std::string name = StringField(request, "kind");
  for (const JobKind& kind : kKinds) {
    if (name == kind.name) return kind;
  }
  throw BadRequest("there is no kind of job " + name, "kind", "It is one of ingest, train, evaluate, predict, segment, plan and report.");
}

const JobKind& CheckJob(const JobContext& context, const json& request) {
  const JobKind& kind = KindOf(request);
  for (const auto& [name, value] : request.items()) {
    const auto is = [&, &field = name](const char* known) { return field == known; };
    if (name != "kind" && std::none_of(kind.fields.begin(), kind.fields.end(), is)) {
      throw BadRequest("a job of kind " + std::string(kind.name) + " has no such field", name);
    }
  }
  kind.check(context, request);
  return kind;
}

}  // namespace auspex::serve
