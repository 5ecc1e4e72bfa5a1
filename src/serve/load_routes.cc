#include <sstream>

#include "data/load_table.h"
#include "serve/answer_cache.h"
#include "serve/api.h"
#include "serve/json_answer.h"
#include "serve/json_fields.h"
#include "serve/problem.h"
#include "serve/reject_stream.h"
#include "serve/utc.h"

namespace auspex::serve {
namespace {

using Json = nlohmann::ordered_json;
using store::Value;

constexpr const char* kColumns =
    "SELECT CAST(load_id AS BIGINT), file, bytes, encoding, loaded_at, read, kept, rejected, duplicates, first_time, last_time, "
    "table_name, replaced, array_to_string(spellings, chr(10)) FROM main.loads ";

Json Lines(const std::string& text) {
  Json lines = Json::array();
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// A row of kColumns.
Json Describe(const std::vector<std::optional<std::string>>& row) {
  const auto number = [&](size_t column) { return std::stoll(row[column].value_or("0")); };
  const auto time = [&](size_t column) { return row[column] ? Json(FormatTime(number(column))) : Json(); };
  return {{"id", number(0)},       {"file", row[1].value_or("")}, {"bytes", number(2)},      {"encoding", row[3].value_or("")},
          {"loaded", UtcText(number(4))}, {"read", number(5)},    {"kept", number(6)},       {"rejected", number(7)},
          {"duplicates", number(8)}, {"from", time(9)},           {"to", time(10)},          {"table", row[11].value_or("")},
          {"replaced", number(12)}, {"spellings", Lines(row[13].value_or(""))}};
}

HttpError NoSuchLoad(int64_t id) { return NotFound("there is no such load", std::to_string(id)); }

/// The load's object; throws NotFound.
Json FindLoad(store::Connection& connection, int64_t id) {
  if (!data::HasLoads(connection)) throw NoSuchLoad(id);
  const auto rows = connection.Query(std::string(kColumns) + "WHERE load_id = ?", {id}).Rows();
  if (rows.empty()) throw NoSuchLoad(id);
  return Describe(rows[0]);
}

Response ListLoads(Context& context, const Caller&, Request&) {
  store::Connection connection = context.workspace.Connect();
  Json loads = Json::array();
  if (data::HasLoads(connection)) {
    for (const auto& row : connection.Query(std::string(kColumns) + "ORDER BY load_id DESC").Rows()) loads.push_back(Describe(row));
  }
  return JsonAnswer({{"loads", std::move(loads)}});
}

Response ReadLoad(Context& context, const Caller&, Request& request) {
  const int64_t id = PathInteger(request, "id");
  store::Connection connection = context.workspace.Connect();
  Json load = FindLoad(connection, id);
  Json& reasons = load["reasons"] = Json::array();
  auto result = connection.Query(
      "SELECT column_name, reason, count(*), min(line) FROM main.rejects WHERE load_id = ? GROUP BY ALL ORDER BY 3 DESC, 4, 1, 2", {id});
  for (const auto& row : result.Rows()) {
    reasons.push_back({{"column", row[0].value_or("")}, {"reason", row[1].value_or("")}, {"rows", std::stoll(row[2].value_or("0"))},
                       {"first_line", std::stoll(row[3].value_or("0"))}});
  }
  return JsonAnswer(load);
}

Response ReadRejects(Context& context, const Caller&, Request& request) {
  const int64_t id = PathInteger(request, "id");
  const int64_t offset = QueryInteger(request, "offset", 0, 0, INT64_MAX), limit = QueryInteger(request, "limit", 100, 1, 1000);
  store::Connection connection = context.workspace.Connect();
  FindLoad(connection, id);
  Json rejects = Json::array();
  auto result = connection.Query(
      "SELECT line, column_name, reason, value FROM main.rejects WHERE load_id = ? ORDER BY rowid LIMIT ? OFFSET ?", {id, limit, offset});
  for (const auto& row : result.Rows()) {
    rejects.push_back({{"line", std::stoll(row[0].value_or("0"))}, {"column", row[1].value_or("")}, {"reason", row[2].value_or("")},
                       {"value", row[3].value_or("")}});
  }
  const int64_t total = connection.Integer("SELECT count(*) FROM main.rejects WHERE load_id = ?", {id});
  return JsonAnswer({{"total", total}, {"rejects", std::move(rejects)}});
}

Response DownloadRejects(Context& context, const Caller&, Request& request) {
  const int64_t id = PathInteger(request, "id");
  store::Connection connection = context.workspace.Connect();
  FindLoad(connection, id);
  Response response;
  response.type = "text/csv; charset=utf-8";
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"rejects-" + std::to_string(id) + ".csv\"");
  response.stream = StreamRejects(std::move(connection), id);
  return response;
}

Response RemoveLoad(Context& context, const Caller&, Request& request) {
  const int64_t id = PathInteger(request, "id");
  store::Connection connection = context.workspace.Connect();
  try {
    if (!data::DeleteLoad(connection, id)) throw NoSuchLoad(id);
    context.answers.WorkspaceChanged();
  } catch (const HttpError&) {
    throw;
  } catch (const Error& error) {
    if (error.message().find("onflict") == std::string::npos) throw;
    throw HttpError(409, "conflict", "somebody else is changing the events now", std::to_string(id), "Try again in a moment.");
  }
  return NoContent();
}

constexpr Route kRoutes[] = {
    {.method = "GET", .pattern = "/api/v1/loads", .least = Role::kViewer, .handler = ListLoads},
    {.method = "GET", .pattern = "/api/v1/loads/{id}", .least = Role::kViewer, .handler = ReadLoad},
    {.method = "DELETE", .pattern = "/api/v1/loads/{id}", .least = Role::kAnalyst, .handler = RemoveLoad, .audit = "load.delete"},
    {.method = "GET", .pattern = "/api/v1/loads/{id}/rejects", .least = Role::kViewer, .handler = ReadRejects},
    {.method = "GET", .pattern = "/api/v1/loads/{id}/rejects.csv", .least = Role::kViewer, .handler = DownloadRejects},
};

}  // namespace

std::span<const Route> LoadRoutes() { return kRoutes; }

}  // namespace auspex::serve
