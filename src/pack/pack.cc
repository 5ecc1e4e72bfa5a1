#include "pack/pack.h"

#include <algorithm>
#include <set>

#include "base/time.h"
#include "pack/act.h"
#include "pack/dashboard_reader.h"
#include "pack/decision_row.h"
#include "pack/fingerprint.h"
#include "pack/layers.h"
#include "pack/quality_reader.h"
#include "pack/results_reader.h"
#include "pack/segments.h"
#include "pack/strategy_reader.h"
#include "pack/table_reader.h"
#include "pack/table_task_reader.h"
#include "pack/toml_reader.h"
#include "pack/vocabulary.h"
#include "pack/wording.h"

namespace auspex::pack {
namespace {

namespace fs = std::filesystem;

/// "+08:00" in minutes.
int ReadOffset(const TomlTable& root) {
  const std::string text = root.Text("utc_offset", "+00:00");
  const auto digit = [&](size_t i) { return text[i] >= '0' && text[i] <= '9' ? text[i] - '0' : -100000; };
  int minutes = -1;
  if (text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':') {
    minutes = (digit(1) * 10 + digit(2)) * 60 + digit(4) * 10 + digit(5);
  }
  if (minutes < 0 || minutes > 14 * 60 || digit(4) > 5) {
    Refuse("`utc_offset` is no offset: " + text, root.Where("utc_offset"), "write it like \"+08:00\"");
  }
  return text[0] == '-' ? -minutes : minutes;
}

/// The path that `key` names inside the pack.
fs::path Inside(const TomlTable& root, const std::string& key, const fs::path& folder) {
  const fs::path path = root.Text(key);
  if (path.is_absolute() || std::ranges::count(path, fs::path(".."))) {
    Refuse("`" + key + "` leads out of the pack: " + path.string(), root.Where(key), "name a file inside the pack's folder");
  }
  if (!fs::exists(folder / path)) {
    Refuse("`" + key + "` names " + path.string() + ", which is missing", root.Where(key), "create it, or correct the name");
  }
  return folder / path;
}

void CheckFormat(const TomlTable& root) {
  if (!root.Has("format")) Refuse("the key `format` is missing", root.Where(), "add `format = " + std::to_string(kPackFormat) + "`");
  const int64_t format = root.Integer("format", 0, 1, 1'000'000);
  if (format > kPackFormat) {
    Refuse("the pack has format " + std::to_string(format) + ", newer than this program knows (" + std::to_string(kPackFormat) + ")",
           root.Where("format"), "use a newer version of the program");
  }
}

std::vector<Conversion> ReadConversions(const TomlTable& root, const Journey& journey) {
  std::vector<Conversion> conversions;
  for (const TomlTable& table : root.Tables("conversion")) {
    const Conversion conversion{table.Text("name"), table.Text("symbol")};
    table.RefuseUnknown();
    if (!IsIdentifier(conversion.name)) {
      Refuse("the conversion `" + conversion.name + "` has no usable name", table.Where("name"), "use a-z, 0-9 and _, beginning with a letter");
    }
    if (std::ranges::count(conversions, conversion.name, &Conversion::name)) {
      Refuse("the conversion `" + conversion.name + "` occurs twice", table.Where("name"), "rename one of them");
    }
    CheckSymbol("the conversion `" + conversion.name + "`", conversion.symbol, journey, table.Where("symbol"));
    conversions.push_back(conversion);
  }
  return conversions;
}

void ReadTask(const TomlTable& root, Pack& pack) {
  const TomlTable task = root.Table("task");
  pack.task = task.Text("name");
  pack.top = static_cast<size_t>(task.Integer("top", 5, 1, 20));
  if (!pack.journey.vocabulary.empty() && pack.top > pack.journey.vocabulary.size()) {
    Refuse("`top` is greater than the number of symbols", task.Where("top"), "there are " + std::to_string(pack.journey.vocabulary.size()));
  }
  pack.horizon_days = task.Number("horizon_days", 7);
  if (!(pack.horizon_days > 0 && pack.horizon_days <= 3660)) {
    Refuse("`horizon_days` has to be greater than 0, and at most 3660", task.Where("horizon_days"), "write the days in which a conversion counts, such as 7");
  }
  task.RefuseUnknown();
}

/// Settings of the model and their bounds. flow/model_settings.cc gives them to the model.
struct ModelSetting {
  const char* name;
  double least, most;
};
constexpr ModelSetting kModelSettings[] = {
    {"hidden", 1, 4096},       {"layers", 1, 8},          {"symbol_embedding", 1, 1024}, {"category_embedding", 1, 1024},
    {"dropout", 0, 0.95},      {"learning_rate", 0, 1},   {"weight_decay", 0, 1},        {"batch", 1, 65536},
    {"epochs", 1, 1000},       {"patience", 1, 1000},     {"members", 1, 32},            {"category_classes", 1, 60000},
    {"category_least", 1, 1e9},
};

void ReadModel(const TomlTable& root, Pack& pack) {
  if (!root.Has("model")) return;
  const TomlTable table = root.Table("model");
  for (const auto& [name, least, most] : kModelSettings) {
    const auto value = table.Number(name);
    if (!value) continue;
    if (!(*value >= least && *value <= most)) {
      Refuse("`" + std::string(name) + "` is out of range", table.Where(name), "write a number that docs/pack.md allows");
    }
    pack.model[name] = *value;
  }
  table.RefuseUnknown();
}

/// Names of the row's columns come from several places of the pack and have to differ all the same.
void CheckDecisionRow(const Pack& pack, const std::string& where) {
  std::set<std::string> seen;
  for (const RowColumn& column : DecisionRow(pack)) {
    if (seen.insert(column.name).second) continue;
    Refuse("two columns of the decision row are called `" + column.name + "`", where,
           "rename the category, the attribute of the vocabulary or the conversion that makes it");
  }
}

void ReadJourneyAndTask(const TomlTable& root, Pack& pack) {
  pack.journey = ReadJourney(root.Table("journey"), pack.Events(), pack.folder);
  ReadTask(root, pack);
  ReadModel(root, pack);
  pack.conversions = ReadConversions(root, pack.journey);
  CheckDecisionRow(pack, (pack.folder / "pack.toml").string());
}

void ReadLanguageAndWording(const TomlTable& root, Pack& pack) {
  pack.language = root.Text("language", "en");
  if (!root.Has("wording")) return;
  pack.wording = ReadWording(pack.folder / root.Text("wording"), root.Where("wording"));
  if (pack.wording.contains(pack.language)) return;
  std::vector<std::string> known;
  for (const auto& [name, texts] : pack.wording) known.push_back(name);
  Refuse("the wording has no language `" + pack.language + "`", root.Where("language"), Suggest(pack.language, known));
}

Strategy ReadStrategies(const TomlTable& root, const Pack& pack) {
  if (pack.wording.empty()) Refuse("strategies need a wording", root.Where("strategies"), "add `wording = \"wording\"`");
  if (!pack.HasEvents()) Refuse("strategies need a table of events", root.Where("strategies"), "add one, or remove the line");
  return ReadStrategy(Inside(root, "strategies", pack.folder), pack.folder / root.Text("wording"), pack);
}

}  // namespace

Pack ReadPack(const fs::path& folder) {
  const fs::path file = folder / "pack.toml";
  if (!fs::is_directory(folder) || !fs::exists(file)) {
    Refuse("there is no pack in " + folder.string(), folder.string(), "a pack is a folder with a file pack.toml");
  }
  const TomlNode node = ReadToml(file);
  const TomlTable root(node, file);
  CheckFormat(root);
  Pack pack;
  pack.folder = folder;
  pack.name = root.Text("name");
  if (!IsIdentifier(pack.name)) Refuse("the pack's name `" + pack.name + "` is not usable", root.Where("name"), "use a-z, 0-9 and _");
  if (root.IsSection("table")) {
    pack.table = ReadOneTable(root.Table("table"));
    root.RefuseUnknown();
    pack.fingerprint = Fingerprint(folder);
    return pack;
  }
  pack.utc_offset_minutes = ReadOffset(root);
  pack.tables = ReadTables(root);
  if (pack.HasEvents()) {
    ReadJourneyAndTask(root, pack);
  } else if (root.Has("journey")) {
    Refuse("a journey needs a table of events", root.Where("journey"), "give one of the tables `kind = \"events\"`, or remove [journey]");
  }
  ReadLanguageAndWording(root, pack);
  if (!pack.HasEvents() && root.Has("task")) {
    pack.table_task = ReadTableTask(root.Table("task"), pack);
    pack.task = pack.table_task->name;
  }
  if (root.Has("strategies")) pack.strategy = ReadStrategies(root, pack);
  if (root.Has("quality")) pack.quality = ReadQuality(pack.quality_file = Inside(root, "quality", folder), pack);
  if (root.Has("result")) pack.result_sql = ReadText(pack.result = Inside(root, "result", folder));
  pack.results = root.Has("results") ? ReadResults(Inside(root, "results", folder), pack) : DefaultResults(pack);
  if (root.Has("dashboard")) pack.dashboard = ReadDashboard(Inside(root, "dashboard", folder), pack);
  if (root.Has("simulate")) pack.simulate = Inside(root, "simulate", folder);
  if (root.Has("segments")) ReadSegmentation(pack.segments = Inside(root, "segments", folder), pack);
  if (root.Has("layers")) ReadLayering(pack.layers = Inside(root, "layers", folder), pack);
  if (root.Has("act")) ReadAct(pack.act = Inside(root, "act", folder), pack);
  root.RefuseUnknown();
  pack.fingerprint = Fingerprint(folder);
  return pack;
}

Pack ReadWorkspacePack(const fs::path& folder) {
  Pack pack = ReadPack(folder);
  if (!pack.table) return pack;
  Refuse("the pack " + pack.name + " describes one table in a file, which needs no workspace", folder.string(),
         "use it with: auspex crossval --pack PACK --input FILE, or auspex train --pack PACK --input FILE --out MODEL");
}

}  // namespace auspex::pack
