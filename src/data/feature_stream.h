#pragma once
// A file of one table as blocks of the features that a model knows, for scoring: nothing of the file but a block is kept.
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "data/feature_column.h"
#include "data/table_cells.h"

namespace auspex::data {

struct FeatureStreamOptions {
  const learn::Schema& schema;                ///< of the model
  std::vector<FeatureKind> kinds;             ///< [features]
  std::vector<std::string> missing;           ///< spellings
  char delimiter = 0;
  std::string id;                             ///< column that names a row; empty: none
};

class FeatureStream {
 public:
  /// Throws what TableCells throws, and Error(kUsage) that names the first column of the model which the file has not.
  FeatureStream(const std::filesystem::path& path, FeatureStreamOptions options);

  /// The next rows, aligned to the schema; `ids` are empty if none were asked for. False at the end. Throws Error(kData) at the line of a value
  /// that does not fit its column.
  bool Next(learn::FeatureTable& table, std::vector<std::string>& ids);

  /// Values so far that the model has not learnt, by column: they count as missing.
  const std::map<std::string, uint64_t>& unknown() const { return unknown_; }

 private:
  std::string file_;
  FeatureStreamOptions options_;
  MissingSpellings missing_;
  TableCells cells_;
  std::vector<size_t> places_;  ///< [features], of the file's columns
  size_t id_ = static_cast<size_t>(-1);
  std::vector<FeatureColumn> columns_;
  CellBlock block_;
  std::map<std::string, uint64_t> unknown_;
};

}  // namespace auspex::data
