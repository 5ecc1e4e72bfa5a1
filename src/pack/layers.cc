#include "pack/layers.h"

#include "pack/reader_checks.h"
#include "pack/segments.h"

namespace auspex::pack {
namespace {

const std::vector<MeasureKind> kKinds = {MeasureKind::kMean, MeasureKind::kMedian, MeasureKind::kSum, MeasureKind::kShare};
const std::vector<CardFormat> kFormats = {CardFormat::kCount, CardFormat::kNumber, CardFormat::kPercent, CardFormat::kCompact};

std::string WordingKey(const TomlTable& table, const std::string& key, const Pack& pack) {
  const std::string text = table.Text(key);
  CheckWordingKey(text, pack, table.Where(key));
  return text;
}

void CheckWords(const std::string& words, const Pack& pack, const std::string& where) {
  std::vector<std::string> groups;
  for (const auto& [key, text] : pack.wording.begin()->second) {
    const std::string group = key.substr(0, key.rfind('.'));
    if (group == words) return;
    if (groups.empty() || groups.back() != group) groups.push_back(group);
  }
  Refuse("the wording has no texts of `" + words + "`", where, Suggest(words, groups));
}

Layer ReadLayer(const TomlTable& table, const std::vector<Layer>& before, const Pack& pack) {
  Layer layer{.name = table.Text("name"), .text = WordingKey(table, "text", pack), .values = {}, .words = table.Text("words", ""), .line = table.line()};
  CheckName("layer", layer.name, before, &Layer::name, table.Where("name"));
  if (const TomlNode* order = table.Node("order"); order != nullptr && order->kind == TomlNode::Kind::kArray) {
    layer.order = LayerOrder::kListed;
    layer.values = table.Texts("order");
  } else if (order != nullptr) {
    const std::string text = table.Text("order");
    if (text != "number") Refuse("unknown `order`: `" + text + "`", table.Where("order"), "write \"number\", or the values as a list; without it the largest come first");
    layer.order = LayerOrder::kNumber;
  }
  table.RefuseUnknown();
  if (!layer.words.empty()) CheckWords(layer.words, pack, table.Where("words"));
  return layer;
}

LayerMeasure ReadMeasure(const TomlTable& table, const std::vector<LayerMeasure>& before, const Pack& pack) {
  LayerMeasure measure{.name = table.Text("name"), .text = WordingKey(table, "text", pack), .of = table.Text("of"), .line = table.line()};
  CheckName("measure", measure.name, before, &LayerMeasure::name, table.Where("name"));
  measure.kind = ReadChoice(table, "kind", kKinds, MeasureKindName);
  measure.format = measure.kind == MeasureKind::kShare ? CardFormat::kPercent : CardFormat::kNumber;
  if (table.Has("format")) measure.format = ReadChoice(table, "format", kFormats, FormatName);
  table.RefuseUnknown();
  return measure;
}

std::vector<LayerColumn> ReadCorrelated(const TomlTable& table, const Pack& pack) {
  const std::string with = table.Text("with");
  std::vector<LayerColumn> columns;
  for (const TomlTable& one : table.Tables("column")) {
    LayerColumn column{one.Text("name"), WordingKey(one, "text", pack), one.line()};
    one.RefuseUnknown();
    CheckName("column", column.name, columns, &LayerColumn::name, one.Where("name"));
    columns.push_back(std::move(column));
  }
  table.RefuseUnknown();
  const auto at = std::ranges::find(columns, with, &LayerColumn::name);
  if (at == columns.end()) {
    std::vector<std::string> known;
    for (const auto& column : columns) known.push_back(column.name);
    if (known.empty()) Refuse("nothing is correlated", table.Where(), "add a [[correlation.column]] for `" + with + "` and for each column that is correlated with it");
    Refuse("`with` names the unknown column `" + with + "`", table.Where("with"), Suggest(with, known));
  }
  std::rotate(columns.begin(), at, at + 1);
  return columns;
}

}  // namespace

const char* MeasureKindName(MeasureKind kind) {
  static constexpr const char* kNames[] = {"mean", "median", "sum", "share"};
  return kNames[static_cast<int>(kind)];
}

Layering ReadLayering(const std::filesystem::path& file, const Pack& pack) {
  const TomlNode node = ReadToml(file);
  const TomlTable root(node, file);
  Layering out;
  out.file = file;
  out.columns_file = pack.folder / root.Text("columns");
  out.columns_sql = ReadText(out.columns_file, root.Where("columns"));
  for (const TomlTable& table : root.Tables("layer")) out.layers.push_back(ReadLayer(table, out.layers, pack));
  if (out.layers.empty()) Refuse("there is no layer", root.Where(), "add a [[layer]] for a column of " + out.columns_file.filename().string());
  for (const TomlTable& table : root.Tables("measure")) out.measures.push_back(ReadMeasure(table, out.measures, pack));
  if (root.Has("correlation")) out.correlated = ReadCorrelated(root.Table("correlation"), pack);
  root.RefuseUnknown();
  return out;
}

}  // namespace auspex::pack
