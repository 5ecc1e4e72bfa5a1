// Runs with a result (predictions, plans of contacts), their results, and saved filters.
#include "flow/result_runs.h"
#include "serve/answer_cache.h"
#include "serve/api.h"
#include "serve/asked_run.h"
#include "serve/filter_json.h"
#include "serve/json_answer.h"
#include "serve/json_fields.h"
#include "serve/json_text.h"
#include "serve/problem.h"
#include "serve/result_answers.h"
#include "serve/result_download.h"
#include "serve/saved_filters.h"

namespace auspex::serve {
namespace {

constexpr size_t kLongestSort = 2000;

Response Json(std::string body) {
  Response response;
  response.body = std::move(body);
  return response;
}

Response GetRuns(Context& context, const Caller&, Request&) {
  store::Connection connection = context.workspace.Connect();
  auto runs = nlohmann::ordered_json::array();
  for (const auto& run : flow::ResultRuns(connection)) runs.push_back(RunJson(run));
  return JsonAnswer({{"runs", runs}});
}

/// What kept answers about a run begin with.
std::string KeptUnder(int64_t run) { return "result " + std::to_string(run) + " "; }

Response DeleteRun(Context& context, const Caller&, Request& request) {
  store::Connection connection = context.workspace.Connect();
  const int64_t run = PathInteger(request, "run");
  if (run == 0 || !flow::FindResultRun(connection, run)) throw NotFound("there is no prediction " + std::to_string(run), "run");
  flow::DeleteRun(connection, run);
  context.answers.Forget(KeptUnder(run));
  context.answers.WorkspaceChanged();
  return NoContent();
}

/// The number of the run that the path names; of a number it is not known yet whether there is such a run.
int64_t RunNumber(Context& context, Request& request) {
  if (request.parameters["run"] != "newest") {
    const int64_t run = PathInteger(request, "run");
    if (run == 0) throw NotFound("there is no prediction 0", "run");
    return run;
  }
  const std::string question = "workspace newest " + std::to_string(context.answers.Version());
  if (const auto kept = context.answers.Find(question)) return std::stoll(*kept);
  store::Connection connection = context.workspace.Connect();
  const int64_t newest = FindRun(connection, 0).run;
  context.answers.Keep(question, std::to_string(newest));
  return newest;
}

/// Everything that an answer about a result depends on.
std::string QuestionOf(int64_t run, const char* what, const Request& request) {
  std::string question = KeptUnder(run) + what;
  const auto add = [&](const std::string& text) { question += " " + std::to_string(text.size()) + ":" + text; };
  if (const auto id = request.parameters.find("id"); id != request.parameters.end()) add(id->second);
  for (const char* name : {"filter", "sort", "offset", "limit", "columns", "column", "search", "why"}) {
    const auto value = request.Query(name);
    if (!value || value->empty()) continue;
    add(name);
    add(*value);
  }
  return question;
}

/// The kept answer, or the one that `make` gives, which is then kept: a run never changes.
template <class Make>
Response Answer(Context& context, Request& request, const char* what, const Make& make) {
  const int64_t number = RunNumber(context, request);
  const std::string question = QuestionOf(number, what, request);
  if (const auto kept = context.answers.Find(question)) return Json(*kept);
  store::Connection connection = context.workspace.Connect();
  const flow::ResultRun run = FindRun(connection, number);
  const flow::ResultTable table = flow::OpenResultTable(connection, context.pack, run.run);
  std::string answer = make(ResultQuestion{connection, context.pack, table, request}, run);
  context.answers.Keep(question, answer);
  // Somebody may have deleted the run meanwhile: what was kept after that would outlive it.
  if (!flow::FindResultRun(connection, number)) context.answers.Forget(KeptUnder(number));
  return Json(std::move(answer));
}

template <std::string (*make)(const ResultQuestion&)>
std::string Plain(const ResultQuestion& question, const flow::ResultRun&) {
  return make(question);
}

Response GetResult(Context& context, const Caller&, Request& request) { return Answer(context, request, "info", ResultInfoJson); }
Response GetRows(Context& context, const Caller&, Request& request) { return Answer(context, request, "rows", Plain<RowsJson>); }
Response GetValues(Context& context, const Caller&, Request& request) { return Answer(context, request, "values", Plain<ValuesJson>); }
Response GetCards(Context& context, const Caller&, Request& request) { return Answer(context, request, "cards", Plain<CardsJson>); }
Response GetChart(Context& context, const Caller&, Request& request) { return Answer(context, request, "chart", Plain<ChartJson>); }

Response GetLeft(Context& context, const Caller&, Request& request) { return Answer(context, request, "left", Plain<LeftJson>); }

Response GetFile(Context& context, const Caller&, Request& request) {
  store::Connection connection = context.workspace.Connect();
  const flow::ResultRun run = FindRun(connection, RunNumber(context, request));
  const flow::ResultTable table = flow::OpenResultTable(connection, context.pack, run.run);
  return Download({connection, context.pack, table, request}, context.workspace.folder() / "spill");
}

void AppendFilter(std::string& out, const SavedFilter& filter) {
  out += "{\"name\":";
  AppendJson(out, filter.name);
  out += ",\"filter\":" + filter.filter + ",\"sort\":";
  AppendJson(out, filter.sort);
  out += '}';
}

Response GetFilters(Context& context, const Caller& caller, Request&) {
  store::Connection connection = context.workspace.Connect();
  std::string body = "{\"filters\":";
  AppendJsonList(body, SavedFiltersOf(connection, caller.account), [&](const SavedFilter& filter) { AppendFilter(body, filter); });
  return Json(body + "}");
}

Response PutFilter(Context& context, const Caller& caller, Request& request) {
  const auto body = ParseBody(request.body);
  const auto filter = body.find("filter");
  if (filter == body.end()) throw BadRequest("is missing", "filter");
  const SavedFilter saved{request.parameters["name"], filter->dump(), OptionalString(body, "sort").value_or("")};
  if (saved.sort.size() > kLongestSort) throw BadRequest("the text is too long", "sort");
  ParseFilter(saved.filter, "filter");
  store::Connection connection = context.workspace.Connect();
  SaveFilter(connection, caller.account, saved);
  std::string answer;
  AppendFilter(answer, saved);
  return Json(answer);
}

Response RemoveFilter(Context& context, const Caller& caller, Request& request) {
  store::Connection connection = context.workspace.Connect();
  DeleteSavedFilter(connection, caller.account, request.parameters["name"]);
  return NoContent();
}

constexpr Route kRoutes[] = {
    {.method = "GET", .pattern = "/api/v1/runs", .least = Role::kViewer, .handler = GetRuns, .needs = Needs::kResults},
    {.method = "DELETE", .pattern = "/api/v1/runs/{run}", .least = Role::kAnalyst, .handler = DeleteRun, .audit = "run.delete", .needs = Needs::kResults},
    {.method = "GET", .pattern = "/api/v1/results/{run}", .least = Role::kViewer, .handler = GetResult, .needs = Needs::kResults},
    {.method = "GET", .pattern = "/api/v1/results/{run}/rows", .least = Role::kViewer, .handler = GetRows, .needs = Needs::kResults},
    {.method = "GET", .pattern = "/api/v1/results/{run}/values", .least = Role::kViewer, .handler = GetValues, .needs = Needs::kResults},
    {.method = "GET", .pattern = "/api/v1/results/{run}/cards", .least = Role::kViewer, .handler = GetCards, .needs = Needs::kResults},
    {.method = "GET", .pattern = "/api/v1/results/{run}/charts/{id}", .least = Role::kViewer, .handler = GetChart, .needs = Needs::kResults},
    {.method = "GET", .pattern = "/api/v1/results/{run}/left", .least = Role::kViewer, .handler = GetLeft, .needs = Needs::kResults},
    {.method = "GET", .pattern = "/api/v1/results/{run}/file", .least = Role::kViewer, .handler = GetFile, .audit = "result.download", .needs = Needs::kResults},
    {.method = "GET", .pattern = "/api/v1/filters", .least = Role::kViewer, .handler = GetFilters, .needs = Needs::kResults},
    {.method = "PUT", .pattern = "/api/v1/filters/{name}", .least = Role::kViewer, .handler = PutFilter, .needs = Needs::kResults},
    {.method = "DELETE", .pattern = "/api/v1/filters/{name}", .least = Role::kViewer, .handler = RemoveFilter, .needs = Needs::kResults},
};

}  // namespace

std::span<const Route> RunRoutes() { return kRoutes; }

}  // namespace auspex::serve
