#include "flow/result_chart.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "decide/results.h"

namespace auspex::flow {
namespace {

using store::QuoteName;

constexpr const char* kMostBars = "100", *kMostLinks = "1000", *kMostCells = "10000";

std::string From(const ResultTable& table, const SqlCondition& condition) { return " FROM " + table.name + " WHERE " + condition.sql; }

std::string CardsSql(const std::vector<pack::Card>& cards) {
  std::string sql = "SELECT count(*)";
  for (const auto& card : cards) sql += ", CAST(" + decide::Enclosed(card.sql) + " AS DOUBLE)";
  return sql;
}

bool Binds(store::Connection& connection, const ResultTable& table, const std::vector<pack::Card>& cards) {
  try {
    connection.Query("SELECT * FROM (" + CardsSql(cards) + " FROM " + table.name + ") LIMIT 0");
    return true;
  } catch (const Error&) {
    return false;
  }
}

/// Calls row(chunk, r) for each row of an answer.
template <class Row>
void ForEachRow(store::Result result, const Row& row) {
  store::Chunk chunk;
  while (result.Next(chunk)) {
    for (size_t r = 0; r < chunk.rows(); ++r) row(chunk, r);
  }
}

uint64_t Count(const store::Chunk& chunk, size_t column, size_t row) { return static_cast<uint64_t>(chunk.Numbers<int64_t>(column)[row]); }

/// The range of a histogram: the chart's own, else that of all numbers.
void SetRange(store::Connection& connection, const ResultTable& table, const pack::Chart& chart, Histogram& histogram) {
  histogram.low = chart.low, histogram.high = chart.high;
  if (histogram.low < histogram.high) return;
  const std::string name = QuoteName(chart.columns[0]);
  ForEachRow(connection.Query("SELECT CAST(min(" + name + ") AS DOUBLE), CAST(max(" + name + ") AS DOUBLE) FROM " + table.name),
             [&](const store::Chunk& chunk, size_t r) {
               if (chunk.Valid(0, r)) histogram.low = chunk.Numbers<double>(0)[r], histogram.high = chunk.Numbers<double>(1)[r];
             });
  if (!(histogram.low < histogram.high)) histogram.high = histogram.low + 1;
}

}  // namespace

std::vector<pack::Chart> ChartsOf(const pack::Pack& pack, const ResultTable& table) {
  std::vector<pack::Chart> charts = pack.results.charts;
  std::erase_if(charts, [&](const pack::Chart& chart) {
    return std::ranges::any_of(chart.columns, [&](const auto& name) {
      const ResultColumn* column = table.FindOrNull(name);
      if (column == nullptr) return true;
      const bool whole = column->type == ResultType::kInteger;
      if (chart.kind == pack::ChartKind::kHeatmap) return !whole;
      return chart.kind == pack::ChartKind::kHistogram && !whole && column->type != ResultType::kNumber;
    });
  });
  return charts;
}

std::vector<pack::Card> CardsOf(store::Connection& connection, const pack::Pack& pack, const ResultTable& table) {
  std::vector<pack::Card> cards = pack.results.cards;
  if (!Binds(connection, table, cards)) {
    std::erase_if(cards, [&](const pack::Card& card) { return !Binds(connection, table, {card}); });
  }
  return cards;
}

std::vector<std::optional<double>> ReadCards(store::Connection& connection, const ResultTable& table, const std::vector<pack::Card>& cards,
                                             const ResultFilter& filter) {
  const SqlCondition condition = ConditionSql(filter, table);
  std::vector<std::optional<double>> numbers(cards.size());
  ForEachRow(connection.Query(CardsSql(cards) + From(table, condition), condition.values), [&](const store::Chunk& chunk, size_t r) {
    for (size_t c = 0; c < cards.size(); ++c) {
      const double number = chunk.Valid(c + 1, r) ? chunk.Numbers<double>(c + 1)[r] : NAN;
      if (std::isfinite(number)) numbers[c] = number;
    }
  });
  return numbers;
}

std::vector<CountedValue> ReadBars(store::Connection& connection, const ResultTable& table, const pack::Chart& chart, const ResultFilter& filter) {
  const SqlCondition condition = ConditionSql(filter, table);
  const ResultColumn& column = table.Find(chart.columns[0]);
  std::vector<CountedValue> bars;
  ForEachRow(connection.Query("SELECT " + ReadSql(column, "v") + ", n FROM (SELECT " + QuoteName(column.name) + " AS v, count(*) AS n" +
                                  From(table, condition) + " GROUP BY ALL) ORDER BY n DESC, v ASC NULLS LAST LIMIT " + kMostBars, condition.values),
             [&](const store::Chunk& chunk, size_t r) { bars.push_back({CellOf(column, chunk, 0, r), Count(chunk, 1, r)}); });
  return bars;
}

Histogram ReadHistogram(store::Connection& connection, const ResultTable& table, const pack::Chart& chart, const ResultFilter& filter) {
  SqlCondition condition = ConditionSql(filter, table);
  Histogram histogram;
  SetRange(connection, table, chart, histogram);
  histogram.counts.resize(chart.bins);
  const std::string last = std::to_string(chart.bins - 1);
  const std::string name = QuoteName(chart.columns[0]);
  const std::string bin = "floor((CAST(" + name + " AS DOUBLE) - ?) / (? - ?) * " + std::to_string(chart.bins) + ")";
  std::vector<store::Value> values = {histogram.low, histogram.high, histogram.low};
  values.insert(values.end(), condition.values.begin(), condition.values.end());
  ForEachRow(connection.Query("SELECT CASE WHEN " + name + " IS NOT NULL THEN CAST(greatest(least(" + bin + ", " + last + "), 0) AS BIGINT) END, count(*)" +
                                  From(table, condition) + " GROUP BY ALL", values),
             [&](const store::Chunk& chunk, size_t r) {
               uint64_t& count = chunk.Valid(0, r) ? histogram.counts[static_cast<size_t>(chunk.Numbers<int64_t>(0)[r])] : histogram.empty;
               count += Count(chunk, 1, r);
             });
  return histogram;
}

std::vector<SankeyLink> ReadSankey(store::Connection& connection, const ResultTable& table, const pack::Chart& chart, const ResultFilter& filter) {
  const SqlCondition condition = ConditionSql(filter, table);
  std::vector<SankeyLink> links;
  for (size_t layer = 0; layer + 1 < chart.columns.size(); ++layer) {
    const ResultColumn& source = table.Find(chart.columns[layer]);
    const ResultColumn& target = table.Find(chart.columns[layer + 1]);
    ForEachRow(connection.Query("SELECT " + ReadSql(source, "v") + ", " + ReadSql(target, "w") + ", n FROM (SELECT " + QuoteName(source.name) + " AS v, " +
                                    QuoteName(target.name) + " AS w, count(*) AS n" + From(table, condition) +
                                    " GROUP BY ALL) ORDER BY n DESC, v NULLS LAST, w NULLS LAST LIMIT " + kMostLinks, condition.values),
               [&](const store::Chunk& chunk, size_t r) {
                 links.push_back({layer, CellOf(source, chunk, 0, r), CellOf(target, chunk, 1, r), Count(chunk, 2, r)});
               });
  }
  return links;
}

std::vector<HeatCell> ReadHeatmap(store::Connection& connection, const ResultTable& table, const pack::Chart& chart, const ResultFilter& filter) {
  const SqlCondition condition = ConditionSql(filter, table);
  const std::string x = "CAST(" + QuoteName(chart.columns[0]) + " AS BIGINT)", y = "CAST(" + QuoteName(chart.columns[1]) + " AS BIGINT)";
  std::vector<HeatCell> cells;
  ForEachRow(connection.Query("SELECT " + x + ", " + y + ", count(*)" + From(table, condition) + " AND " + x + " IS NOT NULL AND " + y +
                                  " IS NOT NULL GROUP BY ALL ORDER BY 1, 2 LIMIT " + kMostCells, condition.values),
             [&](const store::Chunk& chunk, size_t r) {
               cells.push_back({chunk.Numbers<int64_t>(0)[r], chunk.Numbers<int64_t>(1)[r], Count(chunk, 2, r)});
             });
  return cells;
}

}  // namespace auspex::flow
