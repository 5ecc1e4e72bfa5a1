#include "serve/asked_run.h"

#include "serve/json_fields.h"
#include "serve/problem.h"

namespace auspex::serve {

namespace {

flow::ResultRun Existing(store::Connection& connection, std::optional<int64_t> number) {
  if (!number) {
    throw HttpError(404, "no_prediction", "nothing has been predicted in this workspace yet", {}, "Predict first.");
  }
  const auto run = flow::FindResultRun(connection, *number);
  if (!run) throw NotFound("there is no prediction " + std::to_string(*number), "run");
  return *run;
}

}  // namespace

flow::ResultRun FindRun(store::Connection& connection, int64_t number) {
  return Existing(connection, number > 0 ? std::optional(number) : flow::NewestResult(connection));
}

flow::ResultRun FindPrediction(store::Connection& connection, int64_t number) {
  const auto run = Existing(connection, number > 0 ? std::optional(number) : flow::NewestPrediction(connection));
  if (run.kind != flow::ResultKind::kPrediction) throw NotFound("there is no prediction " + std::to_string(number), "run");
  return run;
}

int64_t AskedRun(const Request& request) {
  const std::string text = request.Query("run").value_or("");
  return text.empty() || text == "newest" ? 0 : QueryInteger(request, "run", 0, 1, INT64_MAX);
}

nlohmann::ordered_json RunJson(const flow::ResultRun& run) {
  const auto or_null = [](const std::string& text) { return text.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(text); };
  return {{"run", run.run},
          {"kind", run.kind == flow::ResultKind::kPlan ? "plan" : "prediction"},
          {"finished", run.finished},
          {"seconds", run.seconds},
          {"model", {{"run", run.model_run}, {"name", run.model}}},
          {"from", or_null(run.from)},
          {"to", or_null(run.to)},
          {"now", or_null(run.now)},
          {"month", or_null(run.month)},
          {"start", or_null(run.start)},
          {"customers", run.customers}};
}

}  // namespace auspex::serve
