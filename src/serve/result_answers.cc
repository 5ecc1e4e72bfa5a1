#include "serve/result_answers.h"

#include <algorithm>

#include "base/format.h"
#include "flow/left_list.h"
#include "flow/result_chart.h"
#include "flow/result_query.h"
#include "serve/asked_run.h"
#include "serve/filter_json.h"
#include "serve/json_fields.h"
#include "serve/json_text.h"
#include "serve/problem.h"

namespace auspex::serve {
namespace {

constexpr int64_t kMostRows = 1000, kFarthest = int64_t{1} << 53;

flow::ResultFilter FilterOf(const Request& request) { return ParseFilter(request.Query("filter").value_or(""), "filter"); }

/// The columns that rows are asked with; by default those of the result file.
std::vector<std::string> ColumnsOf(const ResultQuestion& question) {
  const auto asked = question.request.Query("columns");
  std::vector<std::string> names = SplitNames(asked.value_or(""));
  if (names.size() > question.table.columns.size()) throw BadRequest("these are more columns than there are", "columns");
  for (const auto& name : names) question.table.Find(name);
  if (!names.empty()) return names;
  for (const auto& column : question.table.columns) {
    if (!column.facet) names.push_back(column.name);
  }
  return names;
}

void AppendColumn(std::string& out, const flow::ResultColumn& column, const std::array<flow::Cell, 2>& bounds) {
  out += "{\"name\":";
  AppendJson(out, column.name);
  out += std::string(",\"type\":\"") + flow::TypeName(column.type) + "\",\"facet\":" + (column.facet ? "true" : "false");
  const auto text = [&](const std::string& value) { AppendJson(out, value); };
  if (column.type == flow::ResultType::kSet) {
    out += ",\"values\":";
    AppendJsonList(out, column.values, text);
  } else if (column.type == flow::ResultType::kNumber || column.type == flow::ResultType::kInteger || column.type == flow::ResultType::kTime) {
    out += ",\"least\":";
    AppendCell(out, bounds[0]);
    out += ",\"most\":";
    AppendCell(out, bounds[1]);
  }
  out += '}';
}

void AppendCounted(std::string& out, const std::vector<flow::CountedValue>& values) {
  AppendJsonList(out, values, [&](const flow::CountedValue& each) {
    out += "{\"value\":";
    AppendCell(out, each.value);
    out += ",\"count\":";
    AppendJson(out, each.count);
    out += '}';
  });
}

void AppendBars(std::string& out, const ResultQuestion& q, const pack::Chart& chart, const flow::ResultFilter& filter) {
  out += ",\"bars\":";
  AppendCounted(out, flow::ReadBars(q.connection, q.table, chart, filter));
}

void AppendHistogram(std::string& out, const ResultQuestion& q, const pack::Chart& chart, const flow::ResultFilter& filter) {
  const flow::Histogram histogram = flow::ReadHistogram(q.connection, q.table, chart, filter);
  out += ",\"low\":";
  AppendJson(out, histogram.low);
  out += ",\"high\":";
  AppendJson(out, histogram.high);
  out += ",\"counts\":";
  AppendJsonList(out, histogram.counts, [&](uint64_t count) { AppendJson(out, count); });
  out += ",\"empty\":";
  AppendJson(out, histogram.empty);
}

void AppendSankey(std::string& out, const ResultQuestion& q, const pack::Chart& chart, const flow::ResultFilter& filter) {
  out += ",\"links\":";
  AppendJsonList(out, flow::ReadSankey(q.connection, q.table, chart, filter), [&](const flow::SankeyLink& link) {
    out += "{\"layer\":" + std::to_string(link.layer) + ",\"source\":";
    AppendCell(out, link.source);
    out += ",\"target\":";
    AppendCell(out, link.target);
    out += ",\"count\":" + std::to_string(link.count) + "}";
  });
}

void AppendHeatmap(std::string& out, const ResultQuestion& q, const pack::Chart& chart, const flow::ResultFilter& filter) {
  out += ",\"cells\":";
  AppendJsonList(out, flow::ReadHeatmap(q.connection, q.table, chart, filter), [&](const flow::HeatCell& cell) {
    out += "{\"x\":" + std::to_string(cell.x) + ",\"y\":" + std::to_string(cell.y) + ",\"count\":" + std::to_string(cell.count) + "}";
  });
}

}  // namespace

std::vector<std::string> SplitNames(const std::string& text) {
  std::vector<std::string> names;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find(',', at), text.size());
    names.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return names;
}

std::string ResultInfoJson(const ResultQuestion& q, const flow::ResultRun& run) {
  const auto bounds = flow::ReadBounds(q.connection, q.table);
  std::string out = "{\"run\":" + RunJson(run).dump() + ",\"rows\":" + std::to_string(q.table.rows) + ",\"columns\":";
  size_t at = 0;
  AppendJsonList(out, q.table.columns, [&](const flow::ResultColumn& column) { AppendColumn(out, column, bounds[at++]); });
  out += ",\"charts\":";
  AppendJsonList(out, flow::ChartsOf(q.pack, q.table), [&](const pack::Chart& chart) {
    out += "{\"id\":\"" + chart.id + "\",\"kind\":\"" + pack::KindName(chart.kind) + "\",\"columns\":";
    AppendJsonList(out, chart.columns, [&](const std::string& column) { AppendJson(out, column); });
    out += '}';
  });
  out += ",\"cards\":";
  AppendJsonList(out, flow::CardsOf(q.connection, q.pack, q.table), [&](const pack::Card& card) {
    out += "{\"id\":\"" + card.id + "\",\"format\":\"" + pack::FormatName(card.format) + "\"}";
  });
  out += ",\"strategy_column\":";
  const std::string& strategy = q.pack.results.strategy_column;
  if (q.table.FindOrNull(strategy) != nullptr) AppendJson(out, strategy);
  else out += "null";
  return out + "}";
}

std::string RowsJson(const ResultQuestion& q) {
  flow::RowsQuery query;
  query.filter = FilterOf(q.request);
  query.sort = flow::ParseSort(q.request.Query("sort").value_or(""), q.table);
  query.offset = static_cast<uint64_t>(QueryInteger(q.request, "offset", 0, 0, kFarthest));
  query.limit = static_cast<uint64_t>(QueryInteger(q.request, "limit", 100, 0, kMostRows));
  query.columns = ColumnsOf(q);
  const flow::ResultRows rows = flow::ReadRows(q.connection, q.table, query);
  std::string out = "{\"total\":" + std::to_string(rows.total) + ",\"offset\":" + std::to_string(query.offset) + ",\"columns\":";
  AppendJsonList(out, query.columns, [&](const std::string& column) { AppendJson(out, column); });
  out += ",\"rows\":";
  AppendJsonList(out, rows.rows, [&](const std::vector<flow::Cell>& row) {
    AppendJsonList(out, row, [&](const flow::Cell& cell) { AppendCell(out, cell); });
  });
  return out + "}";
}

std::string ValuesJson(const ResultQuestion& q) {
  const auto column = q.request.Query("column");
  if (!column) throw BadRequest("is missing", "column");
  const auto limit = static_cast<uint64_t>(QueryInteger(q.request, "limit", 100, 1, kMostRows));
  const auto values = flow::ReadValues(q.connection, q.table, *column, q.request.Query("search").value_or(""), FilterOf(q.request), limit);
  std::string out = "{\"values\":";
  AppendCounted(out, values.values);
  return out + ",\"more\":" + (values.more ? "true" : "false") + "}";
}

std::string CardsJson(const ResultQuestion& q) {
  const auto cards = flow::CardsOf(q.connection, q.pack, q.table);
  const auto numbers = flow::ReadCards(q.connection, q.table, cards, FilterOf(q.request));
  std::string out = "{\"cards\":";
  size_t at = 0;
  AppendJsonList(out, cards, [&](const pack::Card& card) {
    out += "{\"id\":\"" + card.id + "\",\"format\":\"" + pack::FormatName(card.format) + "\",\"value\":";
    const auto number = numbers[at++];
    if (number) AppendJson(out, *number);
    else out += "null";
    out += '}';
  });
  return out + "}";
}

std::string ChartJson(const ResultQuestion& q) {
  const std::string& id = q.request.parameters.at("id");
  const auto charts = flow::ChartsOf(q.pack, q.table);
  const auto chart = std::ranges::find(charts, id, &pack::Chart::id);
  if (chart == charts.end()) throw NotFound("there is no such chart", Excerpt(id));
  using Append = void (*)(std::string&, const ResultQuestion&, const pack::Chart&, const flow::ResultFilter&);
  constexpr Append kAppend[] = {AppendBars, AppendHistogram, AppendSankey, AppendHeatmap};  // as pack::ChartKind
  std::string out = "{\"id\":\"" + chart->id + "\",\"kind\":\"" + pack::KindName(chart->kind) + "\"";
  kAppend[static_cast<size_t>(chart->kind)](out, q, *chart, FilterOf(q.request));
  return out + "}";
}

std::string LeftJson(const ResultQuestion& q) {
  const std::string why = q.request.Query("why").value_or("");
  if (!why.empty() && why != "reached" && why != "fell" && why != "gone") throw BadRequest("must be reached, fell or gone", "why");
  const auto offset = static_cast<uint64_t>(QueryInteger(q.request, "offset", 0, 0, kFarthest));
  const auto limit = static_cast<uint64_t>(QueryInteger(q.request, "limit", 50, 0, kMostRows));
  const flow::LeftList list = flow::ReadLeft(q.connection, q.table.run, why, offset, limit);
  nlohmann::ordered_json counts = nlohmann::json::object(), customers = nlohmann::json::array();
  for (const auto& [reason, count] : list.counts) counts[reason] = count;
  const auto or_null = [](const auto& value) { return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(); };
  for (const auto& left : list.customers) {
    customers.push_back({{"customer", left.customer},
                         {"why", left.why},
                         {"rank_before", left.rank_before},
                         {"probability_before", left.probability_before},
                         {"rank", or_null(left.rank)},
                         {"probability", or_null(left.probability)}});
  }
  return nlohmann::ordered_json{{"before", or_null(list.before)}, {"counts", counts}, {"total", list.total}, {"offset", offset}, {"customers", customers}}
      .dump();
}

}  // namespace auspex::serve
