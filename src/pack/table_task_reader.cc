#include "pack/table_task_reader.h"

#include <algorithm>

#include "pack/feature_follows.h"
#include "pack/vocabulary.h"
#include "pack/wording.h"

namespace auspex::pack {
namespace {

namespace fs = std::filesystem;

constexpr std::pair<const char*, ValueFormat> kFormats[] = {{"number", ValueFormat::kNumber},
                                                            {"integer", ValueFormat::kInteger},
                                                            {"money", ValueFormat::kMoney},
                                                            {"percent", ValueFormat::kPercent},
                                                            {"text", ValueFormat::kText}};

/// The file that `key` names inside the pack.
fs::path FileOf(const TomlTable& table, const std::string& key, const Pack& pack) {
  const fs::path path = table.Text(key);
  if (path.is_absolute() || std::ranges::count(path, fs::path("..")) > 0) {
    Refuse("`" + key + "` leads out of the pack: " + path.string(), table.Where(key), "name a file inside the pack's folder");
  }
  return pack.folder / path;
}

/// One statement without what ends it, so that it can stand in parentheses.
std::string ReadStatement(const fs::path& file, const std::string& where) {
  std::string sql = ReadText(file, where);
  const size_t end = sql.find_last_not_of(" \t\r\n;");
  if (end == std::string::npos) Refuse("the file is empty", file.string(), "write a SELECT into it");
  return sql.substr(0, end + 1) + "\n";
}

/// A key of the wording that the table names, or `otherwise`.
std::string WordingKey(const TomlTable& table, const std::string& key, const std::string& otherwise, const Pack& pack) {
  const std::string name = otherwise.empty() ? table.Text(key) : table.Text(key, otherwise);
  const auto& texts = pack.wording.begin()->second;
  if (texts.contains(name)) return name;
  std::vector<std::string> known;
  for (const auto& [text, words] : texts) known.push_back(text);
  Refuse("unknown wording `" + name + "`", table.Where(key), Suggest(name, known));
}

void CheckPlaceholders(const TomlTable& table, const std::string& key, const std::string& name, const Pack& pack) {
  for (const auto& [language, texts] : pack.wording) {
    for (const auto& placeholder : PlaceholdersIn(texts.at(name))) {
      if (placeholder == "value" || placeholder == "meaning") continue;
      Refuse("the text `" + name + "` (" + language + ") has a {" + placeholder + "}", table.Where(key), "a reason has {value} and {meaning}");
    }
  }
}

std::string ReasonKey(const TomlTable& table, const std::string& key, const Pack& pack) {
  const std::string name = WordingKey(table, key, "reason." + key, pack);
  CheckPlaceholders(table, key, name, pack);
  return name;
}

ValueFormat ReadFormat(const TomlTable& table) {
  const std::string text = table.Text("format", "number");
  std::vector<std::string> known;
  for (const auto& [name, format] : kFormats) {
    if (text == name) return format;
    known.push_back(name);
  }
  Refuse("unknown format `" + text + "`", table.Where("format"), Suggest(text, known));
}

TaskFeature ReadFeature(const TomlTable& table, const std::vector<TaskFeature>& before, const Pack& pack) {
  TaskFeature feature;
  feature.line = table.line();
  feature.name = table.Text("name");
  if (!IsIdentifier(feature.name))
    Refuse("the feature `" + feature.name + "` has no usable name", table.Where("name"), "use a-z, 0-9 and _, beginning with a letter");
  if (std::ranges::count(before, feature.name, &TaskFeature::name) > 0) {
    Refuse("the feature `" + feature.name + "` occurs twice", table.Where("name"), "remove one of them");
  }
  feature.meaning = WordingKey(table, "meaning", "feature." + feature.name, pack);
  if (table.Has("unit")) feature.unit = WordingKey(table, "unit", "", pack);
  feature.source = table.Text("source");
  feature.group = WordingKey(table, "group", "", pack);
  feature.format = ReadFormat(table);
  feature.up = ReasonKey(table, "up", pack);
  feature.down = ReasonKey(table, "down", pack);
  if (table.Has("follows")) feature.follows = table.Text("follows"), feature.follows_line = table.Node("follows")->line;
  table.RefuseUnknown();
  return feature;
}

std::vector<TaskFeature> ReadFeatures(const fs::path& file, const Pack& pack) {
  const TomlNode node = ReadToml(file);
  const TomlTable root(node, file);
  std::vector<TaskFeature> features;
  for (const TomlTable& table : root.Tables("feature")) features.push_back(ReadFeature(table, features, pack));
  root.RefuseUnknown();
  if (features.empty()) Refuse("no feature is described", file.string(), "write one [[feature]] for each column of the features");
  ResolveFollows(features, file);
  return features;
}

std::vector<TaskSetting> ReadSettings(const TomlTable& task) {
  const TomlNode* node = task.Node("settings");
  std::vector<TaskSetting> settings;
  if (node == nullptr) return settings;
  if (node->kind != TomlNode::Kind::kTable) Refuse("`settings` is no table", task.Where("settings"), "write numbers under [task.settings]");
  for (const auto& [name, value] : node->entries) {
    const std::string where = At(task.file(), value.line);
    if (value.kind != TomlNode::Kind::kInteger && value.kind != TomlNode::Kind::kNumber) {
      Refuse("the setting `" + name + "` is no number", where, "write a number, such as 1000000");
    }
    if (!IsIdentifier(name) || name == "cutoff" || name == "horizon_months") {
      Refuse("a setting cannot be called `" + name + "`", where, "use a-z, 0-9 and _, beginning with a letter, other than cutoff and horizon_months");
    }
    settings.push_back({name, value.number});
  }
  return settings;
}

void CheckTables(const TomlTable& task, const Pack& pack) {
  const bool panel = std::ranges::any_of(pack.tables, [](const Table& table) { return table.kind == TableKind::kPanel; });
  if (!panel) Refuse("a task over tables needs a table of months", task.Where(), "give one of the tables `kind = \"panel\"`");
  if (pack.wording.empty()) Refuse("a task over tables needs a wording", task.Where(), "add `wording = \"wording\"`");
}

}  // namespace

const char* ValueFormatName(ValueFormat format) {
  for (const auto& [name, value] : kFormats) {
    if (value == format) return name;
  }
  return "";
}

const TaskFeature* TableTask::Find(const std::string& feature) const {
  const auto found = std::ranges::find(features, feature, &TaskFeature::name);
  return found == features.end() ? nullptr : &*found;
}

TableTask ReadTableTask(const TomlTable& task, const Pack& pack) {
  CheckTables(task, pack);
  TableTask out;
  out.name = task.Text("name");
  if (!IsIdentifier(out.name))
    Refuse("the task `" + out.name + "` has no usable name", task.Where("name"), "use a-z, 0-9 and _, beginning with a letter");
  out.outcome = WordingKey(task, "outcome", "", pack);
  out.horizon_months = static_cast<int>(task.Integer("horizon_months", out.horizon_months, 1, 120));
  out.least_months = static_cast<int>(task.Integer("least_months", out.least_months, 1, 120));
  out.training_cutoffs = static_cast<int>(task.Integer("training_cutoffs", out.training_cutoffs, 1, 120));
  out.list_share = task.Number("list_share", out.list_share);
  if (!(out.list_share > 0 && out.list_share <= 1))
    Refuse("`list_share` has to be greater than 0, and at most 1", task.Where("list_share"), "write 0.05 for 5 %");
  out.settings = ReadSettings(task);
  out.features_sql = ReadStatement(out.features_file = FileOf(task, "features", pack), task.Where("features"));
  out.label_sql = ReadStatement(out.label_file = FileOf(task, "label", pack), task.Where("label"));
  out.features = ReadFeatures(out.described_file = FileOf(task, "described", pack), pack);
  task.RefuseUnknown();
  return out;
}

}  // namespace auspex::pack
