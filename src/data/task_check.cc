#include <algorithm>

#include "base/error.h"
#include "data/follow_sql.h"
#include "data/past_future.h"
#include "pack/sql_text.h"
#include "pack/toml_reader.h"

namespace auspex::data {
namespace {

/// "LINE 3: …" of the database's message as `file:3`.
std::string WhereOf(const std::filesystem::path& file, const std::string& message) {
  const size_t at = message.find("LINE ");
  return at == std::string::npos ? file.string() : pack::At(file, std::max(1, std::atoi(message.c_str() + at + 5)));
}

struct BoundColumn {
  std::string name, type;
};

std::vector<BoundColumn> Bind(store::Connection& connection, const std::string& sql, const std::filesystem::path& file, bool label) {
  try {
    const store::Result result = connection.Query("SELECT * FROM (" + sql + ") LIMIT 0");
    std::vector<BoundColumn> columns;
    for (size_t c = 0; c < result.columns(); ++c) columns.push_back({result.Name(c), result.Type(c)});
    return columns;
  } catch (const Error& error) {
    const std::string what = label ? "the label's SQL does not hold over the views of past and future"
                             : pack::NamesIn(sql).contains("future")
                                 ? "the features read the future, which does not exist when they are made"
                                 : "the features' SQL does not hold over the views of past, which is all that features may read";
    throw Error(
        Fault::kUsage, what + ": " + error.message(), WhereOf(file, error.message()),
        label ? "Name tables as past.TABLE and future.TABLE." : "Name tables as past.TABLE; what comes after the cutoff belongs into the label.");
  }
}

[[noreturn]] void WrongColumn(const std::string& what, const std::string& where, const std::string& advice) {
  throw Error(Fault::kUsage, what, where, advice);
}

void CheckType(const BoundColumn& column, const std::filesystem::path& file) {
  if (column.type != "DATE" && column.type != "TIMESTAMP" && column.type != "OTHER") return;
  WrongColumn("the feature `" + column.name + "` is of a type that no model learns from (" +
                  (column.type == "OTHER" ? "neither number nor text" : column.type) + ")",
              file.string(), "Write what it means as a number, such as days until the cutoff: date_diff('day', " + column.name + ", cutoff).");
}

void CompareWithDescription(const std::vector<BoundColumn>& columns, const pack::TableTask& task) {
  std::vector<std::string> made, described;
  for (size_t c = 1; c < columns.size(); ++c) made.push_back(columns[c].name);
  for (const auto& feature : task.features) described.push_back(feature.name);
  for (const auto& name : made) {
    if (std::ranges::count(described, name) > 0) continue;
    WrongColumn("the features have a column `" + name + "` that " + task.described_file.filename().string() + " does not describe",
                task.features_file.string(), "Describe it, or remove it; " + pack::Suggest(name, described));
  }
  for (const auto& feature : task.features) {
    if (std::ranges::count(made, feature.name) > 0) continue;
    WrongColumn("the feature `" + feature.name + "` is described, but " + task.features_file.filename().string() + " has no such column",
                pack::At(task.described_file, feature.line), "Add it to the SELECT, or remove it here; " + pack::Suggest(feature.name, made));
  }
}

void CheckFeatures(const pack::TableTask& task, store::Connection& connection) {
  const auto columns = Bind(connection, task.features_sql, task.features_file, false);
  if (columns.front().type != "VARCHAR") {
    WrongColumn("the first column of the features, `" + columns.front().name + "`, is no text, and it has to be the customer",
                task.features_file.string(), "Begin the SELECT with the customer's column.");
  }
  for (size_t c = 1; c < columns.size(); ++c) CheckType(columns[c], task.features_file);
  CompareWithDescription(columns, task);
  connection.Run("CREATE TEMP TABLE no_features AS SELECT * FROM (" + task.features_sql + ") LIMIT 0");
  CheckFollows(connection, task, FeaturesIn(connection, "no_features"));
}

void CheckLabel(const pack::TableTask& task, store::Connection& connection) {
  const auto columns = Bind(connection, task.label_sql, task.label_file, true);
  if (columns.size() == 2 && columns[0].type == "VARCHAR" && columns[1].type == "BOOLEAN") return;
  std::string there;
  for (const auto& column : columns) there += (there.empty() ? "" : ", ") + column.name + " " + column.type;
  WrongColumn("the label has the columns " + there, task.label_file.string(), "Select two: the customer, and a BOOLEAN that says whether it happened.");
}

}  // namespace

void CheckTableTask(const pack::Pack& pack) {
  if (!pack.table_task) return;
  store::Database past({}), both({});
  store::Connection features = past.Connect(), label = both.Connect();
  SetEmptyPast(features, pack);
  SetEmptyPast(label, pack, true);
  CheckFeatures(*pack.table_task, features);
  CheckLabel(*pack.table_task, label);
}

}  // namespace auspex::data
