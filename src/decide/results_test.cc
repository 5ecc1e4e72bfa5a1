// Facets, charts and cards that do not hold are named with their line; those of every pack do, and have words.
#include "decide/results.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/error.h"
#include "decide/strategy.h"

namespace auspex::decide {
namespace {

class Results : public testing::Test {
 protected:
  Results() : database_(store::DatabaseOptions{}), connection_(database_.Connect()) {
    pack_.name = "small", pack_.top = 1;
    pack_.conversions = {{"sale", "buy"}};
    pack_.result_sql = "SELECT customer AS id, next_1, p_sale FROM decision";
    pack_.result = "result.sql";
    pack_.results.file = "results.toml";
    pack_.results.facets = {{"steps", "CAST(len(step_symbol) AS TINYINT)", 2}};
    pack_.results.charts = {{"a", pack::ChartKind::kHistogram, {"p_sale"}, 4, 0, 1, 5}, {"b", pack::ChartKind::kHeatmap, {"steps", "steps"}, 4, 0, 1, 6}};
    pack_.results.cards = {{"c", "count(steps)", pack::CardFormat::kCount, 8}};
    pack_.results.strategy_column = "next_1";
  }

  void ExpectRefused(const std::string& where, const std::string& what, const std::string& advice) {
    try {
      CheckResults(connection_, pack_);
      ADD_FAILURE() << "held: " << what;
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), Fault::kUsage);
      EXPECT_EQ(error.where(), where);
      EXPECT_NE(error.message().find(what), std::string::npos) << error.message();
      EXPECT_NE(error.advice().find(advice), std::string::npos) << error.advice();
    }
  }

  store::Database database_;
  store::Connection connection_;
  pack::Pack pack_;
};

TEST_F(Results, WhatHoldsIsNotRefused) { EXPECT_NO_THROW(CheckResults(connection_, pack_)); }

TEST_F(Results, AFacetThatDoesNotBind) {
  pack_.results.facets[0].sql = "len(stepsymbol)";
  ExpectRefused("results.toml:2", "the facet `steps`: ", "docs/pack.md");
}

TEST_F(Results, AFacetThatMergesRows) {
  pack_.results.facets[0].sql = "count(*)";
  ExpectRefused("results.toml:2", "the facet `steps`: ", "docs/pack.md");
}

TEST_F(Results, AFacetWithTheNameOfAColumn) {
  pack_.results.facets[0].name = "ID";
  ExpectRefused("results.toml:2", "the facet `ID` has the name of a column of the result", "rename");
}

TEST_F(Results, DefaultFacetsGoWhereTheResultHasTheColumn) {
  pack_.results = {};
  pack_.results.facets = {{"next_1", "next_1", 0}, {"p_sale", "p_sale", 0}, {"deciding", "deciding", 0}};
  EXPECT_NO_THROW(CheckResults(connection_, pack_));
  EXPECT_EQ(FacetsOf(pack_, {"id", "next_1", "P_sale"}).size(), 1u);
}

TEST_F(Results, AChartOfAnUnknownColumn) {
  pack_.results.charts[0].columns = {"p_sail"};
  ExpectRefused("results.toml:5", "the chart `a` names the unknown column p_sail", "did you mean `p_sale`?");
}

TEST_F(Results, AChartOfTheWrongType) {
  pack_.results.charts[0].columns = {"next_1"};
  ExpectRefused("results.toml:5", "the chart `a` needs numbers, and next_1 is VARCHAR", "facet that casts it");
  pack_.results.charts[0].columns = {"steps"};
  pack_.results.charts[1].columns = {"steps", "p_sale"};
  ExpectRefused("results.toml:6", "the chart `b` needs whole numbers, and p_sale is FLOAT", "facet that casts it");
}

TEST_F(Results, ACardThatIsNoAggregateOrDoesNotBind) {
  pack_.results.cards[0].sql = "steps";
  ExpectRefused("results.toml:8", "the card `c`: ", "count(*)");
  pack_.results.cards[0].sql = "sum(nothing)";
  ExpectRefused("results.toml:8", "the card `c`: ", "count(*)");
}

TEST_F(Results, AStrategyColumnThatIsNone) {
  pack_.results.strategy_column = "next";
  ExpectRefused("results.toml:1", "`strategy_column` names next, which is no column of the result", "did you mean `next_1`?");
}

/// Names that the pages show in words, of one pack.
std::vector<std::string> WordsOf(store::Connection& connection, const pack::Pack& pack) {
  std::vector<std::string> keys;
  const std::string decision = "(" + DecisionRowSql(pack, "(" + EmptyPredictionSql(pack) + ")") + ")";
  const store::Result shape = connection.Query(ResultWithFacetsSql(pack, pack.results.facets, decision) + " LIMIT 0");
  for (size_t c = 0; c < shape.columns(); ++c) keys.push_back("column." + shape.Name(c));
  for (const auto& chart : pack.results.charts) keys.push_back("chart." + chart.id);
  for (const auto& card : pack.results.cards) keys.push_back("card." + card.id);
  for (const auto& symbol : pack.journey.vocabulary) {
    if (symbol.attributes.contains("family")) keys.push_back("family." + symbol.attributes.at("family"));
  }
  return keys;
}

TEST_F(Results, OfEveryPackHoldAndHaveWords) {
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(AUSPEX_SOURCE_DIR) / "packs")) {
    const pack::Pack pack = pack::ReadPack(entry.path());
    EXPECT_NO_THROW(CheckResults(connection_, pack)) << entry.path();
    if (pack.wording.empty() || !pack.HasEvents()) continue;
    for (const auto& key : WordsOf(connection_, pack)) EXPECT_TRUE(pack.wording.at(pack.language).contains(key)) << key;
  }
}

}  // namespace
}  // namespace auspex::decide
