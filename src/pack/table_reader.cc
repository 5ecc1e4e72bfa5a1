#include "pack/table_reader.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "base/error.h"
#include "pack/vocabulary.h"

namespace auspex::pack {
namespace {

constexpr std::pair<const char*, ColumnType> kTypes[] = {{"text", ColumnType::kText},
                                                         {"time", ColumnType::kTime},
                                                         {"number", ColumnType::kNumber},
                                                         {"integer", ColumnType::kInteger},
                                                         {"flag", ColumnType::kFlag},
                                                         {"date", ColumnType::kDate},
                                                         {"month", ColumnType::kMonth}};
constexpr std::pair<const char*, TableKind> kKinds[] = {
    {"events", TableKind::kEvents}, {"customers", TableKind::kCustomers}, {"panel", TableKind::kPanel}, {"records", TableKind::kRecords}};
/// What the program itself calls tables and columns beside those of a pack.
constexpr const char* kOwnTables[] = {"loads", "rejects",  "runs",    "run_numbers", "models",   "evaluations",
                                      "jobs",  "accounts", "sessions", "uploads",     "audit",    "saved_filters", "planned"};
constexpr const char* kOwnColumns[] = {"load_id", "line", "rowid"};

ColumnType ReadType(const TomlTable& table) {
  const std::string text = table.Text("type");
  std::vector<std::string> known;
  for (const auto& [name, type] : kTypes) {
    if (text == name) return type;
    known.push_back(name);
  }
  Refuse("unknown type `" + text + "`", table.Where("type"), Suggest(text, known));
}

Column ReadColumn(const TomlTable& table) {
  Column column;
  column.name = table.Text("name");
  column.type = ReadType(table);
  column.required = table.Flag("required", false);
  column.aliases = table.Texts("aliases");
  column.least = table.Number("least");
  column.most = table.Number("most");
  table.RefuseUnknown();
  const bool is_number = column.type == ColumnType::kNumber || column.type == ColumnType::kInteger;
  if ((column.least || column.most) && !is_number) {
    Refuse("`least` and `most` bound numbers; `" + column.name + "` is " + ColumnTypeName(column.type), table.Where(), "remove them");
  }
  if (column.least && column.most && *column.least > *column.most) {
    Refuse("`least` of `" + column.name + "` is greater than `most`", table.Where("least"), "swap them");
  }
  return column;
}

/// Headers are compared without regard to case, as SQL compares names.
std::string LowerCase(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

class HeaderNames {
 public:
  void Add(const std::string& name, const std::string& column, const std::string& where) {
    const auto [earlier, is_new] = owner_.emplace(LowerCase(name), column);
    if (is_new) return;
    Refuse("the header `" + name + "` of column `" + column + "` is used by column `" + earlier->second + "` already", where,
           "a header can belong to one column only, and only once");
  }

 private:
  std::map<std::string, std::string> owner_;
};

std::vector<std::string> NamesOf(const Table& table) {
  std::vector<std::string> names;
  for (const Column& column : table.columns) names.push_back(column.name);
  return names;
}

/// The column of `events` that `key` names, of one of the types.
const Column& Named(const std::string& key, const std::string& name, const Table& events, std::initializer_list<ColumnType> types,
                    const std::string& where) {
  const Column* column = events.Find(name);
  if (!column) Refuse("`" + key + "` names `" + name + "`, which is no column of " + events.name, where, Suggest(name, NamesOf(events)));
  if (!std::ranges::count(types, column->type)) {
    std::string wanted;
    for (const ColumnType type : types) wanted += std::string(wanted.empty() ? "" : " or ") + ColumnTypeName(type);
    Refuse("`" + key + "` names `" + name + "`, which is of type " + ColumnTypeName(column->type), where, "its type has to be " + wanted);
  }
  return *column;
}

void CheckRequired(const std::string& key, const Column& column, const std::string& where) {
  if (!column.required) Refuse("`" + key + "` names `" + column.name + "`, which may be missing", where, "give the column `required = true`");
}

std::vector<std::string> NamedColumns(const TomlTable& table, const std::string& key, const Table& events,
                                      std::initializer_list<ColumnType> types) {
  std::vector<std::string> names = table.Texts(key);
  for (const auto& name : names) {
    Named(key, name, events, types, table.Where(key));
    if (std::ranges::count(names, name) > 1) Refuse("`" + key + "` names `" + name + "` twice", table.Where(key), "remove one");
  }
  return names;
}

void ReadVocabularyOf(const TomlTable& table, const std::filesystem::path& folder, Journey& journey) {
  journey.unknown = table.Text("unknown", "");
  if (!table.Has("vocabulary")) {
    if (!journey.unknown.empty()) {
      Refuse("`unknown` needs a vocabulary", table.Where("unknown"), "remove it (symbols are learnt from the data), or add `vocabulary`");
    }
    return;
  }
  const std::filesystem::path file = folder / table.Text("vocabulary");
  if (!std::filesystem::exists(file)) {
    Refuse("the vocabulary " + file.string() + " is missing", table.Where("vocabulary"), "create it, or correct the name");
  }
  Vocabulary vocabulary = ReadVocabulary(file);
  journey.vocabulary = std::move(vocabulary.symbols);
  journey.attributes = std::move(vocabulary.attributes);
  if (journey.unknown.empty()) {
    Refuse("`unknown` is missing in [journey]", table.Where(), "name the symbol that stands for one outside the vocabulary");
  }
  CheckSymbol("`unknown`", journey.unknown, journey, table.Where("unknown"));
}

TableKind ReadKind(const TomlTable& table, const std::vector<Table>& before) {
  const std::string text = table.Text("kind");
  std::vector<std::string> known;
  for (const auto& [name, kind] : kKinds) {
    known.push_back(name);
    if (text != name) continue;
    if (kind == TableKind::kEvents && std::ranges::count(before, kind, &Table::kind) > 0) {
      Refuse("a second table of events", table.Where("kind"), "a pack has at most one; put its rows into the first");
    }
    return kind;
  }
  Refuse("unknown kind of table `" + text + "`", table.Where("kind"), Suggest(text, known));
}

void CheckTableName(const std::string& name, const std::vector<Table>& before, const std::string& where) {
  if (!IsIdentifier(name)) Refuse("the table `" + name + "` has no usable name", where, "use a-z, 0-9 and _, beginning with a letter");
  if (std::ranges::count(kOwnTables, name) > 0 || name.starts_with("run_")) {
    Refuse("the program has a table `" + name + "` of its own", where, "rename the table");
  }
  if (std::ranges::count(before, name, &Table::name) > 0) Refuse("the table `" + name + "` occurs twice", where, "rename one of them");
}

void ReadKeys(const TomlTable& table, Table& out) {
  const auto check = [&](const std::string& key, const std::string& name, ColumnType type) {
    CheckRequired(key, Named(key, name, out, {type}, table.Where(key)), table.Where(key));
  };
  check("customer", out.customer = table.Text("customer"), ColumnType::kText);
  if (out.kind == TableKind::kCustomers) return;
  check("time", out.time = table.Text("time"), out.kind == TableKind::kPanel ? ColumnType::kMonth : ColumnType::kTime);
}

Table ReadTable(const TomlTable& table, const std::string& name, TableKind kind) {
  Table out;
  out.name = name;
  out.kind = kind;
  HeaderNames headers;
  for (const TomlTable& each : table.Tables("column")) {
    out.columns.push_back(ReadColumn(each));
    const Column& column = out.columns.back();
    if (std::ranges::count(kOwnColumns, LowerCase(column.name)) > 0) {
      Refuse("the program has a column `" + column.name + "` of its own", each.Where("name"), "rename it; files may keep the name as an alias");
    }
    headers.Add(column.name, column.name, each.Where("name"));
    for (const auto& alias : column.aliases) headers.Add(alias, column.name, each.Where("aliases"));
  }
  ReadKeys(table, out);
  out.earliest_year = static_cast<int>(table.Integer("earliest_year", out.earliest_year, 1, 9999));
  out.latest_year = static_cast<int>(table.Integer("latest_year", out.latest_year, out.earliest_year, 9999));
  table.RefuseUnknown();
  return out;
}

}  // namespace

const char* ColumnTypeName(ColumnType type) {
  for (const auto& [name, value] : kTypes) {
    if (value == type) return name;
  }
  return "";
}

void CheckSymbol(const std::string& who, const std::string& symbol, const Journey& journey, const std::string& where) {
  if (journey.vocabulary.empty()) return;
  std::vector<std::string> known;
  for (const Symbol& each : journey.vocabulary) {
    if (each.name == symbol) return;
    known.push_back(each.name);
  }
  Refuse(who + " names " + symbol + ", which is not in the vocabulary", where, Suggest(symbol, known));
}

bool Pack::HasEvents() const { return std::ranges::count(tables, TableKind::kEvents, &Table::kind) > 0; }

const Table& Pack::Events() const {
  const auto found = std::ranges::find(tables, TableKind::kEvents, &Table::kind);
  if (found != tables.end()) return *found;
  throw Error(Fault::kUsage, "the pack " + name + " has no table of events, which this needs", {}, "Use a pack with events, such as insurance.");
}

Table& Pack::Events() { return const_cast<Table&>(std::as_const(*this).Events()); }

const Table* Pack::FindTable(const std::string& wanted) const {
  const auto found = std::ranges::find(tables, wanted, &Table::name);
  return found == tables.end() ? nullptr : &*found;
}

const Column* Table::Find(const std::string& column) const {
  const auto found = std::ranges::find(columns, column, &Column::name);
  return found == columns.end() ? nullptr : &*found;
}

const char* TableKindName(TableKind kind) {
  for (const auto& [name, value] : kKinds) {
    if (value == kind) return name;
  }
  return "";
}

std::vector<Table> ReadTables(const TomlTable& root) {
  std::vector<Table> tables;
  if (root.Has("events")) {
    const TomlTable events = root.Table("events");
    tables.push_back(ReadTable(events, "events", TableKind::kEvents));
  }
  for (const TomlTable& each : root.Tables("table")) {
    const std::string name = each.Text("name");
    CheckTableName(name, tables, each.Where("name"));
    tables.push_back(ReadTable(each, name, ReadKind(each, tables)));
  }
  if (tables.empty()) Refuse("the pack has no table", root.Where(), "describe the events under [events], or each table under [[table]]");
  return tables;
}

Journey ReadJourney(const TomlTable& table, const Table& events, const std::filesystem::path& folder) {
  Journey journey;
  journey.steps = static_cast<size_t>(table.Integer("steps", 10, 0, 1000));
  journey.symbol = table.Text("symbol");
  CheckRequired("symbol", Named("symbol", journey.symbol, events, {ColumnType::kText}, table.Where("symbol")), table.Where("symbol"));
  journey.detail = table.Text("detail", "");
  if (!journey.detail.empty()) Named("detail", journey.detail, events, {ColumnType::kText}, table.Where("detail"));
  ReadVocabularyOf(table, folder, journey);
  journey.categories = NamedColumns(table, "categories", events, {ColumnType::kText});
  journey.numbers = NamedColumns(table, "numbers", events, {ColumnType::kNumber, ColumnType::kInteger});
  journey.flags = NamedColumns(table, "flags", events, {ColumnType::kFlag});
  journey.clock = table.Flag("clock", false);
  journey.end = table.Flag("end", false);
  table.RefuseUnknown();
  return journey;
}

}  // namespace auspex::pack
