#include "flow/decision.h"

#include <cstdlib>

#include "decide/strategy.h"
#include "pack/decision_row.h"

namespace auspex::flow {
namespace {

std::string Fact(const Decision& decision, const std::string& name) {
  for (const auto& [fact, value] : decision.facts) {
    if (fact == name) return value;
  }
  return {};
}

double Probability(const std::string& text) { return std::strtod(text.c_str(), nullptr); }

void ReadFacts(store::Connection& connection, const pack::Pack& pack, const std::string& relation, Decision& decision) {
  const auto columns = pack::DecisionRow(pack);
  std::string sql;
  for (const auto& column : columns) sql += (sql.empty() ? "SELECT CAST(" : ", CAST(") + store::QuoteName(column.name) + " AS VARCHAR)";
  const auto rows = connection.Query(sql + " FROM " + relation).Rows();
  for (size_t c = 0; c < columns.size(); ++c) decision.facts.emplace_back(columns[c].name, rows.at(0)[c].value_or(""));
}

void ReadForetold(const pack::Pack& pack, Decision& decision) {
  for (size_t k = 1; k <= pack.top; ++k) {
    const std::string symbol = Fact(decision, "next_" + std::to_string(k));
    if (!symbol.empty()) decision.next.push_back({symbol, Probability(Fact(decision, "confidence_" + std::to_string(k)))});
  }
  decision.deciding = Fact(decision, "deciding");
  for (const auto& conversion : pack.conversions) {
    decision.conversions.push_back({conversion.name, Probability(Fact(decision, "p_" + conversion.name))});
  }
}

void ReadAdvice(store::Connection& connection, const pack::Pack& pack, const std::string& relation, Decision& decision) {
  const auto languages = decide::LanguagesOf(pack);
  const auto rows = connection.Query(decide::DecisionSql(pack, relation, languages)).Rows();
  const auto& row = rows.at(0);
  decision.rule = row[1].value_or(""), decision.channel = row[2].value_or("");
  decision.action = row[3].value_or(""), decision.advice = row[4].value_or("");
  for (size_t i = 0; i < languages.size(); ++i) decision.advice_texts[languages[i]] = row[5 + i].value_or("");
  const std::string trace = "SELECT rule, condition, value, holds FROM (" + decide::ReceiptSql(pack, relation) + ") ORDER BY position, step";
  for (const auto& line : connection.Query(trace).Rows()) {
    decision.trace.push_back({line[0].value_or(""), line[1].value_or(""), line[2].value_or(""), line[3] == "true"});
  }
}

}  // namespace

Decision ReadDecision(store::Connection& connection, const pack::Pack& pack, const std::string& relation) {
  Decision decision;
  ReadFacts(connection, pack, relation, decision);
  ReadForetold(pack, decision);
  if (pack.strategy) ReadAdvice(connection, pack, relation, decision);
  return decision;
}

}  // namespace auspex::flow
