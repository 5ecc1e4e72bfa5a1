#include "serve/asked_run.h"

#include "serve/json_fields.h"
#include "serve/problem.h"

namespace auspex::serve {

flow::PredictionRun FindRun(store::Connection& connection, int64_t number) {
  const auto newest = number > 0 ? std::optional(number) : flow::NewestPrediction(connection);
  if (!newest) {
    throw HttpError(404, "no_prediction", "nothing has been predicted in this workspace yet", {}, "Predict first.");
  }
  const auto run = flow::FindPredictionRun(connection, *newest);
  if (!run) throw NotFound("there is no prediction " + std::to_string(*newest), "run");
  return *run;
}

int64_t AskedRun(const Request& request) {
  const std::string text = request.Query("run").value_or("");
  return text.empty() || text == "newest" ? 0 : QueryInteger(request, "run", 0, 1, INT64_MAX);
}

nlohmann::ordered_json RunJson(const flow::PredictionRun& run) {
  return {{"run", run.run},   {"finished", run.finished}, {"seconds", run.seconds}, {"model", {{"run", run.model_run}, {"name", run.model}}},
          {"from", run.from}, {"to", run.to},             {"now", run.now},         {"customers", run.customers}};
}

}  // namespace auspex::serve
