#include "pack/one_table.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "pack/toml_reader.h"

namespace auspex::pack {
namespace {

constexpr const char* kForms =
    "write one of \"stratified:10:42\", \"column:NAME\", \"time:NAME:0.8\", \"order:0.8\", \"rolling:NAME:5\", \"grouped:NAME:10:42\"";

/// A plan as its parts between colons, each asked for once.
class PlanText {
 public:
  PlanText(const std::string& text, const std::string& where) : text_(text), where_(where) {
    size_t at = 0;
    for (size_t end; (end = text.find(':', at)) != std::string::npos; at = end + 1) parts_.push_back(text.substr(at, end - at));
    parts_.push_back(text.substr(at));
  }

  const std::string& Kind() const { return parts_.front(); }
  /// A column's name; one with colons in it is what the numbers behind it leave.
  std::string Name(size_t numbers_behind) {
    size_t end = parts_.size();
    while (numbers_behind > 0 && end > next_ + 1 && IsNumber(parts_[end - 1])) --end, --numbers_behind;
    if (next_ >= end) Wrong("it names no column");
    std::string name = parts_[next_++];
    while (next_ < end) name += ":" + parts_[next_++];
    if (name.empty()) Wrong("it names no column");
    return name;
  }
  uint64_t Whole(uint64_t otherwise, uint64_t least) {
    if (next_ == parts_.size()) return otherwise;
    const std::string& part = parts_[next_++];
    uint64_t value = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (error != std::errc() || end != part.data() + part.size() || value < least) {
      Wrong("`" + part + "` is no whole number of at least " + std::to_string(least));
    }
    return value;
  }
  double Share(double otherwise) {
    if (next_ == parts_.size()) return otherwise;
    const auto value = Number(parts_[next_]);
    if (!value || !(*value > 0 && *value < 1)) Wrong("`" + parts_[next_] + "` is no share between 0 and 1");
    ++next_;
    return *value;
  }
  void End() const {
    if (next_ < parts_.size()) Wrong("`" + parts_[next_] + "` is too much");
  }
  [[noreturn]] void Wrong(const std::string& why) const { Refuse("`folds` is \"" + text_ + "\": " + why, where_, kForms); }

 private:
  static std::optional<double> Number(const std::string& part) {
    double value = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (error != std::errc() || end != part.data() + part.size()) return std::nullopt;
    return value;
  }
  static bool IsNumber(const std::string& part) { return Number(part).has_value(); }

  std::string text_, where_;
  std::vector<std::string> parts_;
  size_t next_ = 1;
};

FoldPlan ReadPlan(const std::string& text, const std::string& where) {
  using Kind = FoldPlan::Kind;
  constexpr std::pair<const char*, Kind> kKinds[] = {{"stratified", Kind::kStratified}, {"column", Kind::kColumn},   {"time", Kind::kTime},
                                                     {"order", Kind::kOrder},           {"rolling", Kind::kRolling}, {"grouped", Kind::kGrouped}};
  PlanText parts(text, where);
  std::vector<std::string> known;
  for (const auto& [name, kind] : kKinds) {
    known.push_back(name);
    if (parts.Kind() != name) continue;
    FoldPlan plan;
    plan.kind = kind;
    if (kind == Kind::kColumn) plan.column = parts.Name(0);
    if (kind == Kind::kTime || kind == Kind::kRolling) plan.column = parts.Name(1);
    if (kind == Kind::kGrouped) plan.column = parts.Name(2);
    if (kind == Kind::kTime || kind == Kind::kOrder) plan.share = parts.Share(plan.share);
    if (kind == Kind::kRolling) plan.folds = parts.Whole(5, 1);
    if (kind == Kind::kStratified || kind == Kind::kGrouped) {
      plan.folds = parts.Whole(plan.folds, 2);
      plan.seed = parts.Whole(plan.seed, 0);
    }
    parts.End();
    return plan;
  }
  Refuse("`folds` is \"" + text + "\", which is no way to split rows", where, Suggest(parts.Kind(), known) + "; " + kForms);
}

char ReadDelimiter(const TomlTable& table) {
  const std::string text = table.Text("delimiter", "");
  if (text.empty()) return 0;
  if (text.size() == 1 && text[0] != '"' && text[0] != '\n' && text[0] != '\r' && static_cast<unsigned char>(text[0]) < 0x80) return text[0];
  Refuse("`delimiter` is no character that can stand between columns", table.Where("delimiter"), "write one character, such as \";\" or \"\\t\"");
}

Balance ReadBalance(const TomlTable& table) {
  constexpr std::pair<const char*, Balance> kKinds[] = {{"none", Balance::kNone}, {"weights", Balance::kWeights}, {"smote", Balance::kSmote}};
  const std::string text = table.Text("balance", "none");
  std::vector<std::string> known;
  for (const auto& [name, kind] : kKinds) {
    if (text == name) return kind;
    known.push_back(name);
  }
  Refuse("`balance` is \"" + text + "\", which is none of none, weights and smote", table.Where("balance"), Suggest(text, known));
}

std::vector<MonotoneColumn> ReadMonotone(const TomlTable& table) {
  std::vector<MonotoneColumn> columns;
  if (!table.Has("monotone")) return columns;
  const TomlTable monotone = table.Table("monotone");
  for (const auto& [column, node] : monotone.NamedTexts()) {
    const std::string where = At(table.file(), node.line);
    if (node.text != "up" && node.text != "down") {
      Refuse("`" + column + "` of [table.monotone] is \"" + node.text + "\", which is no direction", where,
             Suggest(node.text, {"up", "down"}) + "; \"up\": the chance of yes does not fall as the column rises, \"down\": it does not rise");
    }
    columns.push_back({column, node.text == "up" ? 1 : -1, where});
  }
  return columns;
}

/// Steps that do not go together, and constraints on columns that are not learnt from as numbers.
void CheckSteps(const OneTable& out, const TomlTable& table) {
  if (out.pairs && out.balance == Balance::kSmote) {
    Refuse("`pairs` and `balance = \"smote\"` do not go together: rows made up between others have values of which no pair has rows",
           table.Where("pairs"), "write balance = \"weights\", or leave one of them out");
  }
  for (const MonotoneColumn& each : out.monotone) {
    const auto in = [&](const std::vector<std::string>& names) { return std::ranges::count(names, each.column) > 0; };
    const bool learnt = each.column != out.target && each.column != out.id && each.column != out.weight && each.column != out.folds.column &&
                        !in(out.leave_out);
    if (!learnt) Refuse("[table.monotone] names `" + each.column + "`, which is not learnt from", each.where, "remove it");
    if (in(out.categories)) Refuse("[table.monotone] names `" + each.column + "`, which `categories` names: texts have no order", each.where, "remove it");
  }
}

/// A column has one part to play.
void CheckRoles(const OneTable& out, const TomlTable& table) {
  std::vector<std::pair<std::string, const char*>> roles{{out.target, "target"}};
  const auto add = [&](const std::string& column, const char* key) {
    if (column.empty()) return;
    for (const auto& [taken, by] : roles) {
      if (taken == column) Refuse("`" + std::string(key) + "` names `" + column + "`, which `" + by + "` names already", table.Where(key), "remove one");
    }
    roles.emplace_back(column, key);
  };
  add(out.id, "id");
  add(out.weight, "weight");
  for (const auto& name : out.leave_out) add(name, "leave_out");
  for (const auto& name : out.categories) add(name, "categories");
  for (const auto& name : out.numbers) add(name, "numbers");
  if (out.folds.column == out.target) Refuse("`folds` names the target `" + out.target + "`", table.Where("folds"), "split by another column");
}

}  // namespace

const std::vector<std::string>& DefaultMissing() {
  static const std::vector<std::string> kSpellings{"NA", "N/A", "#N/A", "NaN", "nan", "null", "NULL"};
  return kSpellings;
}

OneTable ReadOneTable(const TomlTable& table) {
  OneTable out;
  out.target = table.Text("target");
  out.positive = table.Text("positive");
  out.id = table.Text("id", "");
  out.weight = table.Text("weight", "");
  out.leave_out = table.Texts("leave_out");
  out.categories = table.Texts("categories");
  out.numbers = table.Texts("numbers");
  out.missing = table.Has("missing") ? table.Texts("missing") : DefaultMissing();
  out.delimiter = ReadDelimiter(table);
  out.folds = ReadPlan(table.Text("folds", "stratified:10:42"), table.Where("folds"));
  out.balance = ReadBalance(table);
  out.pairs = table.Flag("pairs", false);
  out.seeds = static_cast<size_t>(table.Integer("seeds", 1, 1, 100));
  out.monotone = ReadMonotone(table);
  table.RefuseUnknown();
  CheckRoles(out, table);
  CheckSteps(out, table);
  return out;
}

}  // namespace auspex::pack
