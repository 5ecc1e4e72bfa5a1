#include "decide/strategy.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace auspex::decide {
namespace {

// Two symbols, one conversion; the rules speak of the last step. Expected values are worked out by hand.
pack::Pack SmallPack() {
  pack::Pack pack;
  pack.name = "small", pack.language = "en", pack.top = 1;
  pack.journey.attributes = {"kind"};
  pack.journey.vocabulary = {{"look", {{"kind", "see"}}}, {"buy", {{"kind", "act"}}}};
  pack.wording["en"] = {{"none", "it's quiet"}, {"praise", "said '{label}' to {label}"}, {"label.see!", "looker"}, {"nudge", "nudge"}};
  pack.strategy.emplace();
  pack::Strategy& strategy = *pack.strategy;
  strategy.file = "strategies.toml";
  strategy.none_text = "none";
  strategy.definitions = {{"kind", "step_kind[1] -- a comment", {}, 4}, {"label", "kind || '!'", {"kind"}, 5}};
  strategy.conditions = {{"likely", "p_sale > 0.5", "p_sale", 7}, {"known", "kind IS NOT NULL", "label", 8}, {"odd", "NULL::BOOLEAN", "", 9}};
  strategy.rules = {{"never", {"odd"}, "site", "never", "nudge", 11},
                    {"praise", {"known", "likely"}, "site", "praise", "praise", 12},
                    {"nudge", {"likely"}, "mail", "nudge", "nudge", 13}};
  pack.conversions = {{"sale", "buy"}};
  return pack;
}

class Strategy : public testing::Test {
 protected:
  Strategy() : database_(store::DatabaseOptions{}), connection_(database_.Connect()) {}

  void Fill(const pack::Pack& pack) {
    connection_.Run("CREATE TABLE prediction AS " + EmptyPredictionSql(pack));
    connection_.Run("INSERT INTO prediction BY NAME SELECT * FROM (VALUES "
                    "('a', 0.9, ['see', 'act']), ('b', 0.9, []), ('c', 0.1, ['see']), ('d', NULL, NULL)) t(customer, p_sale, step_kind)");
  }
  std::string Answer(const std::string& sql) {
    std::string text;
    for (const auto& row : connection_.Query(sql).Rows()) {
      for (const auto& value : row) text += value.value_or("NULL") + "|";
      text += "\n";
    }
    return text;
  }
  void ExpectRefused(const pack::Pack& pack, const std::string& where, const std::string& what) {
    try {
      CheckStrategy(connection_, pack);
      ADD_FAILURE() << "bound: " << what;
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), Fault::kUsage);
      EXPECT_EQ(error.where(), where);
      EXPECT_NE(error.message().find(what), std::string::npos) << error.message();
    }
  }

  store::Database database_;
  store::Connection connection_;
};

TEST_F(Strategy, FirstRuleWhoseConditionsHoldAdvises) {
  const pack::Pack pack = SmallPack();
  Fill(pack);
  EXPECT_EQ(Answer(DecisionSql(pack, "prediction")),
            "a|praise|site|praise|said 'looker' to looker|\n"
            "b|nudge|mail|nudge|nudge|\n"
            "c|NULL|NULL|NULL|it's quiet|\n"
            "d|NULL|NULL|NULL|it's quiet|\n");
}

TEST_F(Strategy, AdvisesInEachLanguageWithItsOwnWordsForValues) {
  pack::Pack pack = SmallPack();
  pack.wording["de"] = {{"none", "ruhig"}, {"praise", "{label} gesagt"}, {"label.see!", "Seher"}, {"nudge", "Stups"}};
  Fill(pack);
  const auto languages = LanguagesOf(pack);
  EXPECT_EQ(languages, (std::vector<std::string>{"en", "de"}));
  EXPECT_EQ(Answer("SELECT rule, advice, \"advice_en\", \"advice_de\" FROM (" + DecisionSql(pack, "prediction", languages) + ")"),
            "praise|said 'looker' to looker|said 'looker' to looker|Seher gesagt|\n"
            "nudge|nudge|nudge|Stups|\n"
            "NULL|it's quiet|it's quiet|ruhig|\n"
            "NULL|it's quiet|it's quiet|ruhig|\n");
  pack.strategy.reset();
  EXPECT_EQ(Answer(DecisionSql(pack, "prediction", languages) + " LIMIT 1"), "a|NULL|NULL|NULL|NULL|NULL|NULL|\n");
}

TEST_F(Strategy, DecisionRowKeepsThePredictionAndHidesStages) {
  const pack::Pack pack = SmallPack();
  Fill(pack);
  EXPECT_EQ(Answer("SELECT string_agg(column_name, ' ') FROM (DESCRIBE (" + DecisionRowSql(pack, "prediction") + "))"),
            "customer last_time now next_1 confidence_1 deciding deciding_confidence deciding_kind p_sale step_symbol step_detail "
            "step_time step_kind rule channel action advice|\n");
}

TEST_F(Strategy, ReceiptTracesTheRulesUpToTheOneThatFired) {
  const pack::Pack pack = SmallPack();
  Fill(pack);
  const std::string receipt = ReceiptSql(pack, "prediction");
  EXPECT_EQ(Answer("SELECT * FROM (" + receipt + ") WHERE customer = 'a' ORDER BY position, step"),
            "a|1|never|1|odd|false|false|\n"
            "a|2|praise|1|known|see!|true|\n"
            "a|2|praise|2|likely|0.9|true|\n");
  EXPECT_EQ(Answer("SELECT count(*) FROM (" + receipt + ") WHERE customer = 'd'"), "4|\n");
  EXPECT_EQ(Answer("SELECT count(*) FROM (" + ReceiptSql(pack, "prediction", Trace::kAllRules) + ") WHERE customer = 'a'"), "4|\n");
}

TEST_F(Strategy, PackWithoutStrategyAdvisesNothing) {
  pack::Pack pack = SmallPack();
  Fill(pack);
  pack.strategy.reset();
  EXPECT_EQ(Answer(DecisionSql(pack, "prediction") + " LIMIT 1"), "a|NULL|NULL|NULL|NULL|\n");
  EXPECT_EQ(Answer(ReceiptSql(pack, "prediction")), "");
  EXPECT_NO_THROW(CheckStrategy(connection_, pack));
}

TEST_F(Strategy, StrategyWithoutRulesAdvisesItsTextForNone) {
  pack::Pack pack = SmallPack();
  Fill(pack);
  pack.strategy->rules.clear();
  EXPECT_EQ(Answer(DecisionSql(pack, "prediction") + " LIMIT 1"), "a|NULL|NULL|NULL|it's quiet|\n");
}

TEST_F(Strategy, WhatDoesNotBindIsNamedWithItsLine) {
  EXPECT_NO_THROW(CheckStrategy(connection_, SmallPack()));
  pack::Pack pack = SmallPack();
  pack.strategy->definitions[1].sql = "kynd || '!'";
  ExpectRefused(pack, "strategies.toml:5", "the definition `label`");
  pack = SmallPack();
  pack.strategy->conditions[1].sql = "len(kind) > 'x' AND nothing";
  ExpectRefused(pack, "strategies.toml:8", "the condition `known`");
  pack = SmallPack();
  pack.strategy->conditions[1].value = "kind +";
  ExpectRefused(pack, "strategies.toml:8", "the value of the condition `known`");
  pack = SmallPack();
  pack.strategy->conditions[0].sql = "p_sale";
  ExpectRefused(pack, "strategies.toml:7", "the condition `likely` is of type FLOAT");
  pack = SmallPack();
  pack.strategy->conditions[0].sql = "count(*) > 1";
  ExpectRefused(pack, "strategies.toml:7", "the condition `likely`");
  pack = SmallPack();
  pack.result_sql = "SELECT nothing FROM decision", pack.result = "result.sql";
  ExpectRefused(pack, "result.sql:1", "the result's SQL");
  pack.result_sql = "-- what is shown\nSELECT customer,\n  nothing,\n  rule FROM decision";
  ExpectRefused(pack, "result.sql:3", "the result's SQL");
  pack.result_sql = "SELECT customer,\n\n  rule FROM decision WHERE AND advice = 'x'\n";
  ExpectRefused(pack, "result.sql:3", "the result's SQL");
}

}  // namespace
}  // namespace auspex::decide
