#include "decide/strategy.h"

#include <algorithm>
#include <cstdlib>
#include <map>

#include "base/error.h"
#include "decide/results.h"
#include "pack/decision_row.h"
#include "pack/toml_reader.h"

namespace auspex::decide {
namespace {

using pack::Strategy;
using store::QuoteName;
using store::QuoteText;

std::string ConditionColumn(const std::string& condition) { return QuoteName("c_" + condition); }
std::string ValueColumn(const std::string& condition) { return QuoteName("v_" + condition); }

/// SELECT of all columns so far and `expressions` (", x AS y" each) from the stage before.
std::string Stage(const std::string& expressions, const std::string& from) {
  return expressions.empty() ? from : "(SELECT *" + expressions + " FROM " + from + ")";
}

/// Definitions of equal depth stand in one stage, above those they use.
std::string WithDefinitions(const std::vector<pack::Definition>& definitions, const std::string& prediction) {
  std::map<std::string, size_t> depth;
  std::vector<std::string> stages;
  for (const pack::Definition& definition : definitions) {
    size_t own = 0;
    for (const auto& used : definition.uses) own = std::max(own, depth.at(used) + 1);
    depth[definition.name] = own;
    stages.resize(std::max(stages.size(), own + 1));
    stages[own] += ", " + Enclosed(definition.sql) + " AS " + QuoteName(definition.name);
  }
  std::string sql = "(SELECT * FROM " + prediction + ")";
  for (const auto& stage : stages) sql = Stage(stage, sql);
  return sql;
}

std::string WithConditions(const Strategy& strategy, const std::string& prediction) {
  std::string conditions;
  for (const pack::Condition& condition : strategy.conditions) {
    conditions += ", coalesce(" + Enclosed(condition.sql) + ", false) AS " + ConditionColumn(condition.name);
  }
  return Stage(conditions, WithDefinitions(strategy.definitions, prediction));
}

/// `fired`: the place of the first rule whose conditions all hold, from 1; NULL if there is none.
std::string Fired(const Strategy& strategy) {
  if (strategy.rules.empty()) return ", NULL::INTEGER AS fired";
  std::string sql = ", CASE";
  for (size_t i = 0; i < strategy.rules.size(); ++i) {
    std::string all;
    for (const auto& name : strategy.rules[i].conditions) all += (all.empty() ? "" : " AND ") + ConditionColumn(name);
    sql += " WHEN " + all + " THEN " + std::to_string(i + 1);
  }
  return sql + " END AS fired";
}

/// A definition's value as the advice says it: the wording's `name.value` where it has that key.
std::string SpokenValue(const std::string& name, const std::map<std::string, std::string>& texts) {
  const std::string text = "coalesce(CAST(" + QuoteName(name) + " AS VARCHAR), '')";
  std::string cases;
  for (auto at = texts.lower_bound(name + "."); at != texts.end() && at->first.starts_with(name + "."); ++at) {
    cases += " WHEN " + QuoteText(at->first.substr(name.size() + 1)) + " THEN " + QuoteText(at->second);
  }
  return cases.empty() ? text : "(CASE " + text + cases + " ELSE " + text + " END)";
}

/// A text of the wording as an SQL expression in which `{name}` is the definition's value.
std::string AdviceText(const pack::Pack& pack, const std::string& key, const std::string& language) {
  const auto& texts = pack.wording.at(language);
  std::map<std::string, std::string> values;
  for (const auto& definition : pack.strategy->definitions) {
    values[definition.name] = "' || " + SpokenValue(definition.name, texts) + " || '";
  }
  // The text is quoted first, so that only what is filled in is SQL.
  return pack::FillWording(QuoteText(texts.at(key)), values);
}

/// `CASE fired WHEN 1 THEN … END` with what `of` gives for each rule.
template <class Of>
std::string ByRule(const Strategy& strategy, const std::string& otherwise, const Of& of) {
  if (strategy.rules.empty()) return otherwise + "::VARCHAR";
  std::string sql = "CASE fired";
  for (size_t i = 0; i < strategy.rules.size(); ++i) {
    sql += " WHEN " + std::to_string(i + 1) + " THEN " + of(strategy.rules[i]);
  }
  return sql + " ELSE " + otherwise + " END";
}

std::string Advice(const pack::Pack& pack, const std::string& language) {
  return ByRule(*pack.strategy, AdviceText(pack, pack.strategy->none_text, language),
                [&](const pack::Rule& rule) { return AdviceText(pack, rule.text, language); });
}

std::string Outcome(const pack::Pack& pack, std::span<const std::string> languages) {
  const Strategy& strategy = *pack.strategy;
  std::string translations;
  for (const auto& language : languages) translations += ", " + Advice(pack, language) + " AS " + QuoteName("advice_" + language);
  return ByRule(strategy, "NULL", [](const pack::Rule& rule) { return QuoteText(rule.id); }) + " AS rule, " +
         ByRule(strategy, "NULL", [](const pack::Rule& rule) { return QuoteText(rule.channel); }) + " AS channel, " +
         ByRule(strategy, "NULL", [](const pack::Rule& rule) { return QuoteText(rule.action); }) + " AS action, " +
         Advice(pack, pack.language) + " AS advice" + translations;
}

std::string Decide(const pack::Pack& pack, const std::string& prediction, const std::string& columns,
                   std::span<const std::string> languages = {}) {
  if (!pack.strategy) {
    std::string nothing = ", NULL::VARCHAR AS rule, NULL::VARCHAR AS channel, NULL::VARCHAR AS action, NULL::VARCHAR AS advice";
    for (const auto& language : languages) nothing += ", NULL::VARCHAR AS " + QuoteName("advice_" + language);
    return "SELECT " + columns + nothing + " FROM " + prediction;
  }
  return "SELECT " + columns + ", " + Outcome(pack, languages) + " FROM " + Stage(Fired(*pack.strategy), WithConditions(*pack.strategy, prediction));
}

[[noreturn]] void RefuseSql(const Error& error, const std::string& what, const std::filesystem::path& file, int line) {
  const std::string& message = error.message();
  pack::Refuse(what + ": " + message.substr(0, message.find("\n\nLINE")), pack::At(file, line),
               "docs/pack.md lists the columns of the decision row");
}

/// The line of `sql` that the database names ("LINE n:") where `before` stood before it; 1 if it names none of its lines.
int LineNamedBy(const Error& error, const std::string& before, const std::string& sql) {
  const size_t at = error.message().find("\nLINE ");
  if (at == std::string::npos) return 1;
  const auto line = std::atoi(error.message().c_str() + at + 6) - std::ranges::count(before, '\n');
  return line >= 1 && line <= std::ranges::count(sql, '\n') + 1 ? static_cast<int>(line) : 1;
}

/// An expression of the pack with what an error calls it.
struct Part {
  std::string sql, what;
  int line = 0;
  bool is_condition = false;
};

/// Binds `parts` over `from`; a condition has to be boolean. `customer` beside them refuses aggregates, which merge rows.
void BindParts(store::Connection& connection, const std::vector<Part>& parts, const std::string& from, const std::filesystem::path& file) {
  std::string columns;
  for (const Part& part : parts) columns += Enclosed(part.sql) + ", ";
  const store::Result result = connection.Query("SELECT " + columns + "customer FROM " + from + " LIMIT 0");
  for (size_t i = 0; i < parts.size(); ++i) {
    if (!parts[i].is_condition || result.Type(i) == "BOOLEAN") continue;
    throw Error(Fault::kUsage, parts[i].what + " is of type " + result.Type(i), pack::At(file, parts[i].line),
                "write an expression that is true or false");
  }
}

/// Finds out which part does not bind, one by one, once it is known that one does not.
void BindPartsNamingTheCulprit(store::Connection& connection, const std::vector<Part>& parts, const std::string& from,
                               const std::filesystem::path& file) {
  try {
    BindParts(connection, parts, from, file);
  } catch (const Error& whole) {
    if (whole.fault() == Fault::kUsage && whole.where().starts_with(file.string())) throw;
    for (const Part& part : parts) {
      try {
        BindParts(connection, {part}, from, file);
      } catch (const Error& error) {
        RefuseSql(error, part.what, file, part.line);
      }
    }
    throw;
  }
}

/// Definitions one by one, each over those before it, until one does not bind.
void CheckDefinitions(store::Connection& connection, const Strategy& strategy, const std::string& empty) {
  std::vector<pack::Definition> bound;
  for (const pack::Definition& definition : strategy.definitions) {
    const Part part{definition.sql, "the definition `" + definition.name + "`", definition.line};
    BindPartsNamingTheCulprit(connection, {part}, WithDefinitions(bound, empty), strategy.file);
    bound.push_back(definition);
  }
}

void CheckConditions(store::Connection& connection, const Strategy& strategy, const std::string& empty) {
  std::vector<Part> parts;
  for (const pack::Condition& condition : strategy.conditions) {
    const std::string what = "the condition `" + condition.name + "`";
    parts.push_back({condition.sql, what, condition.line, true});
    if (!condition.value.empty()) parts.push_back({condition.value, "the value of " + what, condition.line});
  }
  BindPartsNamingTheCulprit(connection, parts, WithDefinitions(strategy.definitions, empty), strategy.file);
}

}  // namespace

std::string DecisionSql(const pack::Pack& pack, const std::string& prediction, std::span<const std::string> languages) {
  return Decide(pack, prediction, "customer", languages);
}

std::vector<std::string> LanguagesOf(const pack::Pack& pack) {
  std::vector<std::string> languages = {pack.language};
  for (const auto& [language, texts] : pack.wording) {
    if (language != pack.language) languages.push_back(language);
  }
  return languages;
}

std::string DecisionRowSql(const pack::Pack& pack, const std::string& prediction) {
  std::string own;
  if (pack.strategy) {
    own = ", fired";
    for (const auto& definition : pack.strategy->definitions) own += ", " + QuoteName(definition.name);
    for (const auto& condition : pack.strategy->conditions) own += ", " + ConditionColumn(condition.name);
    own = " EXCLUDE (" + own.substr(2) + ")";
  }
  return Decide(pack, prediction, "*" + own);
}

std::string ReceiptSql(const pack::Pack& pack, const std::string& prediction, Trace trace) {
  const bool is_empty = !pack.strategy || pack.strategy->rules.empty();
  if (is_empty) {
    return "SELECT customer, 0 AS position, '' AS rule, 0 AS step, '' AS condition, '' AS value, false AS holds FROM " + prediction +
           " WHERE false";
  }
  const Strategy& strategy = *pack.strategy;
  std::string values, trials;
  for (const pack::Condition& condition : strategy.conditions) {
    const std::string value = condition.value.empty() ? ConditionColumn(condition.name) : Enclosed(condition.value);
    values += ", CAST(" + value + " AS VARCHAR) AS " + ValueColumn(condition.name);
  }
  for (size_t i = 0; i < strategy.rules.size(); ++i) {
    const auto& names = strategy.rules[i].conditions;
    for (size_t k = 0; k < names.size(); ++k) {
      trials += std::string(trials.empty() ? "" : ", ") + "{'position': " + std::to_string(i + 1) + ", 'rule': " + QuoteText(strategy.rules[i].id) +
                ", 'step': " + std::to_string(k + 1) + ", 'condition': " + QuoteText(names[k]) + ", 'value': " + ValueColumn(names[k]) +
                ", 'holds': " + ConditionColumn(names[k]) + "}";
    }
  }
  return "SELECT customer, trial.position, trial.rule, trial.step, trial.condition, trial.value, trial.holds FROM (SELECT customer, fired, "
         "unnest([" + trials + "]) AS trial FROM " + Stage(Fired(strategy) + values, WithConditions(strategy, prediction)) + ")" +
         (trace == Trace::kUntilFired ? " WHERE fired IS NULL OR trial.position <= fired" : "");
}

std::string EmptyPredictionSql(const pack::Pack& pack) {
  std::string columns;
  for (const pack::RowColumn& column : pack::DecisionRow(pack)) {
    columns += (columns.empty() ? "" : ", ") + ("NULL::" + column.type + " AS " + QuoteName(column.name));
  }
  return "SELECT " + columns + " WHERE false";
}

void CheckResultSql(store::Connection& connection, const pack::Pack& pack, const std::string& decision) {
  if (pack.result_sql.empty()) return;
  const std::string before = "WITH decision AS (SELECT * FROM " + decision + ") SELECT * FROM ";
  try {
    connection.Query(before + Enclosed(pack.result_sql) + " LIMIT 0");
  } catch (const Error& error) {
    RefuseSql(error, "the result's SQL", pack.result, LineNamedBy(error, before, pack.result_sql));
  }
}

void CheckStrategy(store::Connection& connection, const pack::Pack& pack) {
  const std::string empty = "(" + EmptyPredictionSql(pack) + ")";
  if (pack.strategy) {
    CheckDefinitions(connection, *pack.strategy, empty);
    CheckConditions(connection, *pack.strategy, empty);
  }
  if (ResultsAreOfJourneys(pack)) CheckResultSql(connection, pack, "(" + DecisionRowSql(pack, empty) + ")");
}

}  // namespace auspex::decide
