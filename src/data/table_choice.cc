#include "data/table_choice.h"

#include <algorithm>

#include "base/error.h"
#include "base/format.h"

namespace auspex::data {
namespace {

/// How a header fits a table.
struct Fit {
  const pack::Table* table = nullptr;
  std::vector<std::string> missing;  // required columns
  size_t known = 0;                  // columns found
};

std::string Join(const std::vector<std::string>& parts) {
  std::string out;
  for (const auto& part : parts) out += (out.empty() ? "" : ", ") + part;
  return out;
}

/// The part of a mapping that is about the table.
ColumnMapping About(const pack::Table& table, const ColumnMapping& mapping) {
  ColumnMapping own;
  for (const auto& [column, header] : mapping) {
    if (table.Find(column) != nullptr) own[column] = header;
  }
  return own;
}

Fit FitOf(const std::vector<std::string>& names, const pack::Table& table, const ColumnMapping& mapping, const std::string& file) {
  const ColumnMapping own = About(table, mapping);
  const HeaderMap map = FindColumns(names, table, own, file);
  Fit fit{&table, {}, 0};
  for (size_t c = 0; c < table.columns.size(); ++c) {
    if (map.sources[c] != HeaderMap::kAbsent) ++fit.known;
    else if (table.columns[c].required) fit.missing.push_back(table.columns[c].name);
  }
  for (const auto& [column, header] : mapping) {
    if (!own.contains(column)) fit.missing.push_back(column);
  }
  return fit;
}

/// Best first: fewest missing (none before any), then most known.
std::vector<Fit> Fits(const std::vector<std::string>& names, const pack::Pack& pack, const ColumnMapping& mapping, const std::string& file) {
  std::vector<Fit> fits;
  for (const auto& table : pack.tables) fits.push_back(FitOf(names, table, mapping, file));
  std::ranges::stable_sort(fits, [](const Fit& a, const Fit& b) {
    return a.missing.empty() != b.missing.empty() ? a.missing.empty() : a.known > b.known;
  });
  return fits;
}

std::string TableNames(const pack::Pack& pack) {
  std::vector<std::string> names;
  for (const auto& table : pack.tables) names.push_back(table.name);
  return Join(names);
}

}  // namespace

const pack::Table* TableNamed(const std::string& name, const pack::Pack& pack) {
  if (name.empty()) return nullptr;
  if (const pack::Table* table = pack.FindTable(name)) return table;
  throw Error(Fault::kUsage, "the pack " + pack.name + " has no table " + Excerpt(name), {}, "Its tables are " + TableNames(pack) + ".");
}

const pack::Table& ChooseTable(const std::vector<std::string>& names, const pack::Pack& pack, const std::string& wanted,
                               const ColumnMapping& mapping, const std::string& file) {
  if (const pack::Table* table = TableNamed(wanted, pack)) return *table;
  if (pack.tables.size() == 1) return pack.tables[0];
  const std::vector<Fit> fits = Fits(names, pack, mapping, file);
  if (!fits[0].missing.empty()) {
    std::string missing;
    for (const auto& fit : fits) missing += (missing.empty() ? "" : "; ") + fit.table->name + " (" + Join(fit.missing) + ")";
    throw Error(Fault::kData, "the file is of none of the pack's tables, each of which asks for columns that it has not: " + missing, file + ":1",
                "Rename its headers, or say which table it is with --table (" + TableNames(pack) + ").");
  }
  if (fits[1].missing.empty() && fits[1].known == fits[0].known) {
    throw Error(Fault::kData, "the file fits the tables " + fits[0].table->name + " and " + fits[1].table->name + " equally well", file + ":1",
                "Say which one it is with --table.");
  }
  return *fits[0].table;
}

const pack::Table& LikeliestTable(const std::vector<std::string>& names, const pack::Pack& pack, const std::string& wanted,
                                  const ColumnMapping& mapping, const std::string& file) {
  if (const pack::Table* table = TableNamed(wanted, pack)) return *table;
  return pack.tables.size() == 1 ? pack.tables[0] : *Fits(names, pack, mapping, file)[0].table;
}

}  // namespace auspex::data
