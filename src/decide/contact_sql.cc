#include "decide/contact_sql.h"

#include <algorithm>
#include <cstdio>

#include "base/error.h"
#include "decide/results.h"
#include "pack/toml_reader.h"

namespace auspex::decide {
namespace {

using store::QuoteName;
using store::QuoteText;

std::string Number(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.17g::DOUBLE", value);
  return text;
}

const pack::ContactCondition& Find(const pack::Act& act, const std::string& name) {
  return *std::ranges::find(act.conditions, name, &pack::ContactCondition::name);
}

std::string Holds(const pack::ContactCondition& condition) { return "coalesce(" + Enclosed(condition.holds) + ", false)"; }

std::string AllowedSql(const pack::Act& act, const pack::Channel& channel) {
  std::string sql = "true";
  for (const auto& name : channel.when) sql += " AND " + Holds(Find(act, name));
  return "(" + sql + ")";
}

/// Why a condition does not hold, filled in with what it looked at.
std::string ConditionTextSql(const pack::ContactCondition& condition, const pack::Pack& pack) {
  const std::string& text = pack.wording.at(pack.language).at(condition.text);
  const size_t at = text.find("{value}");
  if (at == std::string::npos) return QuoteText(text);
  const std::string value = "coalesce(CAST(" + Enclosed(condition.value.empty() ? condition.holds : condition.value) + " AS VARCHAR), '')";
  return QuoteText(text.substr(0, at)) + " || " + value + " || " + QuoteText(text.substr(at + 7));
}

std::string FirstDaySql(const pack::Channel& channel) {
  if (channel.from.empty()) return "0::BIGINT";
  return "greatest(0, coalesce(datediff('day', plan_start, CAST(" + Enclosed(channel.from) + " AS DATE)), 0))";
}

std::string ValueSql(const pack::Act& act, const pack::Channel& channel) {
  return "probability * " + Number(act.value * channel.effect) + " - " + Number(channel.cost);
}

/// A value as a text is filled with it: empty for none, 11 and not 11.0.
std::string ValueText(const std::string& column) {
  const std::string text = "CAST(" + column + " AS VARCHAR)";
  return "coalesce(CASE WHEN typeof(" + column + ") IN ('DOUBLE', 'FLOAT') THEN regexp_replace(" + text + ", '\\.0$', '') ELSE " + text + " END, '')";
}

/// Runs `sql` and blames `where` for what does not bind.
void Bind(store::Connection& connection, const std::string& sql, const std::string& who, const std::string& where, const char* wanted = nullptr) {
  try {
    const store::Result result = connection.Query(sql);
    if (wanted != nullptr && result.Type(0) != wanted)
      pack::Refuse(who + " is " + result.Type(0) + " and not " + wanted, where, "write an expression of that type");
  } catch (const Error& error) {
    if (error.where() == where) throw;
    pack::Refuse(who + " does not hold as SQL: " + error.message().substr(0, error.message().find("\n\nLINE")), where,
                 "it sees the columns of the row, and probability, rank, segment and plan_start");
  }
}

}  // namespace

std::string ChannelsSql(const pack::Act& act, const std::string& rows) {
  std::string sql = "SELECT customer";
  for (size_t c = 0; c < act.channels.size(); ++c) {
    const std::string n = "_" + std::to_string(c);
    sql += ", " + AllowedSql(act, act.channels[c]) + " AS allowed" + n + ", " + FirstDaySql(act.channels[c]) + " AS first_day" + n + ", " +
           ValueSql(act, act.channels[c]) + " AS value" + n;
  }
  return sql + " FROM " + rows + " ORDER BY place";
}

std::string FilledSql(const std::string& text) {
  std::string sql;
  const auto add = [&](const std::string& part) { sql += (sql.empty() ? "" : " || ") + part; };
  for (size_t at = 0; at < text.size();) {
    const size_t open = text.find('{', at), close = open == std::string::npos ? open : text.find('}', open);
    if (close == std::string::npos) {
      add(QuoteText(text.substr(at)));
      break;
    }
    if (open > at) add(QuoteText(text.substr(at, open - at)));
    add(ValueText(QuoteName(text.substr(open + 1, close - open - 1))));
    at = close + 1;
  }
  return sql.empty() ? "''" : "(" + sql + ")";
}

std::string MessageSql(const pack::Act& act, const pack::Pack& pack) {
  std::string sql = "CASE";
  for (const auto& message : act.messages)
    sql += " WHEN " + Enclosed(message.when) + " THEN " + FilledSql(pack.wording.at(pack.language).at(message.text));
  return sql + " END";
}

std::string ReasonsSql(const pack::Act& act, const pack::Pack& pack) {
  std::string parts;
  for (const auto& condition : act.conditions) {
    const auto asks = [&](const pack::Channel& channel) { return std::ranges::count(channel.when, condition.name) > 0; };
    if (std::ranges::none_of(act.channels, asks)) continue;
    parts += (parts.empty() ? "" : ", ") + ("CASE WHEN NOT " + Holds(condition) + " THEN " + ConditionTextSql(condition, pack) + " END");
  }
  return parts.empty() ? "''" : "concat_ws('; ', " + parts + ")";
}

std::string ConditionsSql(const pack::Act& act, const pack::Pack& pack, const std::string& rows) {
  std::string sql;
  for (size_t c = 0; c < act.channels.size(); ++c) {
    for (size_t k = 0; k < act.channels[c].when.size(); ++k) {
      const auto& condition = Find(act, act.channels[c].when[k]);
      sql += (sql.empty() ? "" : " UNION ALL ") + ("SELECT " + std::to_string(c) + " AS channel, " + std::to_string(k) + " AS position, " +
                                                   QuoteText(condition.name) + " AS condition, " + Holds(condition) + " AS holds, " +
                                                   ConditionTextSql(condition, pack) + " AS text FROM " + rows);
    }
  }
  if (sql.empty()) return "SELECT 0 AS channel, 0 AS position, '' AS condition, true AS holds, '' AS text WHERE false";
  return "SELECT * FROM (" + sql + ") AS conditions ORDER BY channel, position";
}

void CheckContactSql(store::Connection& connection, const pack::Act& act, const pack::Pack& pack, const std::string& rows) {
  const std::string file = act.file.string(), from = " FROM " + rows + " LIMIT 0";
  for (const auto& condition : act.conditions) {
    const std::string who = "the condition `" + condition.name + "`", where = pack::At(file, condition.line);
    Bind(connection, "SELECT " + Enclosed(condition.holds) + ", customer" + from, who, where, "BOOLEAN");
    if (!condition.value.empty()) Bind(connection, "SELECT " + Enclosed(condition.value) + ", customer" + from, who, where);
  }
  for (const auto& channel : act.channels) {
    Bind(connection, "SELECT " + FirstDaySql(channel) + ", customer" + from, "`from` of the channel `" + channel.name + "`",
         pack::At(file, channel.line));
  }
  for (const auto& message : act.messages) {
    const std::string row = " FROM (SELECT *, NULL::VARCHAR AS channel, NULL::VARCHAR AS channel_name FROM " + rows + ") AS planned LIMIT 0",
                      where = pack::At(file, message.line);
    Bind(connection, "SELECT " + Enclosed(message.when) + row, "the condition of the message " + message.text, where, "BOOLEAN");
    for (const auto& [language, texts] : pack.wording)
      Bind(connection, "SELECT " + FilledSql(texts.at(message.text)) + row, "the message " + message.text + " in " + language, where);
  }
}

}  // namespace auspex::decide
