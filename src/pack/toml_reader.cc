#include "pack/toml_reader.h"

#include <algorithm>
#include <fstream>
#include <numeric>
#include <sstream>

#include "base/error.h"

namespace auspex::pack {
namespace {

using Kind = TomlNode::Kind;

const char* KindName(Kind kind) {
  switch (kind) {
    case Kind::kText: return "a text";
    case Kind::kInteger: return "a whole number";
    case Kind::kNumber: return "a number";
    case Kind::kFlag: return "true or false";
    case Kind::kTime: return "a time";
    case Kind::kArray: return "a list";
    case Kind::kTable: return "a table";
  }
  return "";
}

/// Insertions, deletions, changes and swaps of neighbours that turn `a` into `b` (optimal string alignment).
size_t Distance(const std::string& a, const std::string& b) {
  std::vector<size_t> before, last(b.size() + 1), row(b.size() + 1);
  std::iota(last.begin(), last.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1), last[j] + 1, row[j - 1] + 1});
      const bool is_swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (is_swap) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before = last;
    last = row;
  }
  return last[b.size()];
}

}  // namespace

std::string ReadText(const std::filesystem::path& file, const std::string& where) {
  std::ifstream in(file, std::ios::binary);
  if (!in || std::filesystem::is_directory(file)) {
    Refuse("the file " + file.string() + " is missing or cannot be read", where.empty() ? file.string() : where,
           "create it, or correct the name");
  }
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

std::string At(const std::filesystem::path& file, int line) { return file.string() + ":" + std::to_string(line); }

void Refuse(const std::string& what, const std::string& where, const std::string& advice) {
  throw Error(Fault::kUsage, what, where, advice);
}

std::string Suggest(const std::string& name, const std::vector<std::string>& candidates) {
  if (candidates.empty()) return "there is none to choose from";
  const std::string* nearest = &candidates.front();
  size_t least = Distance(name, *nearest);
  for (const auto& candidate : candidates) {
    const size_t distance = Distance(name, candidate);
    if (distance < least) least = distance, nearest = &candidate;
  }
  if (least * 2 <= std::max(name.size(), nearest->size())) return "did you mean `" + *nearest + "`?";
  std::string list;
  for (size_t i = 0; i < candidates.size() && i < 12; ++i) list += (i ? ", `" : "`") + candidates[i] + "`";
  return "known are " + list + (candidates.size() > 12 ? ", …" : "");
}

TomlTable::TomlTable(const TomlNode& node, std::filesystem::path file, std::string name)
    : node_(node), file_(std::move(file)), name_(std::move(name)) {}

const TomlNode* TomlTable::Node(const std::string& key) const {
  asked_.insert(key);
  for (const auto& [name, node] : node_.entries) {
    if (name == key) return &node;
  }
  return nullptr;
}

bool TomlTable::Has(const std::string& key) const { return Node(key) != nullptr; }

bool TomlTable::IsSection(const std::string& key) const {
  const TomlNode* node = Node(key);
  return node && node->kind == TomlNode::Kind::kTable;
}

std::string TomlTable::Where(const std::string& key) const {
  const TomlNode* node = Node(key);
  return node ? At(file_, node->line) : Where();
}

const TomlNode& TomlTable::Required(const std::string& key) const {
  const TomlNode* node = Node(key);
  if (!node) {
    Refuse("the key `" + key + "` is missing" + (name_.empty() ? "" : " in " + name_), Where(), "add `" + key + " = …`");
  }
  return *node;
}

void TomlTable::WrongType(const std::string& key, const TomlNode& found, const std::string& wanted) const {
  Refuse("`" + key + "` is " + KindName(found.kind), At(file_, found.line), "it has to be " + wanted);
}

std::string TomlTable::Text(const std::string& key) const {
  const TomlNode& node = Required(key);
  if (node.kind != Kind::kText) WrongType(key, node, KindName(Kind::kText));
  if (node.text.empty()) Refuse("`" + key + "` is empty", At(file_, node.line), "write a text");
  return node.text;
}

std::string TomlTable::Text(const std::string& key, const std::string& otherwise) const {
  const TomlNode* node = Node(key);
  if (!node) return otherwise;
  if (node->kind != Kind::kText) WrongType(key, *node, KindName(Kind::kText));
  return node->text;
}

std::vector<std::string> TomlTable::Texts(const std::string& key) const {
  std::vector<std::string> texts;
  const TomlNode* node = Node(key);
  if (!node) return texts;
  if (node->kind != Kind::kArray) WrongType(key, *node, "a list of texts, such as [\"a\", \"b\"]");
  for (const TomlNode& item : node->items) {
    if (item.kind != Kind::kText || item.text.empty()) {
      Refuse("an item of `" + key + "` is no text or empty", At(file_, item.line), "write a list of texts, such as [\"a\", \"b\"]");
    }
    texts.push_back(item.text);
  }
  return texts;
}

int64_t TomlTable::Integer(const std::string& key, int64_t otherwise, int64_t least, int64_t most) const {
  const TomlNode* node = Node(key);
  if (!node) return otherwise;
  if (node->kind != Kind::kInteger) WrongType(key, *node, KindName(Kind::kInteger));
  if (node->integer < least || node->integer > most) {
    Refuse("`" + key + "` is " + std::to_string(node->integer), At(file_, node->line),
           "it has to lie in " + std::to_string(least) + ".." + std::to_string(most));
  }
  return node->integer;
}

double TomlTable::Number(const std::string& key, double otherwise) const { return Number(key).value_or(otherwise); }

std::optional<double> TomlTable::Number(const std::string& key) const {
  const TomlNode* node = Node(key);
  if (!node) return std::nullopt;
  if (node->kind != Kind::kInteger && node->kind != Kind::kNumber) WrongType(key, *node, KindName(Kind::kNumber));
  if (!(node->number - node->number == 0)) Refuse("`" + key + "` is not finite", At(file_, node->line), "write a finite number");
  return node->number;
}

bool TomlTable::Flag(const std::string& key, bool otherwise) const {
  const TomlNode* node = Node(key);
  if (!node) return otherwise;
  if (node->kind != Kind::kFlag) WrongType(key, *node, KindName(Kind::kFlag));
  return node->flag;
}

Micros TomlTable::Time(const std::string& key) const {
  const TomlNode& node = Required(key);
  if (node.kind != Kind::kTime && node.kind != Kind::kText) WrongType(key, node, "a time, such as 2025-03-01 12:00:00");
  const auto time = ParseTime(node.text);
  if (!time) Refuse("`" + key + "` is no time: " + node.text, At(file_, node.line), "write one like 2025-03-01 12:00:00");
  return *time;
}

const TomlNode& TomlTable::Array(const std::string& key) const {
  const TomlNode& node = Required(key);
  if (node.kind != Kind::kArray) WrongType(key, node, KindName(Kind::kArray));
  return node;
}

TomlTable TomlTable::Table(const std::string& key) const {
  const TomlNode& node = Required(key);
  if (node.kind != Kind::kTable) WrongType(key, node, "a table: [" + key + "]");
  return {node, file_, "[" + key + "]"};
}

std::vector<TomlTable> TomlTable::Tables(const std::string& key) const {
  std::vector<TomlTable> tables;
  const TomlNode* node = Node(key);
  if (!node) return tables;
  const std::string wanted = "a list of tables: [[" + key + "]]";
  if (node->kind != Kind::kArray) WrongType(key, *node, wanted);
  for (const TomlNode& item : node->items) {
    if (item.kind != Kind::kTable) WrongType(key, item, wanted);
    tables.emplace_back(item, file_, "[[" + key + "]]");
  }
  return tables;
}

std::vector<std::pair<std::string, TomlTable>> TomlTable::NamedTables() const {
  std::vector<std::pair<std::string, TomlTable>> tables;
  for (const auto& [key, node] : node_.entries) {
    asked_.insert(key);
    if (node.kind != Kind::kTable) WrongType(key, node, "a table");
    tables.emplace_back(key, TomlTable(node, file_, "[" + key + "]"));
  }
  return tables;
}

std::vector<std::pair<std::string, TomlNode>> TomlTable::NamedTexts() const {
  for (const auto& [key, node] : node_.entries) {
    asked_.insert(key);
    if (node.kind != Kind::kText) WrongType(key, node, KindName(Kind::kText));
  }
  return node_.entries;
}

void TomlTable::RefuseUnknown() const {
  for (const auto& [key, node] : node_.entries) {
    if (asked_.contains(key)) continue;
    Refuse("unknown key `" + key + "`" + (name_.empty() ? "" : " in " + name_), At(file_, node.line),
           Suggest(key, {asked_.begin(), asked_.end()}));
  }
}

}  // namespace auspex::pack
