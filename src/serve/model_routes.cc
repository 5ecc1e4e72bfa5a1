// Training runs and their models: the leaderboards, learning curves and what evaluation found.
#include <cmath>
#include <nlohmann/json.hpp>

#include "flow/evaluation_record.h"
#include "flow/model_file.h"
#include "flow/trainings.h"
#include "serve/answer_cache.h"
#include "serve/api.h"
#include "serve/json_fields.h"
#include "serve/problem.h"

namespace auspex::serve {
namespace {

using json = nlohmann::ordered_json;

json Number(double value) { return std::isfinite(value) ? json(value) : json(nullptr); }

json SliceOf(const data::Slice& slice) {
  return {{"from", FormatTime(slice.from)}, {"to", FormatTime(slice.to)}, {"labels_end", FormatTime(slice.labels_end)}};
}

json ModelOf(const flow::ModelRecord& model) {
  return {{"run", model.run}, {"name", model.name}, {"chosen", model.chosen}, {"validation_log_loss", Number(model.validation_log_loss)},
          {"validation_top1", Number(model.validation_top1)}, {"windows", model.windows}, {"seconds", model.seconds}};
}

json SplitOf(const data::TimeSplit& split) {
  return {{"train", SliceOf(split.train)}, {"validate", SliceOf(split.validate)}, {"test", SliceOf(split.test)}};
}

json TrainingOf(const flow::Training& training) {
  json object = {{"run", training.run}, {"finished", training.finished}, {"seconds", training.seconds}, {"seed", training.seed},
                 {"horizon_days", training.horizon_days}, {"customers", training.customers}, {"events", training.events},
                 {"split", SplitOf(training.split)}};
  object["models"] = json::array();
  for (const auto& model : training.models) object["models"].push_back(ModelOf(model));
  return object;
}

Response ListModels(Context& context, const Caller&, Request&) {
  json object = {{"trainings", json::array()}};
  for (const auto& training : flow::Trainings(context.workspace)) object["trainings"].push_back(TrainingOf(training));
  Response response;
  response.body = object.dump();
  return response;
}

flow::ModelRecord Find(store::Connection& connection, int64_t run, const std::string& name) {
  for (auto& model : flow::ModelsOf(connection, run)) {
    if (model.name == name) return model;
  }
  throw NotFound("there is no such model", std::to_string(run) + "/" + name);
}

/// The learning curve, a JSON list. It stands in the model's file, which never changes and may be large.
std::string CurveOf(Context& context, const flow::ModelRecord& model) {
  const std::string question = "curve/" + std::to_string(model.run) + "/" + model.name;
  if (const auto known = context.answers.Find(question)) return *known;
  json curve = json::array();
  try {
    const flow::TrainedModel trained = flow::ReadModel(context.workspace.models_folder() / model.file);
    for (const auto& epoch : trained.model->Curve()) {
      curve.push_back({{"epoch", epoch.number}, {"train_loss", Number(epoch.train_loss)}, {"validation_loss", Number(epoch.validation_loss)},
                       {"seconds", epoch.seconds}});
    }
  } catch (const Error& error) {
    throw HttpError(500, "damaged_model", error.message(), model.file, error.advice());
  }
  std::string text = curve.dump();
  context.answers.Keep(question, text);
  return text;
}

Response ReadModelDetail(Context& context, const Caller&, Request& request) {
  store::Connection connection = context.workspace.Connect();
  const flow::ModelRecord model = Find(connection, PathInteger(request, "run"), request.parameters["name"]);
  json object = ModelOf(model);
  object["curve"] = json::parse(CurveOf(context, model));
  const auto evaluation = flow::ReadEvaluation(connection, model.run, model.name);
  object["evaluation"] = evaluation ? json::parse(*evaluation) : json(nullptr);
  Response response;
  response.body = object.dump();
  return response;
}

constexpr Route kRoutes[] = {
    {.method = "GET", .pattern = "/api/v1/models", .least = Role::kViewer, .handler = ListModels, .needs = Needs::kJourneys},
    {.method = "GET", .pattern = "/api/v1/models/{run}/{name}", .least = Role::kViewer, .handler = ReadModelDetail, .needs = Needs::kJourneys},
};

}  // namespace

std::span<const Route> ModelRoutes() { return kRoutes; }

}  // namespace auspex::serve
