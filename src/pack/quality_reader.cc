#include "pack/quality_reader.h"

#include <algorithm>

#include "pack/toml_reader.h"
#include "pack/vocabulary.h"

namespace auspex::pack {
namespace {

constexpr std::pair<const char*, QualityKind> kKinds[] = {
    {"complete", QualityKind::kComplete}, {"consistent", QualityKind::kConsistent}, {"timely", QualityKind::kTimely}};

QualityKind ReadKind(const TomlTable& table) {
  const std::string text = table.Text("kind");
  std::vector<std::string> known;
  for (const auto& [name, kind] : kKinds) {
    if (text == name) return kind;
    known.push_back(name);
  }
  Refuse("unknown kind of rule `" + text + "`", table.Where("kind"), Suggest(text, known));
}

void CheckTable(const std::string& name, const Pack& pack, const std::string& where) {
  if (pack.FindTable(name) != nullptr) return;
  std::vector<std::string> known;
  for (const Table& table : pack.tables) known.push_back(table.name);
  Refuse("the pack has no table `" + name + "`", where, Suggest(name, known));
}

void CheckText(const std::string& key, const Pack& pack, const std::string& where) {
  if (pack.wording.empty()) Refuse("quality rules need a wording", where, "add `wording = \"wording\"` to pack.toml");
  const auto& texts = pack.wording.begin()->second;
  if (texts.contains(key)) return;
  std::vector<std::string> known;
  for (const auto& [name, text] : texts) known.push_back(name);
  Refuse("unknown wording `" + key + "`", where, Suggest(key, known));
}

QualityRule ReadRule(const TomlTable& table, const std::vector<QualityRule>& before, const Pack& pack) {
  QualityRule rule;
  rule.line = table.line();
  rule.name = table.Text("name");
  if (!IsIdentifier(rule.name)) Refuse("the rule `" + rule.name + "` has no usable name", table.Where("name"), "use a-z, 0-9 and _, beginning with a letter");
  if (std::ranges::count(before, rule.name, &QualityRule::name) > 0) {
    Refuse("the rule `" + rule.name + "` occurs twice", table.Where("name"), "rename one of them");
  }
  CheckTable(rule.table = table.Text("table"), pack, table.Where("table"));
  rule.kind = ReadKind(table);
  CheckText(rule.text = table.Text("text"), pack, table.Where("text"));
  if (table.Has("holds") == table.Has("offenders")) {
    Refuse("the rule `" + rule.name + "` needs either `holds` or `offenders`", table.Where(),
           "write what a sound row satisfies under `holds`, or a SELECT of what is not sound under `offenders`");
  }
  if (table.Has("holds")) rule.holds = table.Text("holds");
  else rule.offenders = table.Text("offenders"), rule.checked = table.Text("checked", "");
  table.RefuseUnknown();
  return rule;
}

}  // namespace

const char* QualityKindName(QualityKind kind) {
  for (const auto& [name, value] : kKinds) {
    if (value == kind) return name;
  }
  return "";
}

std::vector<QualityRule> ReadQuality(const std::filesystem::path& file, const Pack& pack) {
  const TomlNode node = ReadToml(file);
  const TomlTable root(node, file);
  std::vector<QualityRule> rules;
  for (const TomlTable& table : root.Tables("rule")) rules.push_back(ReadRule(table, rules, pack));
  root.RefuseUnknown();
  return rules;
}

}  // namespace auspex::pack
