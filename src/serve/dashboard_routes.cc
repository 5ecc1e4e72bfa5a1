// The pack's dashboard: its layout in the caller's language, the rows of its charts, and whether there are newer ones.
#include <algorithm>

#include "base/format.h"
#include "flow/dashboard.h"
#include "serve/answer_cache.h"
#include "serve/api.h"
#include "serve/dashboard_maker.h"
#include "serve/json_answer.h"
#include "serve/json_fields.h"
#include "serve/json_text.h"
#include "serve/problem.h"

namespace auspex::serve {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr size_t kLongestValue = 500;

/// The wording's text of a key, as a pack has them in its own language at least; empty for no key.
std::string Word(const pack::Pack& pack, const std::string& language, const std::string& key) {
  for (const auto& tag : {language, pack.language}) {
    const auto texts = pack.wording.find(tag);
    if (texts == pack.wording.end()) continue;
    if (const auto text = texts->second.find(key); text != texts->second.end()) return text->second;
  }
  return key;
}

OrderedJson TextOrNull(const std::string& text) { return text.empty() ? OrderedJson(nullptr) : OrderedJson(text); }

OrderedJson ChartInfo(const pack::Pack& pack, const pack::DashboardChart& chart, const std::string& language) {
  OrderedJson formats = OrderedJson::object();
  for (const auto& [column, format] : chart.formats) formats[column] = pack::FormatName(format);
  return {{"name", chart.name},
          {"kind", pack::KindName(chart.kind)},
          {"title", Word(pack, language, chart.title)},
          {"format", pack::FormatName(chart.format)},
          {"formats", formats},
          {"words", OrderedJson(chart.words)},
          {"unit", Word(pack, language, chart.unit)},
          {"span", chart.span},
          {"height", chart.height},
          {"low", chart.low},
          {"high", chart.high},
          {"thresholds", chart.thresholds},
          {"drill", TextOrNull(chart.drill)}};
}

std::string InfoJson(Context& context, const std::string& language, uint64_t version) {
  const pack::Pack& pack = context.pack;
  store::Connection connection = context.workspace.Connect();
  OrderedJson filters = OrderedJson::array(), charts = OrderedJson::array();
  for (const auto& filter : pack.dashboard.filters) {
    filters.push_back({{"name", filter.name},
                       {"label", Word(pack, language, filter.label)},
                       {"words", TextOrNull(filter.words)},
                       {"values", flow::FilterValues(connection, pack, filter)}});
  }
  for (const auto& chart : pack.dashboard.charts) charts.push_back(ChartInfo(pack, chart, language));
  return OrderedJson{{"title", Word(pack, language, pack.dashboard.title)},
                     {"refresh_seconds", pack.dashboard.refresh_seconds},
                     {"version", version},
                     {"filters", filters},
                     {"charts", charts}}
      .dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

/// The answer kept for this version of the tables, or a new one.
template <class Make>
Response Kept(Context& context, const std::string& what, const Make& make) {
  const uint64_t version = context.dashboard->Now().version;
  const std::string question = DashboardMaker::kQuestions + std::to_string(version) + " " + what;
  Response response;
  if (const auto kept = context.answers.Find(question)) {
    response.body = *kept;
    return response;
  }
  response.body = make(version);
  context.answers.Keep(question, response.body);
  return response;
}

Response GetDashboard(Context& context, const Caller& caller, Request&) {
  return Kept(context, "info " + caller.language, [&](uint64_t version) { return InfoJson(context, caller.language, version); });
}

Response GetVersion(Context& context, const Caller&, Request&) {
  const DashboardState now = context.dashboard->Now();
  return JsonAnswer({{"version", now.version}, {"making", now.making}});
}

/// `{"city": "…"}`; null is nothing chosen.
flow::FilterChoice ChoiceOf(const Request& request) {
  flow::FilterChoice choice;
  const std::string text = request.Query("filter").value_or("");
  if (text.empty()) return choice;
  const auto object = ParseObject(text, "filter");
  for (const auto& [name, value] : object.items()) {
    if (value.is_null()) continue;
    if (!value.is_string()) throw BadRequest("must be a text", name.substr(0, 100));
    if (value.get_ref<const std::string&>().size() > kLongestValue) throw BadRequest("the text is too long", name.substr(0, 100));
    choice[name] = value.get<std::string>();
  }
  return choice;
}

std::string ChartRowsJson(Context& context, const pack::DashboardChart& chart, const flow::FilterChoice& choice, uint64_t version) {
  store::Connection connection = context.workspace.Connect();
  const flow::ChartRows rows = flow::ReadChart(connection, context.pack, chart, choice);
  if (!rows.missing.empty()) context.dashboard->ThrowFaultOf(rows.missing);
  std::string out = "{\"name\":\"" + chart.name + "\",\"version\":" + std::to_string(version) + ",\"missing\":";
  if (rows.missing.empty()) out += "null";
  else AppendJson(out, std::string_view(rows.missing));
  out += ",\"columns\":";
  AppendJsonList(out, rows.columns, [&](const std::string& column) { AppendJson(out, std::string_view(column)); });
  out += ",\"rows\":";
  AppendJsonList(out, rows.rows, [&](const std::vector<flow::Cell>& row) {
    AppendJsonList(out, row, [&](const flow::Cell& cell) { AppendCell(out, cell); });
  });
  return out + "}";
}

Response GetChart(Context& context, const Caller&, Request& request) {
  const std::string& name = request.parameters.at("name");
  const auto& charts = context.pack.dashboard.charts;
  const auto chart = std::ranges::find(charts, name, &pack::DashboardChart::name);
  if (chart == charts.end()) throw NotFound("there is no such chart", Excerpt(name));
  const flow::FilterChoice choice = ChoiceOf(request);
  std::string what = "chart " + name;
  for (const auto& [filter, value] : choice) what += " " + filter + " " + std::to_string(value.size()) + ":" + value;
  return Kept(context, what, [&](uint64_t version) { return ChartRowsJson(context, *chart, choice, version); });
}

constexpr Route kRoutes[] = {
    {"GET", "/api/v1/dashboard", Role::kViewer, GetDashboard},
    {"GET", "/api/v1/dashboard/version", Role::kViewer, GetVersion},
    {"GET", "/api/v1/dashboard/charts/{name}", Role::kViewer, GetChart},
};

}  // namespace

std::span<const Route> DashboardRoutes() { return kRoutes; }

}  // namespace auspex::serve
