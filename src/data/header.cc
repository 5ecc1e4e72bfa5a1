#include "data/header.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/error.h"
#include "base/format.h"
#include "data/csv.h"
#include "data/field.h"

namespace auspex::data {
namespace {

constexpr char kDelimiters[] = {',', '\t', ';', '|'};

std::string Join(const std::vector<std::string>& parts) {
  std::string out;
  for (const auto& part : parts) out += (out.empty() ? "" : ", ") + Excerpt(part, 60);
  return Excerpt(out, 600);
}

bool Knows(const pack::Column& column, const std::string& normal) {
  const auto means = [&](const std::string& name) { return NormalName(name) == normal; };
  return means(column.name) || std::ranges::any_of(column.aliases, means);
}

/// Levenshtein's distance between two byte strings.
size_t Distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0]++;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t change = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[j];
      row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

/// The name that `column` may have been meant by; empty if none is close.
std::string Closest(const std::vector<std::string>& names, const pack::Column& column) {
  const std::string wanted = NormalName(column.name);
  std::string closest;
  size_t least = std::max<size_t>(3, wanted.size() / 3 + 1);
  for (const auto& name : names) {
    const std::string normal = NormalName(name).substr(0, 200);
    const size_t distance = Distance(normal, wanted);
    if (distance < least) least = distance, closest = name;
  }
  return closest;
}

[[noreturn]] void MissingColumn(const std::vector<std::string>& names, const pack::Column& column, const std::string& file) {
  std::string accepted = "The header may call it " + column.name;
  for (const auto& alias : column.aliases) accepted += ", " + alias;
  const std::string close = Closest(names, column);
  if (!close.empty()) accepted += "; did you mean " + Excerpt(close) + " by it?";
  else accepted += ".";
  throw Error(Fault::kData, "the required column " + column.name + " is missing; the header has " + Join(names), file + ":1", accepted);
}

void RefuseDoubles(const std::vector<std::string>& names, const std::string& file) {
  std::map<std::string, size_t> seen;
  for (size_t i = 0; i < names.size(); ++i) {
    const std::string normal = NormalName(names[i]);
    const auto [at, fresh] = seen.emplace(normal, i);
    if (fresh || normal.empty()) continue;
    throw Error(Fault::kData, "the header has the name " + Excerpt(names[i]) + " twice, as columns " + std::to_string(at->second + 1) + " and " +
                std::to_string(i + 1), file + ":1", "Rename or remove one of them.");
  }
}

/// For each column of the table the header that `mapping` gives it; nothing where it does not name the column.
std::vector<std::optional<size_t>> TakeMapping(const std::vector<std::string>& names, const pack::Table& table, const ColumnMapping& mapping) {
  std::vector<std::optional<size_t>> taken(table.columns.size());
  std::map<std::string, std::string> columns;  // by header
  for (const auto& [column, header] : mapping) {
    const auto named = [&](const pack::Column& c) { return c.name == column; };
    const auto at = std::ranges::find_if(table.columns, named);
    if (at == table.columns.end()) throw Error(Fault::kUsage, "the pack has no such column to read a header into", Excerpt(column));
    auto& source = taken[at - table.columns.begin()];
    source = HeaderMap::kAbsent;
    if (header.empty()) continue;
    const auto name = std::ranges::find(names, header);
    if (name == names.end()) {
      throw Error(Fault::kUsage, "the file has no header " + Excerpt(header) + " to read it from; it has " + Join(names), column,
                  "Choose one of the file's headers.");
    }
    const auto [other, fresh] = columns.emplace(header, column);
    if (!fresh) {
      const std::string what = "the header " + Excerpt(header) + " is given to " + other->second + " already";
      throw Error(Fault::kUsage, what, column, "Choose another one.");
    }
    source = name - names.begin();
  }
  return taken;
}

/// `normals` are the normal forms of `names`, empty where a header is taken.
std::optional<size_t> Locate(const std::vector<std::string>& names, const std::vector<std::string>& normals, const pack::Column& column) {
  const auto exact = std::ranges::find(names, column.name);
  if (exact != names.end() && !normals[exact - names.begin()].empty()) return exact - names.begin();
  std::vector<std::string> accepted{column.name};
  accepted.insert(accepted.end(), column.aliases.begin(), column.aliases.end());
  for (const auto& name : accepted) {
    const auto at = std::ranges::find(normals, NormalName(name));
    if (at != normals.end()) return at - normals.begin();
  }
  return std::nullopt;
}

}  // namespace

std::string NormalName(std::string_view name) {
  std::string out;
  for (size_t i = 0; i < name.size(); ++i) {
    auto byte = static_cast<unsigned char>(name[i]);
    const auto second = static_cast<unsigned char>(i + 1 < name.size() ? name[i + 1] : 0);
    const auto third = static_cast<unsigned char>(i + 2 < name.size() ? name[i + 2] : 0);
    // U+FF01..U+FF5E (EF BC 81 .. EF BD 9E) are the ASCII characters 21..7E in full width.
    if (byte == 0xEF && ((second == 0xBC && third >= 0x81) || (second == 0xBD && third <= 0x9E && third >= 0x80))) {
      byte = static_cast<unsigned char>(second == 0xBC ? third - 0x60 : third - 0x20);
      i += 2;
    }
    out += static_cast<char>(byte >= 'A' && byte <= 'Z' ? byte + 32 : byte);
  }
  return std::string(Trim(out));
}

std::string DelimiterName(char delimiter) {
  switch (delimiter) {
    case ',': return "comma";
    case '\t': return "tab";
    case ';': return "semicolon";
    case '|': return "pipe";
    default: return "none";
  }
}

char FindDelimiter(std::string_view line, std::span<const pack::Table> tables) {
  char best = ',';
  size_t most_known = 0, most_fields = 1;
  std::vector<Field> fields;
  for (const char delimiter : kDelimiters) {
    SplitFields({.text = line, .quoted = line.find('"') != std::string_view::npos}, delimiter, fields);
    size_t known = 0;
    for (const auto& field : fields) {
      const std::string normal = NormalName(field.text.substr(0, 1000));
      const auto knows = [&](const pack::Column& column) { return Knows(column, normal); };
      known += std::ranges::any_of(tables, [&](const pack::Table& table) { return std::ranges::any_of(table.columns, knows); });
    }
    if (fields.size() < 2 || known < most_known || (known == most_known && fields.size() <= most_fields)) continue;
    best = delimiter, most_known = known, most_fields = fields.size();
  }
  return best;
}

HeaderMap FindColumns(const std::vector<std::string>& names, const pack::Table& table, const ColumnMapping& mapping, const std::string& file) {
  if (names.size() == 1 && table.columns.size() > 1) {
    throw Error(Fault::kData, "the header is one column, " + Excerpt(names[0], 120) + "; comma, tab, semicolon and pipe were tried as the delimiter",
                file + ":1", "Save the file with commas between the columns and their names in the first line.");
  }
  RefuseDoubles(names, file);
  std::vector<std::string> normals;
  for (const auto& name : names) normals.push_back(NormalName(name));
  const auto taken = TakeMapping(names, table, mapping);
  for (const auto& at : taken) {
    if (at && *at != HeaderMap::kAbsent) normals[*at].clear();
  }
  HeaderMap map;
  map.fields = names.size();
  std::vector<bool> used(names.size());
  for (size_t c = 0; c < table.columns.size(); ++c) {
    const auto at = taken[c] ? taken[c] : Locate(names, normals, table.columns[c]);
    map.sources.push_back(at.value_or(HeaderMap::kAbsent));
    if (map.sources.back() != HeaderMap::kAbsent) used[map.sources.back()] = true;
  }
  for (size_t i = 0; i < names.size(); ++i) {
    if (!used[i]) map.ignored.push_back(names[i]);
  }
  return map;
}

HeaderMap MapHeader(const std::vector<std::string>& names, const pack::Table& table, const ColumnMapping& mapping, const std::string& file) {
  HeaderMap map = FindColumns(names, table, mapping, file);
  for (size_t c = 0; c < table.columns.size(); ++c) {
    if (table.columns[c].required && map.sources[c] == HeaderMap::kAbsent) MissingColumn(names, table.columns[c], file);
  }
  return map;
}

}  // namespace auspex::data
