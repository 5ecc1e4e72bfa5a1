#include "pack/strategy_reader.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <functional>

#include "pack/decision_row.h"
#include "pack/sql_text.h"
#include "pack/toml_reader.h"
#include "pack/vocabulary.h"
#include "pack/wording.h"

namespace auspex::pack {
namespace {

template <class T>
std::vector<std::string> NamesOf(const std::vector<T>& things) {
  std::vector<std::string> names;
  for (const T& thing : things) names.push_back(thing.name);
  return names;
}

bool Contains(const std::vector<std::string>& names, const std::string& name) { return std::ranges::count(names, name) > 0; }

void CheckName(const std::string& kind, const std::string& name, const std::string& where) {
  if (!IsIdentifier(name)) Refuse("the " + kind + " `" + name + "` has no usable name", where, "use a-z, 0-9 and _, beginning with a letter");
}

void CheckKnown(const std::string& who, const std::string& kind, const std::string& name, const std::vector<std::string>& known,
                const std::string& where) {
  if (!Contains(known, name)) Refuse(who + " names the unknown " + kind + " `" + name + "`", where, Suggest(name, known));
}

/// What rank_by names has to be a number for every symbol.
void CheckRank(const Strategy& strategy, const Pack& pack, const std::string& where) {
  if (strategy.rank_by.empty()) return;
  CheckKnown("rank_by", "attribute", strategy.rank_by, pack.journey.attributes, where);
  for (const Symbol& symbol : pack.journey.vocabulary) {
    const std::string& value = symbol.attributes.at(strategy.rank_by);
    char* end = nullptr;
    const double rank = std::strtod(value.c_str(), &end);
    if (value.empty() || *end || !std::isfinite(rank)) {
      Refuse("rank_by: the attribute `" + strategy.rank_by + "` of " + symbol.name + " is no number: `" + value + "`", where,
             "give every symbol a number there, or rank by another attribute");
    }
  }
}

std::vector<Definition> ReadDefinitions(const TomlTable& root, const Pack& pack) {
  std::vector<Definition> definitions;
  if (!root.Has("definitions")) return definitions;
  std::set<std::string> taken = {"rule", "channel", "action", "advice", "fired"};
  for (const auto& column : DecisionRow(pack)) taken.insert(column.name);
  for (const auto& [name, node] : root.Table("definitions").NamedTexts()) {
    const std::string where = At(root.file(), node.line);
    CheckName("definition", name, where);
    if (taken.contains(name) || name.starts_with("c_") || name.starts_with("v_")) {
      Refuse("the definition `" + name + "` has the name of a column of the decision row", where,
             "rename it; names beginning with c_ and v_ are taken by the conditions");
    }
    definitions.push_back({name, ExpandPlaceholders(node.text, pack.journey, where), {}, node.line});
  }
  for (Definition& definition : definitions) {
    const auto names = NamesIn(definition.sql);
    for (const Definition& other : definitions) {
      if (names.contains(other.name)) definition.uses.push_back(other.name);
    }
  }
  return definitions;
}

/// Puts each definition after those it uses (depth first); a cycle is refused.
class DefinitionSorter {
 public:
  DefinitionSorter(std::vector<Definition> definitions, const std::filesystem::path& file)
      : definitions_(std::move(definitions)), file_(file), done_(definitions_.size()) {}

  std::vector<Definition> Sorted() {
    for (size_t i = 0; i < definitions_.size(); ++i) Visit(i);
    return std::move(sorted_);
  }

 private:
  void Visit(size_t i) {
    const Definition& definition = definitions_[i];
    const auto begun = std::ranges::find(path_, definition.name);
    if (begun != path_.end()) RefuseCycle(std::vector<std::string>(begun, path_.end()), definition);
    if (done_[i]) return;
    path_.push_back(definition.name);
    for (const auto& used : definition.uses) {
      Visit(static_cast<size_t>(std::ranges::find(definitions_, used, &Definition::name) - definitions_.begin()));
    }
    path_.pop_back();
    done_[i] = true;
    sorted_.push_back(definition);
  }

  [[noreturn]] void RefuseCycle(const std::vector<std::string>& cycle, const Definition& first) const {
    std::string text;
    for (const auto& name : cycle) text += name + " → ";
    Refuse("definitions refer to each other in a circle: " + text + first.name, At(file_, first.line), "break the circle");
  }

  std::vector<Definition> definitions_, sorted_;
  const std::filesystem::path& file_;
  std::vector<bool> done_;
  std::vector<std::string> path_;
};

std::vector<Condition> ReadConditions(const TomlTable& root, const Journey& journey) {
  std::vector<Condition> conditions;
  if (!root.Has("conditions")) return conditions;
  for (const auto& [name, table] : root.Table("conditions").NamedTables()) {
    CheckName("condition", name, table.Where());
    conditions.push_back({name, ExpandPlaceholders(table.Text("holds"), journey, table.Where("holds")),
                          ExpandPlaceholders(table.Text("value", ""), journey, table.Where("value")), table.line()});
    table.RefuseUnknown();
  }
  return conditions;
}

/// A text of the strategy: its key exists, and its placeholders are definitions in every language.
void CheckText(const std::string& who, const std::string& key, const Strategy& strategy, const std::filesystem::path& wording_folder,
               const Wording& wording, const std::string& where) {
  for (const auto& [language, texts] : wording) {
    const auto text = texts.find(key);
    if (text == texts.end()) {
      std::vector<std::string> known;
      for (const auto& [name, unused] : texts) known.push_back(name);
      Refuse(who + " names the unknown wording `" + key + "`", where, Suggest(key, known));
    }
    for (const auto& name : PlaceholdersIn(text->second)) {
      const auto known = NamesOf(strategy.definitions);
      if (Contains(known, name)) continue;
      Refuse("the text `" + key + "` speaks of {" + name + "}, which is no definition of " + strategy.file.filename().string(),
             WhereIs(wording_folder, language, key), Suggest(name, known));
    }
  }
}

Rule ReadRule(const TomlTable& table, const Strategy& strategy) {
  Rule rule{table.Text("id"), table.Texts("when"), table.Text("channel"), table.Text("action"), table.Text("text"), table.line()};
  table.RefuseUnknown();
  CheckName("rule", rule.id, table.Where("id"));
  const std::string who = "the rule `" + rule.id + "`";
  if (std::ranges::count(strategy.rules, rule.id, &Rule::id)) Refuse(who + " occurs twice", table.Where("id"), "rename one of them");
  if (rule.conditions.empty()) Refuse(who + " has no condition", table.Where(), "add when = [\"…\"] with the names of its conditions");
  for (const auto& name : rule.conditions) {
    CheckKnown(who, "condition", name, NamesOf(strategy.conditions), table.Where("when"));
    if (std::ranges::count(rule.conditions, name) > 1) Refuse(who + " names `" + name + "` twice", table.Where("when"), "remove one");
  }
  CheckKnown(who, "channel", rule.channel, strategy.channels, table.Where("channel"));
  CheckName("action", rule.action, table.Where("action"));
  return rule;
}

void CheckChannels(const Strategy& strategy, const std::string& where) {
  for (const auto& channel : strategy.channels) {
    CheckName("channel", channel, where);
    if (std::ranges::count(strategy.channels, channel) > 1) Refuse("the channel `" + channel + "` occurs twice", where, "remove one");
  }
}

}  // namespace

Strategy ReadStrategy(const std::filesystem::path& file, const std::filesystem::path& wording_folder, const Pack& pack) {
  const TomlNode node = ReadToml(file);
  const TomlTable root(node, file);
  Strategy strategy;
  strategy.file = file;
  strategy.rank_by = root.Text("rank_by", "");
  CheckRank(strategy, pack, root.Where("rank_by"));
  strategy.least_confidence = root.Number("least_confidence", 0);
  if (strategy.least_confidence < 0 || strategy.least_confidence > 1) {
    Refuse("`least_confidence` is outside 0..1", root.Where("least_confidence"), "it is a probability");
  }
  strategy.channels = root.Texts("channels");
  CheckChannels(strategy, root.Where("channels"));
  strategy.definitions = DefinitionSorter(ReadDefinitions(root, pack), file).Sorted();
  strategy.conditions = ReadConditions(root, pack.journey);
  strategy.none_text = root.Text("none_text");
  CheckText("none_text", strategy.none_text, strategy, wording_folder, pack.wording, root.Where("none_text"));
  for (const TomlTable& table : root.Tables("rule")) {
    strategy.rules.push_back(ReadRule(table, strategy));
    const Rule& rule = strategy.rules.back();
    CheckText("the rule `" + rule.id + "`", rule.text, strategy, wording_folder, pack.wording, table.Where("text"));
  }
  root.RefuseUnknown();
  return strategy;
}

}  // namespace auspex::pack
