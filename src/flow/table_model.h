#pragma once
// A fitted model of a table with all that is needed to score and explain another file: its own recipe, or trees made elsewhere.
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/feature_column.h"
#include "learn/table/explainer.h"
#include "learn/table/recipe.h"

namespace auspex::flow {

struct TableModel {
  std::string pack, pack_fingerprint, target, positive;  ///< empty of a model made elsewhere
  std::string id;                       ///< column that names a row; empty: none
  std::vector<std::string> missing;     ///< spellings of a missing value
  char delimiter = 0;                   ///< 0: told by evidence
  std::vector<data::FeatureKind> kinds; ///< [features]
  uint64_t seed = 0;
  uint64_t rows = 0;                    ///< that it was trained on; 0: not known

  std::optional<learn::FittedRecipe> recipe;
  std::unique_ptr<learn::Classifier> imported;  ///< in the place of a recipe
  std::string origin = "auspex";                ///< "auspex", "LightGBM text", "XGBoost JSON"

  const learn::Classifier& model() const { return recipe ? recipe->model() : *imported; }
  const learn::Schema& schema() const { return recipe ? recipe->schema() : imported->schema(); }
  /// Probabilities of a table that is aligned to schema(), calibrated if the recipe was.
  void Predict(const learn::FeatureTable& table, std::span<float> out) const;
};

/// The bytes of a model file, for tests and fuzzing. `name` is used in errors.
std::string EncodeTableModel(const TableModel& model);
/// Of our own format, LightGBM's text or XGBoost's JSON, whichever the bytes are. Throws Error(kUsage) for anything else and what is not whole.
TableModel DecodeTableModel(std::string_view bytes, const std::string& name);

void WriteTableModel(const std::filesystem::path& path, const TableModel& model);
TableModel ReadTableModel(const std::filesystem::path& path);

}  // namespace auspex::flow
