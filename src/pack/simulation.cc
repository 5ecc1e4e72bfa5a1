#include "pack/simulation.h"

#include "pack/toml_library.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <map>

#include "base/error.h"

namespace auspex::pack {
namespace {

constexpr double kNoLimit = std::numeric_limits<double>::max();
using Indexes = std::map<std::string, size_t, std::less<>>;

/// A table of the file that knows where it stands. Every reading names the line of what is wrong.
class Section {
 public:
  Section(std::string file, const toml::table& table, std::string name)
      : file_(std::move(file)), table_(&table), name_(std::move(name)) {}

  [[noreturn]] void Fail(const toml::node* node, const std::string& what, const std::string& advice = {}) const {
    const auto line = (node != nullptr ? node->source() : table_->source()).begin.line;
    throw Error(Fault::kUsage, what, file_ + ":" + std::to_string(line), advice);
  }

  /// Refuses keys that nobody reads.
  void Allow(std::initializer_list<std::string_view> keys) const {
    for (const auto& [key, node] : *table_) {
      if (std::find(keys.begin(), keys.end(), key.str()) != keys.end()) continue;
      std::string known;
      for (const auto& name : keys) known += (known.empty() ? "" : ", ") + std::string(name);
      Fail(&node, "unknown key '" + std::string(key.str()) + "' in " + name_, "Known keys: " + known + ".");
    }
  }

  double Number(std::string_view key, double otherwise, double least, double most = kNoLimit) const {
    const toml::node* node = table_->get(key);
    return node == nullptr ? otherwise : Number(*node, key, least, most);
  }

  double Number(const toml::node& node, std::string_view key, double least, double most = kNoLimit) const {
    const auto value = node.value<double>();
    if (!value || !(*value >= least && *value <= most)) {
      Fail(&node, "'" + std::string(key) + "' in " + name_ + " is no number from " + Short(least) +
                      (most < kNoLimit ? " to " + Short(most) : " on"));
    }
    return *value;
  }

  std::string Text(std::string_view key, bool required) const {
    const toml::node* node = table_->get(key);
    if (node == nullptr && !required) return {};
    if (node == nullptr) Fail(nullptr, "'" + std::string(key) + "' is missing in " + name_);
    return Text(*node, key);
  }

  std::string Text(const toml::node& node, std::string_view key) const {
    const auto value = node.value<std::string>();
    if (!value || value->empty()) Fail(&node, "'" + std::string(key) + "' in " + name_ + " is no text");
    return *value;
  }

  /// The elements of an array; none if the key is missing.
  const toml::array& Array(std::string_view key) const {
    static const toml::array kNone;
    const toml::node* node = table_->get(key);
    if (node == nullptr) return kNone;
    if (!node->is_array()) Fail(node, "'" + std::string(key) + "' in " + name_ + " is no array");
    return *node->as_array();
  }

  std::vector<std::string> Texts(const toml::node& node, std::string_view key) const {
    if (!node.is_array()) Fail(&node, "'" + std::string(key) + "' in " + name_ + " is no array of texts");
    std::vector<std::string> texts;
    for (const auto& element : *node.as_array()) texts.push_back(Text(element, key));
    return texts;
  }

  std::vector<double> Weights(const toml::node& node, std::string_view key, size_t count) const {
    if (!node.is_array() || node.as_array()->size() != count) {
      Fail(&node, "'" + std::string(key) + "' in " + name_ + " must have " + std::to_string(count) + " weights");
    }
    std::vector<double> weights;
    for (const auto& element : *node.as_array()) weights.push_back(Number(element, key, 0));
    double sum = 0;
    for (const double weight : weights) sum += weight;
    if (!(sum > 0)) Fail(&node, "the weights of '" + std::string(key) + "' in " + name_ + " are all zero");
    return weights;
  }

  /// A table within this one; empty if the key is missing.
  Section Table(std::string_view key) const {
    static const toml::table kNone;
    const toml::node* node = table_->get(key);
    if (node != nullptr && !node->is_table()) Fail(node, "'" + std::string(key) + "' in " + name_ + " is no table");
    return {file_, node == nullptr ? kNone : *node->as_table(), name_ + "." + std::string(key)};
  }

  /// The tables of an array of tables.
  std::vector<Section> Tables(std::string_view key) const {
    std::vector<Section> sections;
    for (const auto& element : Array(key)) {
      if (!element.is_table()) Fail(&element, "'" + std::string(key) + "' is no array of tables");
      sections.emplace_back(file_, *element.as_table(), std::string(key) + " " + std::to_string(sections.size() + 1));
    }
    return sections;
  }

  /// `key = { name = number }` as one number for each name of `indexes`.
  std::vector<double> ByName(std::string_view key, const Indexes& indexes, double otherwise, double most = kNoLimit) const {
    std::vector<double> values(indexes.size(), otherwise);
    const Section section = Table(key);
    for (const auto& [name, node] : *section.table_) {
      values[section.Index(name.str(), node, indexes)] = section.Number(node, name.str(), 0, most);
    }
    return values;
  }

  size_t Index(std::string_view name, const toml::node& node, const Indexes& indexes) const {
    const auto found = indexes.find(name);
    if (found == indexes.end()) Fail(&node, name_ + " names '" + std::string(name) + "', which does not exist");
    return found->second;
  }

  std::vector<uint16_t> Symbols(std::string_view key, const Indexes& indexes) const {
    std::vector<uint16_t> symbols;
    for (const auto& element : Array(key)) {
      symbols.push_back(static_cast<uint16_t>(Index(Text(element, key), element, indexes)));
    }
    if (symbols.size() < 2) Fail(table_->get(key), "'" + std::string(key) + "' in " + name_ + " needs two symbols or more");
    return symbols;
  }

  const toml::table& table() const { return *table_; }

 private:
  static std::string Short(double value) {
    std::string text = std::to_string(value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
  }

  std::string file_;
  const toml::table* table_;
  std::string name_;
};

/// Reads the file from top to bottom; each step uses the names that the steps before have found.
class SimulationReader {
 public:
  SimulationReader(const Pack& pack, const Section& root) : pack_(pack), root_(root) {}

  Simulation Read() {
    root_.Allow({"group_by", "dwell_column", "session_column", "flag_column", "longest_dwell", "lag", "longest_gap_days",
                 "repeat", "hours", "attribute", "group", "details", "flags", "relation", "flow", "intent"});
    ReadBasics();
    ReadAttributes();
    ReadGroups();
    ReadDetails();
    ReadPaths();
    ReadIntents();
    return std::move(out_);
  }

 private:
  std::string ColumnName(const Section& section, std::string_view key) const {
    const std::string name = section.Text(key, false);
    if (!name.empty()) CheckColumn(section, section.table().get(key), name);
    return name;
  }

  void CheckColumn(const Section& section, const toml::node* node, const std::string& name) const {
    for (const auto& column : pack_.Events().columns) {
      if (column.name == name) return;
    }
    section.Fail(node, "the pack's table has no column '" + name + "'");
  }

  void ReadBasics() {
    out_.dwell_column = ColumnName(root_, "dwell_column");
    out_.session_column = ColumnName(root_, "session_column");
    out_.flag_column = ColumnName(root_, "flag_column");
    out_.longest_dwell = static_cast<uint16_t>(root_.Number("longest_dwell", 1500, 1, 1700));
    out_.longest_gap_days = root_.Number("longest_gap_days", 45, 0.1, 400);
    out_.repeat = root_.Number("repeat", 1, 0);
    if (const auto* lag = root_.table().get("lag")) {
      const auto bounds = root_.Weights(*lag, "lag", 2);
      if (bounds[0] < 1 || bounds[1] < bounds[0] || bounds[1] > 60) {
        root_.Fail(lag, "'lag' must be two seconds, 1 to 60 in order");
      }
      out_.least_lag = static_cast<uint16_t>(bounds[0]);
      out_.most_lag = static_cast<uint16_t>(bounds[1]);
    }
    out_.hours.assign(24, 1.0);
    if (const auto* hours = root_.table().get("hours")) out_.hours = root_.Weights(*hours, "hours", 24);
    for (size_t s = 0; s < pack_.journey.vocabulary.size(); ++s) symbols_[pack_.journey.vocabulary[s].name] = s;
  }

  void ReadAttributes() {
    for (const auto& section : root_.Tables("attribute")) {
      section.Allow({"name", "columns", "values"});
      SessionAttribute attribute{.name = section.Text("name", true), .columns = {}, .values = {}};
      for (const auto& node : section.Array("columns")) {
        attribute.columns.push_back(section.Text(node, "columns"));
        CheckColumn(section, &node, attribute.columns.back());
      }
      for (const auto& node : section.Array("values")) {
        attribute.values.push_back(section.Texts(node, "values"));
        if (attribute.values.back().size() != attribute.columns.size()) {
          section.Fail(&node, "a value of attribute '" + attribute.name + "' must have one text a column");
        }
      }
      if (attribute.values.empty() || attribute.values.size() > 255) {
        section.Fail(nullptr, "attribute '" + attribute.name + "' must have 1 to 255 values");
      }
      out_.attributes.push_back(std::move(attribute));
    }
    if (out_.attributes.size() > 4) root_.Fail(root_.table().get("attribute"), "there are more than 4 attributes");
  }

  void ReadGroups() {
    const std::string group_by = root_.Text("group_by", true);
    const auto sections = root_.Tables("group");
    for (const auto& section : sections) {
      groups_.emplace(section.Text("name", true), groups_.size());
    }
    for (const auto& symbol : pack_.journey.vocabulary) {
      const auto value = symbol.attributes.find(group_by);
      const auto found = value == symbol.attributes.end() ? groups_.end() : groups_.find(value->second);
      if (found == groups_.end()) {
        root_.Fail(root_.table().get("group_by"), "no [[group]] holds the symbol '" + symbol.name + "'",
                   "Add a [[group]] with the name that stands in its column '" + group_by + "'.");
      }
      out_.group_of.push_back(static_cast<uint16_t>(found->second));
    }
    for (const auto& section : sections) {
      section.Allow({"name", "dwell", "moves", "end", "details"});
      SimulatedGroup group{.name = section.Text("name", true), .moves = section.ByName("moves", groups_, 0)};
      const Section dwell = section.Table("dwell");
      dwell.Allow({"median", "sigma"});
      group.dwell_median = dwell.Number("median", group.dwell_median, 1, out_.longest_dwell);
      group.dwell_sigma = dwell.Number("sigma", group.dwell_sigma, 0.01, 5);
      group.end = section.Number("end", group.end, 0);
      out_.groups.push_back(std::move(group));
    }
    if (groups_.size() != sections.size()) root_.Fail(root_.table().get("group"), "two groups have the same name");
  }

  void ReadDetails() {
    const auto sections = root_.Tables("group");
    const Section own = root_.Table("details");
    for (const auto& [name, node] : own.table()) own.Index(name.str(), node, symbols_);
    for (size_t s = 0; s < symbols_.size(); ++s) {
      const std::string& name = pack_.journey.vocabulary[s].name;
      const Section& group = sections[out_.group_of[s]];
      const toml::node* node = own.table().get(name);
      if (node == nullptr) node = group.table().get("details");
      std::vector<std::string> texts = node == nullptr ? std::vector<std::string>{name} : own.Texts(*node, "details");
      if (texts.empty() || texts.size() > 255) own.Fail(node, "'" + name + "' must have 1 to 255 details");
      for (auto& text : texts) text = FillSymbol(std::move(text), name);
      out_.details.push_back(std::move(texts));
    }
    out_.flags = root_.ByName("flags", symbols_, 0, 1);
  }

  static std::string FillSymbol(std::string text, const std::string& symbol) {
    constexpr std::string_view kMark = "{symbol}";
    const size_t at = text.find(kMark);
    return at == std::string::npos ? text : text.replace(at, kMark.size(), symbol);
  }

  void ReadPaths() {
    for (const auto& section : root_.Tables("relation")) {
      section.Allow({"symbols", "bonus"});
      out_.relations.push_back({section.Symbols("symbols", symbols_), section.Number("bonus", 1, 0)});
    }
    for (const auto& section : root_.Tables("flow")) {
      section.Allow({"name", "steps", "back"});
      out_.flows.push_back({section.Text("name", true), section.Symbols("steps", symbols_), {}});
      out_.flows.back().back = section.Number("back", 0, 0, 1);
      if (!flows_.emplace(out_.flows.back().name, flows_.size()).second) {
        section.Fail(nullptr, "two flows are named '" + out_.flows.back().name + "'");
      }
    }
  }

  void ReadIntents() {
    const auto sections = root_.Tables("intent");
    if (sections.empty() || sections.size() > 32) {
      root_.Fail(root_.table().get("intent"), "there must be 1 to 32 intents");
    }
    for (const auto& section : sections) {
      if (!intents_.emplace(section.Text("name", true), intents_.size()).second) {
        section.Fail(nullptr, "two intents are named '" + section.Text("name", true) + "'");
      }
    }
    for (const auto& section : sections) out_.intents.push_back(ReadIntent(section));
  }

  Intent ReadIntent(const Section& section) {
    section.Allow({"name", "share", "leave", "next", "end", "dwell", "gap", "first", "groups", "symbols", "flows",
                   "attributes"});
    Intent intent;
    intent.name = section.Text("name", true);
    intent.share = section.Number("share", intent.share, 0);
    intent.leave = section.Number("leave", intent.leave, 0, 1);
    intent.end = section.Number("end", intent.end, 0);
    intent.dwell = section.Number("dwell", intent.dwell, 0.01);
    intent.gap = ReadGap(section.Table("gap"));
    intent.first = section.ByName("first", groups_, 0);
    intent.groups = section.ByName("groups", groups_, 1);
    intent.symbols = section.ByName("symbols", symbols_, 1);
    intent.flows = section.ByName("flows", flows_, 0, 1);
    intent.next = section.ByName("next", intents_, 0, 1);
    CompleteNext(section, intent);
    CheckFlows(section, intent);
    const Section attributes = section.Table("attributes");
    for (const auto& attribute : out_.attributes) {
      const auto* node = attributes.table().get(attribute.name);
      intent.attributes.push_back(node == nullptr ? std::vector<double>(attribute.values.size(), 1.0)
                                                  : attributes.Weights(*node, attribute.name, attribute.values.size()));
    }
    for (const auto& [name, node] : attributes.table()) CheckAttribute(attributes, name.str(), node);
    return intent;
  }

  /// What is left to 1 keeps the intent.
  void CompleteNext(const Section& section, Intent& intent) const {
    double others = 0;
    for (const double p : intent.next) others += p;
    if (others > 1) section.Fail(section.table().get("next"), "the probabilities of 'next' sum to more than 1");
    intent.next[intents_.find(intent.name)->second] += 1 - others;
  }

  void CheckFlows(const Section& section, const Intent& intent) const {
    for (size_t f = 0; f < out_.flows.size(); ++f) {
      if (intent.flows[f] <= 0 || intent.flows[f] + out_.flows[f].back <= 1) continue;
      section.Fail(section.table().get("flows"), "going on and back in flow '" + out_.flows[f].name + "' sum to more than 1");
    }
  }

  void CheckAttribute(const Section& section, std::string_view name, const toml::node& node) const {
    for (const auto& attribute : out_.attributes) {
      if (attribute.name == name) return;
    }
    section.Fail(&node, "there is no [[attribute]] named '" + std::string(name) + "'");
  }

  static Gap ReadGap(const Section& section) {
    section.Allow({"soon", "soon_hours", "soon_sigma", "days", "spread_hours"});
    Gap gap;
    gap.soon = section.Number("soon", gap.soon, 0, 1);
    gap.soon_hours = section.Number("soon_hours", gap.soon_hours, 0.5);
    gap.soon_sigma = section.Number("soon_sigma", gap.soon_sigma, 0.01, 5);
    gap.days = section.Number("days", gap.days, 1);
    gap.spread_hours = section.Number("spread_hours", gap.spread_hours, 0.1);
    return gap;
  }

  const Pack& pack_;
  const Section& root_;
  Simulation out_;
  Indexes symbols_, groups_, flows_, intents_;
};

toml::table ParseFile(const std::string& file) {
  try {
    return toml::parse_file(file);
  } catch (const toml::parse_error& error) {
    const auto line = error.source().begin.line;
    throw Error(Fault::kUsage, std::string(error.description()), line > 0 ? file + ":" + std::to_string(line) : file);
  }
}

}  // namespace

Simulation ReadSimulation(const Pack& pack) {
  if (pack.simulate.empty()) {
    throw Error(Fault::kUsage, "the pack '" + pack.name + "' has no simulator", pack.folder.string(),
                "Use a pack with a simulate.toml.");
  }
  if (pack.journey.vocabulary.empty()) {
    throw Error(Fault::kUsage, "the simulator needs a pack whose vocabulary is given", pack.folder.string());
  }
  const std::string file = pack.simulate.string();
  const toml::table table = ParseFile(file);
  const Section root(file, table, "the file");
  Simulation simulation = SimulationReader(pack, root).Read();
  simulation.file = pack.simulate;
  return simulation;
}

}  // namespace auspex::pack
