#include "decide/results.h"

#include <algorithm>
#include <cctype>

#include "base/error.h"
#include "decide/strategy.h"
#include "pack/toml_reader.h"

namespace auspex::decide {
namespace {

using pack::ChartKind;
using store::QuoteName;

std::string LowerCase(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

/// Whether two names are one to SQL.
bool SameName(const std::string& a, const std::string& b) { return LowerCase(a) == LowerCase(b); }

struct Shape {
  std::vector<std::string> names, types;

  Shape(store::Connection& connection, const std::string& sql) {
    const store::Result result = connection.Query("SELECT * FROM (" + sql + ") LIMIT 0");
    for (size_t c = 0; c < result.columns(); ++c) names.push_back(result.Name(c)), types.push_back(result.Type(c));
  }
  /// The type of a column; empty if there is none of that name.
  std::string TypeOf(const std::string& name) const {
    const auto at = std::ranges::find(names, name);
    return at == names.end() ? "" : types[static_cast<size_t>(at - names.begin())];
  }
};

[[noreturn]] void RefuseSql(const Error& error, const std::string& what, const std::string& where, const std::string& advice) {
  pack::Refuse(what + ": " + error.message().substr(0, error.message().find("\n\nLINE")), where, advice);
}

class Checker {
 public:
  Checker(store::Connection& connection, const pack::Pack& pack, std::string decision)
      : connection_(connection), pack_(pack), decision_(std::move(decision)), shape_(connection, ResultSql(pack, decision_)) {}

  void Check() {
    CheckFacets();
    const auto& strategy = pack_.results.strategy_column;
    if (!strategy.empty() && shape_.TypeOf(strategy).empty()) {
      pack::Refuse("`strategy_column` names " + strategy + ", which is no column of the result", At(1), pack::Suggest(strategy, shape_.names));
    }
    relation_ = ResultWithFacetsSql(pack_, FacetsOf(pack_, shape_.names), decision_);
    shape_ = Shape(connection_, relation_);
    for (const pack::Chart& chart : pack_.results.charts) CheckChart(chart);
    for (const pack::Card& card : pack_.results.cards) CheckCard(card);
  }

 private:
  std::string At(int line) const { return pack::At(pack_.results.file, line); }

  void CheckFacets() {
    for (const pack::Facet& facet : FacetsOf(pack_, shape_.names)) {
      const std::string who = "the facet `" + facet.name + "`";
      if (std::ranges::any_of(shape_.names, [&](const auto& name) { return SameName(name, facet.name); })) {
        pack::Refuse(who + " has the name of a column of the result", At(facet.line), "rename it, or leave it out");
      }
      try {
        // `customer` beside it refuses aggregates, which merge rows.
        connection_.Query("SELECT " + Enclosed(facet.sql) + ", customer FROM " + decision_ + " LIMIT 0");
      } catch (const Error& error) {
        RefuseSql(error, who, At(facet.line), "docs/pack.md lists the columns of the decision row");
      }
    }
  }

  void CheckChart(const pack::Chart& chart) {
    const std::string who = "the chart `" + chart.id + "`";
    for (const auto& column : chart.columns) {
      const std::string type = shape_.TypeOf(column);
      if (type.empty()) pack::Refuse(who + " names the unknown column " + column, At(chart.line), pack::Suggest(column, shape_.names));
      const bool whole = type.ends_with("INT") || type.ends_with("INTEGER");
      const bool number = whole || type == "FLOAT" || type == "DOUBLE" || type == "DECIMAL";
      const bool fits = chart.kind == ChartKind::kHistogram ? number : chart.kind != ChartKind::kHeatmap || whole;
      if (fits) continue;
      pack::Refuse(who + " needs " + (chart.kind == ChartKind::kHeatmap ? "whole numbers" : "numbers") + ", and " + column + " is " + type,
                   At(chart.line), "name another column, or make a facet that casts it");
    }
  }

  void CheckCard(const pack::Card& card) {
    try {
      // The count beside it refuses what is no aggregate.
      connection_.Query("SELECT CAST(" + Enclosed(card.sql) + " AS DOUBLE), count(*) FROM (" + relation_ + ") LIMIT 0");
    } catch (const Error& error) {
      RefuseSql(error, "the card `" + card.id + "`", At(card.line), "write an aggregate over columns of the result and facets, such as count(*)");
    }
  }

  store::Connection& connection_;
  const pack::Pack& pack_;
  std::string decision_, relation_;
  Shape shape_;
};

}  // namespace

std::string Enclosed(const std::string& sql) { return "(" + sql + "\n)"; }

bool ResultsAreOfJourneys(const pack::Pack& pack) { return pack.HasEvents() || pack.tables.empty(); }

std::string ResultSql(const pack::Pack& pack, const std::string& decision) {
  if (pack.result_sql.empty()) return "SELECT * FROM " + decision;
  return "WITH decision AS (SELECT * FROM " + decision + ") SELECT * FROM " + Enclosed(pack.result_sql);
}

std::vector<pack::Facet> FacetsOf(const pack::Pack& pack, const std::vector<std::string>& columns) {
  std::vector<pack::Facet> facets = pack.results.facets;
  if (!pack.results.file.empty()) return facets;
  std::erase_if(facets, [&](const auto& facet) { return std::ranges::any_of(columns, [&](const auto& name) { return SameName(name, facet.name); }); });
  return facets;
}

std::string ResultWithFacetsSql(const pack::Pack& pack, const std::vector<pack::Facet>& facets, const std::string& decision) {
  if (facets.empty()) return ResultSql(pack, decision);
  std::string own;
  for (const pack::Facet& facet : facets) own += (own.empty() ? "" : ", ") + Enclosed(facet.sql) + " AS " + QuoteName(facet.name);
  return "SELECT * FROM (" + ResultSql(pack, decision) + ") POSITIONAL JOIN (SELECT " + own + " FROM " + decision + ")";
}

void CheckResults(store::Connection& connection, const pack::Pack& pack, const std::string& decision) { Checker(connection, pack, decision).Check(); }

void CheckResults(store::Connection& connection, const pack::Pack& pack) {
  if (!ResultsAreOfJourneys(pack)) return;
  const std::string empty = "(" + EmptyPredictionSql(pack) + ")";
  CheckResults(connection, pack, pack.strategy ? "(" + DecisionRowSql(pack, empty) + ")" : empty);
}

}  // namespace auspex::decide
