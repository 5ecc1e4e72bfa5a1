#include "pack/segments.h"

#include <algorithm>

#include "pack/vocabulary.h"

namespace auspex::pack {
namespace {

template <class T>
void CheckName(const std::string& kind, const std::string& name, const std::vector<T>& before, std::string T::* of, const std::string& where) {
  if (!IsIdentifier(name)) Refuse("the " + kind + " `" + name + "` has no usable name", where, "use a-z, 0-9 and _, beginning with a letter");
  if (std::ranges::count(before, name, of) > 0) Refuse("the " + kind + " `" + name + "` occurs twice", where, "rename one of them");
}

std::string WordingKey(const TomlTable& table, const std::string& key, const Pack& pack) {
  const std::string text = table.Text(key);
  CheckWordingKey(text, pack, table.Where(key));
  return text;
}

SegmentColumn ReadColumn(const TomlTable& table, const std::vector<SegmentColumn>& before, const Pack& pack) {
  SegmentColumn column{table.Text("name"), WordingKey(table, "text", pack), table.Flag("tells", true), table.line()};
  table.RefuseUnknown();
  CheckName("column", column.name, before, &SegmentColumn::name, table.Where("name"));
  return column;
}

SegmentName ReadName(const TomlTable& table, const std::vector<SegmentName>& before, const Pack& pack) {
  SegmentName name{
      table.Text("id"), table.Text("when"), table.Text("score", ""), WordingKey(table, "text", pack), WordingKey(table, "strategy", pack),
      table.line()};
  table.RefuseUnknown();
  CheckName("segment", name.id, before, &SegmentName::id, table.Where("id"));
  if (name.id.starts_with("other"))
    Refuse("the segment `" + name.id + "` begins with `other`", table.Where("id"), "segments that no rule names are called so; rename it");
  return name;
}

}  // namespace

void CheckWordingKey(const std::string& key, const Pack& pack, const std::string& where) {
  if (pack.wording.empty()) Refuse("the texts need a wording", where, "add `wording = \"wording\"` to pack.toml");
  const auto& texts = pack.wording.begin()->second;
  if (texts.contains(key)) return;
  std::vector<std::string> known;
  for (const auto& [name, text] : texts) known.push_back(name);
  Refuse("unknown wording `" + key + "`", where, Suggest(key, known));
}

Segmentation ReadSegmentation(const std::filesystem::path& file, const Pack& pack) {
  const TomlNode node = ReadToml(file);
  const TomlTable root(node, file);
  Segmentation out;
  out.file = file;
  out.columns_file = pack.folder / root.Text("columns");
  out.columns_sql = ReadText(out.columns_file, root.Where("columns"));
  out.least = static_cast<size_t>(root.Integer("least", 2, 2, 50));
  out.most = static_cast<size_t>(root.Integer("most", 8, 2, 50));
  if (out.most < out.least) Refuse("`most` is lower than `least`", root.Where("most"), "write a range, such as least = 3 and most = 8");
  out.clip = root.Number("clip", 5);
  if (!(out.clip >= 0))
    Refuse("`clip` is negative", root.Where("clip"), "write how far from the median values count, such as 5; 0: as far as they are");
  out.other = WordingKey(root, "other", pack);
  out.other_strategy = WordingKey(root, "other_strategy", pack);
  for (const TomlTable& table : root.Tables("column")) out.columns.push_back(ReadColumn(table, out.columns, pack));
  if (std::ranges::none_of(out.columns, &SegmentColumn::tells)) {
    Refuse("no column tells customers apart", root.Where(), "add a [[column]] for each column of " + out.columns_file.filename().string());
  }
  for (const TomlTable& table : root.Tables("name")) out.names.push_back(ReadName(table, out.names, pack));
  root.RefuseUnknown();
  return out;
}

}  // namespace auspex::pack
