// The workspace as a whole: its pack, what is in it, how many events a day, and the description of this API.
#include <algorithm>
#include <mutex>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/time.h"
#include "data/ingest.h"
#include "flow/task_state.h"
#include "serve/answer_cache.h"
#include "serve/api.h"
#include "serve/embedded.h"
#include "serve/settings.h"

namespace auspex::serve {
namespace {

using Json = nlohmann::ordered_json;
using store::QuoteName;

Response Answer(std::string body) {
  Response response;
  response.body = std::move(body);
  return response;
}

Json ColumnsJson(const pack::Table& table) {
  Json columns = Json::array();
  for (const auto& column : table.columns) {
    columns.push_back({{"name", column.name}, {"type", pack::ColumnTypeName(column.type)}, {"required", column.required}, {"aliases", column.aliases}});
  }
  return columns;
}

Json TablesJson(const pack::Pack& pack) {
  Json tables = Json::array();
  for (const auto& table : pack.tables) {
    tables.push_back({{"name", table.name}, {"kind", pack::TableKindName(table.kind)}, {"customer", table.customer}, {"time", table.time},
                      {"columns", ColumnsJson(table)}});
  }
  return tables;
}

Json PartsJson(const pack::Pack& pack) {
  return {{"journeys", Has(pack, Needs::kJourneys)}, {"task", Has(pack, Needs::kTask)},         {"dashboard", !pack.dashboard.charts.empty()},
          {"results", Has(pack, Needs::kResults)},   {"segments", Has(pack, Needs::kSegments)}, {"layers", Has(pack, Needs::kLayers)},
          {"contacts", Has(pack, Needs::kContacts)}};
}

Response GetPack(Context& context, const Caller&, Request&) {
  const pack::Pack& pack = context.pack;
  const pack::Table events = pack.HasEvents() ? pack.Events() : pack::Table{};
  const pack::Journey& journey = pack.journey;
  Json vocabulary = Json::array(), conversions = Json::array();
  for (const auto& symbol : journey.vocabulary) vocabulary.push_back({{"name", symbol.name}, {"attributes", symbol.attributes}});
  for (const auto& conversion : pack.conversions) conversions.push_back({{"name", conversion.name}, {"symbol", conversion.symbol}});
  return Answer(Json{{"name", pack.name},
                     {"language", pack.language},
                     {"parts", PartsJson(pack)},
                     {"tables", TablesJson(pack)},
                     {"columns", ColumnsJson(events)},
                     {"customer", events.customer},
                     {"time", events.time},
                     {"symbol", journey.symbol},
                     {"detail", journey.detail},
                     {"categories", journey.categories},
                     {"vocabulary", vocabulary},
                     {"attributes", journey.attributes},
                     {"conversions", conversions},
                     {"steps", journey.steps},
                     {"top", pack.top},
                     {"horizon_days", pack.horizon_days},
                     {"wording", pack.wording}}
                    .dump());
}

bool HasTable(store::Connection& connection, const std::string& name) {
  return connection.Integer("SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'main' AND table_name = ?", {name}) > 0;
}

/// The answer kept for the workspace as it is now, or a new one.
Response Cached(Context& context, const std::string& question, const std::function<std::string(store::Connection&)>& compute) {
  const std::string key = "workspace " + question + " " + std::to_string(context.answers.Version());
  if (const auto known = context.answers.Find(key)) return Answer(*known);
  static std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  if (const auto known = context.answers.Find(key)) return Answer(*known);
  store::Connection connection = context.workspace.Connect();
  std::string answer = compute(connection);
  context.answers.Forget("workspace " + question + " ");
  context.answers.Keep(key, answer);
  return Answer(std::move(answer));
}

Json NewestRun(store::Connection& connection, const char* kind) {
  const auto rows = connection.Query("SELECT max(run) FROM runs WHERE kind = ?", {std::string(kind)}).Rows();
  return rows[0][0] ? Json(std::stoll(*rows[0][0])) : Json(nullptr);
}

Json TableSummary(const pack::Table& table, store::Connection& connection) {
  const std::string customer = QuoteName(table.customer), time = "CAST(" + (table.time.empty() ? "NULL" : QuoteName(table.time)) + " AS TIMESTAMP)";
  const std::string sql = "SELECT count(*), count(DISTINCT " + customer + "), epoch_us(min(" + time + ")), epoch_us(max(" + time + ")) FROM main.";
  const auto row = connection.Query(sql + QuoteName(table.name)).Rows()[0];
  const auto moment = [](const std::optional<std::string>& micros) { return micros ? Json(FormatTime(std::stoll(*micros))) : Json(nullptr); };
  return {{"name", table.name}, {"rows", std::stoll(*row[0])}, {"customers", std::stoll(*row[1])}, {"from", moment(row[2])}, {"to", moment(row[3])}};
}

/// `from` and `to` are those of all tables, `events` the rows of the table of events.
void AddTables(const pack::Pack& pack, store::Connection& connection, Json& json) {
  bool whole = true;  // records need not be there
  for (const auto& table : pack.tables) {
    if (!HasTable(connection, table.name)) {
      whole = whole && table.kind == pack::TableKind::kRecords;
      continue;
    }
    const Json one = TableSummary(table, connection);
    if (table.kind == pack::TableKind::kEvents) json["events"] = one["rows"];
    if (!one["from"].is_null() && (json["from"].is_null() || one["from"] < json["from"])) json["from"] = one["from"];
    if (!one["to"].is_null() && (json["to"].is_null() || one["to"] > json["to"])) json["to"] = one["to"];
    json["tables"].push_back(one);
  }
  if (json["tables"].size() == 1) json["customers"] = json["tables"][0]["customers"];
  else if (whole) json["customers"] = data::CountCustomers(connection, pack);
}

std::string Summary(Context& context, store::Connection& connection) {
  Json json{{"events", 0}, {"customers", 0}, {"from", nullptr}, {"to", nullptr}, {"tables", Json::array()}, {"loads", 0}};
  AddTables(context.pack, connection, json);
  if (HasTable(connection, "loads")) json["loads"] = connection.Integer("SELECT count(*) FROM loads");
  const bool has_runs = HasTable(connection, "runs");
  json["newest_training"] = has_runs ? NewestRun(connection, "train") : Json(nullptr);
  json["newest_prediction"] = has_runs ? NewestRun(connection, "predict") : Json(nullptr);
  json["task"] = Has(context.pack, Needs::kTask) && HasTable(connection, "loads") ? Json::parse(flow::ToJson(flow::ReadTaskState(context.workspace))) : Json(nullptr);
  json["limits"] = {{"upload_bytes", context.settings.upload_bytes}, {"chunk_bytes", context.settings.chunk_bytes}};
  return json.dump();
}

Response GetSummary(Context& context, const Caller&, Request&) {
  return Cached(context, "summary", [&](store::Connection& connection) { return Summary(context, connection); });
}

/// Every day of the period, also those without events.
std::string DailySql(const pack::Table& events) {
  const std::string customer = QuoteName(events.customer), time = QuoteName(events.time);
  return "WITH busy AS (SELECT CAST(" + time + " AS DATE) AS day, count(*) AS events, count(DISTINCT " + customer + ") AS customers FROM main." + QuoteName(events.name) + " GROUP BY 1), "
         "every AS (SELECT CAST(unnest(generate_series((SELECT min(day) FROM busy)::TIMESTAMP, (SELECT max(day) FROM busy)::TIMESTAMP, "
         "INTERVAL 1 DAY)) AS DATE) AS day) "
         "SELECT CAST(every.day AS VARCHAR), coalesce(events, 0), coalesce(customers, 0) FROM every LEFT JOIN busy USING (day) ORDER BY every.day";
}

std::string Daily(Context& context, store::Connection& connection) {
  Json days = Json::array();
  if (context.pack.HasEvents() && HasTable(connection, context.pack.Events().name)) {
    for (const auto& row : connection.Query(DailySql(context.pack.Events())).Rows()) {
      days.push_back({{"date", *row[0]}, {"events", std::stoll(*row[1])}, {"customers", std::stoll(*row[2])}});
    }
  }
  return Json{{"days", days}}.dump();
}

Response GetDaily(Context& context, const Caller&, Request&) {
  return Cached(context, "daily", [&](store::Connection& connection) { return Daily(context, connection); });
}

Response GetOpenApi(Context&, const Caller&, Request&) { return Answer(std::string(EmbeddedOpenApi())); }

constexpr Route kRoutes[] = {
    {"GET", "/api/v1/pack", Role::kViewer, GetPack},
    {"GET", "/api/v1/summary", Role::kViewer, GetSummary},
    {"GET", "/api/v1/events/daily", Role::kViewer, GetDaily},
    {"GET", "/api/v1/openapi.json", Role::kNobody, GetOpenApi},
};

}  // namespace

std::span<const Route> WorkspaceRoutes() { return kRoutes; }

}  // namespace auspex::serve
