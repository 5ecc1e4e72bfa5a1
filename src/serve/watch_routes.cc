// What came of the contacts, in the caller's language.
#include "data/panel_months.h"
#include "flow/watch.h"
#include "serve/answer_cache.h"
#include "serve/api.h"
#include "serve/json_answer.h"

namespace auspex::serve {
namespace {

constexpr const char* kNothing = R"({"month":null,"shares":[],"funnel_by":"","steps":[],"plans":[]})";

bool HasMonths(Context& context) {
  store::Connection connection = context.workspace.Connect();
  const std::string& panel = data::PanelOf(context.pack).name;
  return connection.Integer("SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'main' AND database_name = current_database() AND table_name = ?",
                            {panel}) > 0 &&
         !connection.Query("SELECT 1 FROM main." + store::QuoteName(panel) + " LIMIT 1").Rows().empty();
}

Response GetWatch(Context& context, const Caller& caller, Request&) {
  const std::string question = "watch " + std::to_string(context.answers.Version()) + " " + caller.language;
  Response response;
  if (const auto kept = context.answers.Find(question)) {
    response.body = *kept;
    return response;
  }
  response.body = HasMonths(context) ? flow::ToJson(flow::WatchContacts(context.workspace, context.pack, caller.language)) : kNothing;
  context.answers.Keep(question, response.body);
  return response;
}

constexpr Route kRoutes[] = {
    {.method = "GET", .pattern = "/api/v1/watch", .least = Role::kViewer, .handler = GetWatch, .needs = Needs::kContacts},
};

}  // namespace

std::span<const Route> WatchRoutes() { return kRoutes; }

}  // namespace auspex::serve
