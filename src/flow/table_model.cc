#include "flow/table_model.h"

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "flow/model_container.h"
#include "flow/xgboost_json.h"
#include "learn/forest/lightgbm_text.h"
#include "learn/table/forest_classifier.h"
#include "pack/one_table.h"

namespace auspex::flow {
namespace {

using nlohmann::json;

TableModel ModelFrom(const json& header, const learn::Archive& archive) {
  TableModel model;
  model.pack = header.at("pack").get<std::string>();
  model.pack_fingerprint = header.at("pack_fingerprint").get<std::string>();
  model.target = header.at("target").get<std::string>();
  model.positive = header.at("positive").get<std::string>();
  model.id = header.at("id").get<std::string>();
  model.missing = header.at("missing").get<std::vector<std::string>>();
  const auto delimiter = header.at("delimiter").get<std::string>();
  if (delimiter.size() > 1) throw Error(Fault::kUsage, "its delimiter is longer than one character");
  model.delimiter = delimiter.empty() ? '\0' : delimiter[0];
  model.seed = header.at("seed").get<uint64_t>();
  model.rows = header.at("rows").get<uint64_t>();
  model.recipe = learn::FittedRecipe::Load(archive);
  for (const auto& kind : header.at("kinds").get<std::vector<int>>()) {
    if (kind < 0 || kind > static_cast<int>(data::FeatureKind::kCategory)) throw Error(Fault::kUsage, "a column is of a kind that is not known");
    model.kinds.push_back(static_cast<data::FeatureKind>(kind));
  }
  if (model.kinds.size() != model.schema().size()) throw Error(Fault::kUsage, "it has kinds for another number of columns");
  for (size_t f = 0; f < model.kinds.size(); ++f) {
    if (model.schema()[f].is_category() != (model.kinds[f] == data::FeatureKind::kCategory)) {
      throw Error(Fault::kUsage, "column '" + model.schema()[f].name + "' is of two kinds");
    }
  }
  return model;
}

TableModel Imported(learn::Forest forest, const std::string& name, const std::string& origin) {
  TableModel model;
  model.missing = pack::DefaultMissing();
  model.origin = origin;
  for (const auto& feature : forest.schema) model.kinds.push_back(feature.is_category() ? data::FeatureKind::kCategory : data::FeatureKind::kNumber);
  model.imported = std::make_unique<learn::ForestClassifier>(name, std::move(forest));
  return model;
}

}  // namespace

void TableModel::Predict(const learn::FeatureTable& table, std::span<float> out) const {
  if (recipe) recipe->Predict(table, out);
  else learn::Probabilities(*imported, table, out);
}

std::string EncodeTableModel(const TableModel& model) {
  if (!model.recipe) throw Error(Fault::kInternal, "a model made elsewhere was to be written");
  learn::Archive archive;
  model.recipe->Save(archive);
  std::vector<int> kinds;
  for (const data::FeatureKind kind : model.kinds) kinds.push_back(static_cast<int>(kind));
  const json header = {{"kind", "table"},
                       {"model", model.model().Name()},
                       {"pack", model.pack},
                       {"pack_fingerprint", model.pack_fingerprint},
                       {"target", model.target},
                       {"positive", model.positive},
                       {"id", model.id},
                       {"missing", model.missing},
                       {"delimiter", model.delimiter == 0 ? std::string() : std::string(1, model.delimiter)},
                       {"kinds", kinds},
                       {"seed", model.seed},
                       {"rows", model.rows}};
  return PackModel(header, archive);
}

TableModel DecodeTableModel(std::string_view bytes, const std::string& name) {
  if (IsModelFile(bytes)) {
    TableModel model;
    UnpackModel(bytes, name, [&](const json& header, const learn::Archive& archive) {
      CheckModelKind(header, "table", name);
      model = ModelFrom(header, archive);
    });
    return model;
  }
  const size_t begin = bytes.find_first_not_of(" \t\r\n");
  if (begin != std::string_view::npos && bytes[begin] == '{') return Imported(ReadXgboostJson(bytes, name), "xgboost", "XGBoost JSON");
  if (begin != std::string_view::npos && bytes.substr(begin, 5) == "tree\n") return Imported(learn::ReadLightgbmText(bytes, name), "lightgbm", "LightGBM text");
  if (begin != std::string_view::npos && bytes.substr(begin, 6) == "tree\r\n") return Imported(learn::ReadLightgbmText(bytes, name), "lightgbm", "LightGBM text");
  throw Error(Fault::kUsage, "this is no model file: neither one of auspex train, nor LightGBM's text, nor XGBoost's JSON", name,
              "Save LightGBM models with save_model(\"model.txt\"), XGBoost's with save_model(\"model.json\").");
}

void WriteTableModel(const std::filesystem::path& path, const TableModel& model) { WriteModelBytes(path, EncodeTableModel(model)); }

TableModel ReadTableModel(const std::filesystem::path& path) {
  return DecodeTableModel(ReadModelBytes(path, "Train one with: auspex train --pack PACK --input FILE --out MODEL"), path.string());
}

}  // namespace auspex::flow
