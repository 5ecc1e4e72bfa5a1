#include "flow/task_state.h"

#include <algorithm>
#include <chrono>
#include <initializer_list>
#include <nlohmann/json.hpp>

#include "base/time.h"
#include "flow/report/workspace_report.h"
#include "flow/runs.h"

namespace auspex::flow {
namespace {

using Json = nlohmann::ordered_json;

/// The newest run of a kind; out of date if other loads were there, or `rests_on` was made after it.
std::optional<TaskStep> Newest(store::Connection& connection, const std::string& kind, const std::optional<TaskStep>& rests_on) {
  const auto rows = connection
                        .Query(
                            "SELECT run, strftime(finished, '%Y-%m-%dT%H:%M:%SZ'), settings, inputs IS DISTINCT FROM (SELECT "
                            "coalesce(string_agg(fingerprint, ' ' ORDER BY load_id), '') FROM loads) FROM runs WHERE kind = ? ORDER BY run DESC LIMIT 1",
                            {kind})
                        .Rows();
  if (rows.empty()) return {};
  TaskStep step{std::stoll(*rows[0][0]), rows[0][1].value_or(""), *rows[0][3] == "true", rows[0][2].value_or("{}")};
  if (rests_on) step.out_of_date = step.out_of_date || rests_on->out_of_date || rests_on->run > step.run;
  return step;
}

void ReadReport(const store::Workspace& workspace, TaskState& state) {
  const auto page = KeptReport(workspace);
  if (!page) return;
  const auto written = std::chrono::file_clock::to_sys(std::filesystem::last_write_time(*page));
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(written.time_since_epoch()).count();
  std::string text = FormatTime(static_cast<Micros>(seconds) * 1'000'000);
  text[10] = 'T';
  state.report_finished = text + "Z";
  const auto later = [&](const std::optional<TaskStep>& step) { return step && (step->out_of_date || step->finished > state.report_finished); };
  state.report_out_of_date = later(state.training) || later(state.prediction);
}

Json StepJson(const std::optional<TaskStep>& step, std::initializer_list<const char*> fields) {
  if (!step) return nullptr;
  Json json{{"run", step->run}, {"finished", step->finished}, {"out_of_date", step->out_of_date}};
  const Json settings = Json::parse(step->settings, nullptr, false);
  for (const char* field : fields) json[field] = settings.is_object() && settings.contains(field) ? settings.at(field) : Json(nullptr);
  return json;
}

}  // namespace

TaskState ReadTaskState(store::Workspace& workspace) {
  store::Connection connection = workspace.Connect();
  CreateRunTables(connection);
  TaskState state;
  state.training = Newest(connection, "train", {});
  state.prediction = Newest(connection, "score", state.training);
  state.segments = Newest(connection, "segment", {});
  state.plan = Newest(connection, "act", state.prediction);
  if (state.training) {
    const auto models = ModelsOf(connection, state.training->run);
    if (!models.empty()) state.model = models.front().name, state.auc = models.front().auc;
  }
  ReadReport(workspace, state);
  return state;
}

std::string ToJson(const TaskState& state) {
  Json training = StepJson(state.training, {});
  if (state.training) training["model"] = state.model, training["auc"] = state.auc;
  const bool has_report = !state.report_finished.empty();
  return Json{{"training", training},
              {"prediction", StepJson(state.prediction, {"cutoff", "model", "customers", "listed", "expected"})},
              {"segments", StepJson(state.segments, {"month", "segments", "customers"})},
              {"plan", StepJson(state.plan, {"month", "start", "listed", "approached", "value"})},
              {"report", has_report ? Json{{"finished", state.report_finished}, {"out_of_date", state.report_out_of_date}} : Json(nullptr)}}
      .dump();
}

}  // namespace auspex::flow
