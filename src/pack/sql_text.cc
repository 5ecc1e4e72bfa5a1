#include "pack/sql_text.h"

#include <algorithm>
#include <cctype>

#include "pack/toml_reader.h"

namespace auspex::pack {
namespace {

bool StartsName(char c) { return std::isalpha(static_cast<unsigned char>(c)) || c == '_' || static_cast<unsigned char>(c) >= 0x80; }
bool ContinuesName(char c) { return StartsName(c) || std::isdigit(static_cast<unsigned char>(c)) || c == '$'; }

std::string LowerCase(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

size_t EndOfQuoted(const std::string& sql, size_t at, char quote) {
  for (++at; at < sql.size(); ++at) {
    if (sql[at] != quote) continue;
    if (at + 1 < sql.size() && sql[at + 1] == quote) ++at;
    else return at + 1;
  }
  return sql.size();
}

/// The end of the constant or comment that begins at `at`; `at` itself if none does.
size_t EndOfOpaque(const std::string& sql, size_t at) {
  if (sql[at] == '\'') return EndOfQuoted(sql, at, '\'');
  const auto close = [&](const char* end, size_t length) {
    const size_t found = sql.find(end, at + 2);
    return found == std::string::npos ? sql.size() : found + length;
  };
  if (sql.compare(at, 2, "--") == 0) return close("\n", 1);
  if (sql.compare(at, 2, "/*") == 0) return close("*/", 2);
  return at;
}

char NextVisible(const std::string& sql, size_t at) {
  while (at < sql.size() && std::isspace(static_cast<unsigned char>(sql[at]))) ++at;
  return at < sql.size() ? sql[at] : '\0';
}

std::string Quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out.append(c == '\'' ? 2 : 1, c);
  return out + "'";
}

std::vector<std::string> SymbolNames(const Journey& journey) {
  std::vector<std::string> names;
  for (const Symbol& symbol : journey.vocabulary) names.push_back(symbol.name);
  return names;
}

std::vector<std::string> AttributeValues(const Journey& journey, const std::string& attribute) {
  std::set<std::string> values;
  for (const Symbol& symbol : journey.vocabulary) values.insert(symbol.attributes.at(attribute));
  values.erase("");
  return {values.begin(), values.end()};
}

void CheckPlaceholder(const std::string& kind, const std::string& value, const Journey& journey, const std::string& where) {
  std::vector<std::string> known;
  if (kind == "symbol") {
    if (journey.vocabulary.empty()) return;  // learnt from the data
    known = SymbolNames(journey);
  } else if (std::ranges::count(journey.attributes, kind) == 0) {
    known = journey.attributes;
    known.push_back("symbol");
    Refuse("{" + kind + ":" + value + "}: the vocabulary has no attribute `" + kind + "`", where, Suggest(kind, known));
  } else {
    known = AttributeValues(journey, kind);
  }
  if (std::ranges::count(known, value) == 0) {
    const std::string what = kind == "symbol" ? "a symbol of the vocabulary" : "a value of the attribute `" + kind + "`";
    Refuse("{" + kind + ":" + value + "}: " + value + " is not " + what, where, Suggest(value, known));
  }
}

}  // namespace

std::set<std::string> NamesIn(const std::string& sql) {
  std::set<std::string> names;
  for (size_t at = 0; at < sql.size();) {
    const size_t opaque = EndOfOpaque(sql, at);
    size_t end = at + 1;
    if (opaque > at) {
      end = opaque;
    } else if (sql[at] == '"') {
      end = EndOfQuoted(sql, at, '"');
      names.insert(LowerCase(sql.substr(at + 1, end - at - 2)));
    } else if (StartsName(sql[at])) {
      while (end < sql.size() && ContinuesName(sql[end])) ++end;
      const bool is_field = at > 0 && sql[at - 1] == '.';
      if (!is_field && NextVisible(sql, end) != '(') names.insert(LowerCase(sql.substr(at, end - at)));
    } else if (std::isdigit(static_cast<unsigned char>(sql[at]))) {
      while (end < sql.size() && (ContinuesName(sql[end]) || sql[end] == '.')) ++end;
    }
    at = end;
  }
  return names;
}

std::string ExpandPlaceholders(const std::string& sql, const Journey& journey, const std::string& where) {
  std::string out;
  for (size_t at = 0; at < sql.size();) {
    const size_t opaque = sql[at] == '"' ? EndOfQuoted(sql, at, '"') : EndOfOpaque(sql, at);
    if (opaque > at) {
      out.append(sql, at, opaque - at);
      at = opaque;
      continue;
    }
    const size_t colon = sql[at] == '{' ? sql.find(':', at) : std::string::npos;
    const std::string kind = colon == std::string::npos ? "" : sql.substr(at + 1, colon - at - 1);
    const bool is_name = !kind.empty() && StartsName(kind[0]) && std::ranges::all_of(kind, ContinuesName);
    const size_t close = is_name ? sql.find('}', colon) : std::string::npos;
    if (is_name && close == std::string::npos) Refuse("the placeholder {" + kind + ": has no end", where, "close it with }");
    if (!is_name) {
      out += sql[at++];
      continue;
    }
    const std::string value = sql.substr(colon + 1, close - colon - 1);
    CheckPlaceholder(kind, value, journey, where);
    out += Quoted(value);
    at = close + 1;
  }
  return out;
}

std::set<std::string> TablesIn(const std::string& sql, const std::string& schema) {
  std::set<std::string> tables;
  std::string before;
  for (size_t at = 0; at < sql.size();) {
    const size_t opaque = EndOfOpaque(sql, at);
    size_t end = std::max(opaque, at + 1);
    if (opaque == at && (sql[at] == '"' || StartsName(sql[at]))) {
      const bool is_quoted = sql[at] == '"';
      if (is_quoted) end = EndOfQuoted(sql, at, '"');
      while (!is_quoted && end < sql.size() && ContinuesName(sql[end])) ++end;
      const std::string name = LowerCase(is_quoted ? sql.substr(at + 1, end - at - 2) : sql.substr(at, end - at));
      if (before == schema + ".") tables.insert(name);
      before = name;
    } else {
      before = sql[at] == '.' ? before + "." : "";
    }
    at = end;
  }
  return tables;
}

BoundSql BindNames(const std::string& sql) {
  BoundSql bound;
  for (size_t at = 0; at < sql.size();) {
    size_t end = sql[at] == '"' ? EndOfQuoted(sql, at, '"') : EndOfOpaque(sql, at);
    const bool is_inside_name = at > 0 && ContinuesName(sql[at - 1]);
    if (end == at && sql[at] == '$' && !is_inside_name && at + 1 < sql.size() && StartsName(sql[at + 1])) {
      for (end = at + 1; end < sql.size() && ContinuesName(sql[end]) && sql[end] != '$';) ++end;
      bound.names.push_back(sql.substr(at + 1, end - at - 1));
      bound.sql += '?';
    } else {
      end = std::max(end, at + 1);
      bound.sql.append(sql, at, end - at);
    }
    at = end;
  }
  return bound;
}

}  // namespace auspex::pack
