#include "pack/table_reader.h"

#include <algorithm>
#include <cctype>

#include "pack/vocabulary.h"

namespace auspex::pack {
namespace {

constexpr std::pair<const char*, ColumnType> kTypes[] = {{"text", ColumnType::kText},
                                                         {"time", ColumnType::kTime},
                                                         {"number", ColumnType::kNumber},
                                                         {"integer", ColumnType::kInteger},
                                                         {"flag", ColumnType::kFlag}};

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

const Column* Table::Find(const std::string& column) const {
  const auto found = std::ranges::find(columns, column, &Column::name);
  return found == columns.end() ? nullptr : &*found;
}

Table ReadTable(const TomlTable& table, const std::string& name) {
  Table out;
  out.name = name;
  HeaderNames headers;
  for (const TomlTable& each : table.Tables("column")) {
    out.columns.push_back(ReadColumn(each));
    const Column& column = out.columns.back();
    headers.Add(column.name, column.name, each.Where("name"));
    for (const auto& alias : column.aliases) headers.Add(alias, column.name, each.Where("aliases"));
  }
  out.customer = table.Text("customer");
  out.time = table.Text("time");
  CheckRequired("customer", Named("customer", out.customer, out, {ColumnType::kText}, table.Where("customer")), table.Where("customer"));
  CheckRequired("time", Named("time", out.time, out, {ColumnType::kTime}, table.Where("time")), table.Where("time"));
  out.earliest_year = static_cast<int>(table.Integer("earliest_year", out.earliest_year, 1, 9999));
  out.latest_year = static_cast<int>(table.Integer("latest_year", out.latest_year, out.earliest_year, 9999));
  table.RefuseUnknown();
  return out;
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
