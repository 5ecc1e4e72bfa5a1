#include "pack/cases.h"

#include <algorithm>

#include "pack/table_reader.h"
#include "pack/toml_reader.h"

namespace auspex::pack {
namespace {

using Kind = TomlNode::Kind;

constexpr Micros kDefaultNow = 20148 * kDay + 12 * kHour;  // 2025-03-01 12:00:00

bool IsNumber(const TomlNode& node) { return node.kind == Kind::kNumber || node.kind == Kind::kInteger; }

/// An item `["symbol", …]` of at least `least` and at most `most` parts, or (least 1) a bare "symbol".
std::vector<const TomlNode*> Parts(const TomlNode& item, size_t least, size_t most, const TomlTable& table, const std::string& shape) {
  std::vector<const TomlNode*> parts;
  if (item.kind == Kind::kText) {
    parts.push_back(&item);
  } else if (item.kind == Kind::kArray) {
    for (const TomlNode& part : item.items) parts.push_back(&part);
  }
  if (parts.size() < least || parts.size() > most || parts[0]->kind != Kind::kText) {
    Refuse("an item is not as wanted", At(table.file(), item.line), "write " + shape);
  }
  return parts;
}

std::vector<CaseCandidate> ReadCandidates(const TomlTable& table, const Pack& pack) {
  const std::string shape = "[\"symbol\", confidence in 0..1]";
  std::vector<CaseCandidate> candidates;
  for (const TomlNode& item : table.Array("candidates").items) {
    const auto parts = Parts(item, 2, 2, table, shape);
    const std::string where = At(table.file(), item.line);
    if (!IsNumber(*parts[1]) || !(parts[1]->number >= 0 && parts[1]->number <= 1)) Refuse("an item is not as wanted", where, "write " + shape);
    CheckSymbol("`candidates`", parts[0]->text, pack.journey, where);
    candidates.push_back({parts[0]->text, parts[1]->number});
  }
  if (candidates.size() > pack.top) {
    Refuse("there are more than " + std::to_string(pack.top) + " candidates", table.Where("candidates"), "the pack's `top` says how many there are");
  }
  return candidates;
}

/// A time, or a number of minutes before now.
Micros ReadStepTime(const TomlNode& node, Micros now, const std::string& where) {
  if (IsNumber(node) && node.number >= 0 && node.number <= 1e9) return now - static_cast<Micros>(node.number * kMinute);
  const auto time = node.kind == Kind::kText || node.kind == Kind::kTime ? ParseTime(node.text) : std::nullopt;
  if (!time) Refuse("a step's time is not as wanted", where, "write minutes before now, or a time like 2025-03-01 12:00:00");
  return *time;
}

std::vector<CaseStep> ReadSteps(const TomlTable& table, const Pack& pack, Micros now) {
  const auto& items = table.Array("steps").items;
  std::vector<CaseStep> steps;
  for (size_t i = 0; i < items.size(); ++i) {
    const auto parts = Parts(items[i], 1, 3, table, "\"symbol\" or [\"symbol\", minutes before now or time, \"detail\"]");
    const std::string where = At(table.file(), items[i].line);
    CheckSymbol("`steps`", parts[0]->text, pack.journey, where);
    CaseStep step{parts[0]->text, "", now - static_cast<Micros>(items.size() - i) * kMinute};
    if (parts.size() > 1) step.time = ReadStepTime(*parts[1], now, where);
    if (parts.size() > 2) step.detail = parts[2]->text;
    if (!steps.empty() && steps.back().time > step.time) Refuse("a step is earlier than the one before", where, "write the newest last");
    steps.push_back(step);
  }
  if (pack.journey.steps > 0 && steps.size() > pack.journey.steps) {
    Refuse("there are more than " + std::to_string(pack.journey.steps) + " steps", table.Where("steps"), "a prediction sees no more");
  }
  return steps;
}

void ReadDefaults(const TomlTable& table, const Pack& pack, Case& out) {
  if (table.Has("conversions")) {
    const TomlTable conversions = table.Table("conversions");
    for (const Conversion& each : pack.conversions) out.conversions[each.name] = conversions.Number(each.name, 0);
    conversions.RefuseUnknown();
  }
  if (table.Has("categories")) {
    const TomlTable categories = table.Table("categories");
    for (const auto& name : pack.journey.categories) {
      if (categories.Has(name)) out.categories[name] = categories.Text(name);
    }
    categories.RefuseUnknown();
  }
}

void CheckRuleName(const TomlTable& table, const std::string& key, const std::string& rule, const Pack& pack) {
  std::vector<std::string> known;
  if (pack.strategy) {
    for (const Rule& each : pack.strategy->rules) known.push_back(each.id);
  }
  if (rule.empty() || std::ranges::count(known, rule)) return;
  Refuse("`" + key + "` names the unknown rule `" + rule + "`", table.Where(key), Suggest(rule, known));
}

Case ReadCase(const TomlTable& table, const Pack& pack) {
  Case out;
  out.file = table.file();
  out.line = table.line();
  out.name = table.Text("name");
  if (!table.Has("rule")) Refuse("the key `rule` is missing in [[case]]", table.Where(), "name the rule that fires, or \"\" for none");
  out.rule = table.Text("rule", "");
  out.misses = table.Text("misses", "");
  CheckRuleName(table, "rule", out.rule, pack);
  CheckRuleName(table, "misses", out.misses, pack);
  if (table.Has("advice")) out.advice = table.Text("advice");
  out.now = table.Has("now") ? table.Time("now") : kDefaultNow;
  out.candidates = ReadCandidates(table, pack);
  out.steps = ReadSteps(table, pack, out.now);
  ReadDefaults(table, pack, out);
  table.RefuseUnknown();
  return out;
}

}  // namespace

std::vector<std::filesystem::path> CaseFiles(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  if (!std::filesystem::is_directory(folder / "cases")) return files;
  for (const auto& entry : std::filesystem::directory_iterator(folder / "cases")) {
    if (entry.path().extension() == ".toml") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

std::vector<Case> ReadCases(const std::filesystem::path& file, const Pack& pack) {
  const TomlNode node = ReadToml(file);
  const TomlTable root(node, file);
  std::vector<Case> cases;
  for (const TomlTable& table : root.Tables("case")) cases.push_back(ReadCase(table, pack));
  root.RefuseUnknown();
  if (cases.empty()) Refuse("the file has no case", At(file, 1), "add one: [[case]]");
  return cases;
}

}  // namespace auspex::pack
