#include "serve/layer_answers.h"

#include <mutex>

#include "base/progress.h"
#include "data/panel_months.h"
#include "flow/layers.h"
#include "serve/answer_cache.h"
#include "serve/problem.h"

namespace auspex::serve {
namespace {

std::string Question(uint64_t version, const std::string& language, const std::string& segment) {
  return "layers " + std::to_string(version) + " " + language + " " + segment;
}

void CheckLoaded(store::Workspace& workspace, const pack::Pack& pack) {
  store::Connection connection = workspace.Connect();
  const std::string& panel = data::PanelOf(pack).name;
  const int64_t tables = connection.Integer(
      "SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'main' AND database_name = current_database() AND table_name = ?", {panel});
  if (tables > 0 && !connection.Query("SELECT 1 FROM main." + store::QuoteName(panel) + " LIMIT 1").Rows().empty()) return;
  throw HttpError(404, "no_data", "there are no customers to show yet", {}, "Load the data first.");
}

}  // namespace

std::string LayersAnswer(store::Workspace& workspace, const pack::Pack& pack, AnswerCache& answers, const std::string& language, const std::string& segment) {
  const uint64_t version = answers.Version();
  const std::string said = pack.wording.contains(language) ? language : pack.language;
  if (const auto kept = answers.Find(Question(version, said, segment))) return *kept;
  static std::mutex alone;  // it takes all cores
  const std::lock_guard lock(alone);
  if (const auto kept = answers.Find(Question(version, said, segment))) return *kept;
  CheckLoaded(workspace, pack);
  Progress progress;
  const auto summary = flow::MeasureLayers(workspace, pack, {.month = {}, .segment = segment}, progress);
  std::string answer;
  for (const auto& [each, texts] : pack.wording) {
    pack::Pack speaking = pack;
    speaking.language = each;
    std::string text = flow::ToJson(summary, speaking);
    if (each == said) answer = text;
    answers.Keep(Question(version, each, segment), std::move(text));
  }
  return answer;
}

}  // namespace auspex::serve
