#pragma once
// A file of one table as rows to learn from, as its pack says: the outcome, the features by kind, weights, and what splits the rows.
//
// The file is read twice: once to tell numbers, dates and categories apart, once for the values.
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "data/feature_column.h"
#include "learn/table/recipe_step.h"
#include "pack/one_table.h"

namespace auspex {
class Progress;
}

namespace auspex::data {

struct OneTableRows {
  learn::LabelledTable rows;             ///< times, if the folds go by time
  std::vector<FeatureKind> kinds;        ///< [features]
  std::vector<std::string> fold_values;  ///< [rows] of the column that names the folds or groups; empty: there is none
  std::vector<std::string> notes;        ///< what a person should know: columns and rows left out, and why
};

/// Throws Error(kData), at a line where there is one, for a file that has no row or cannot be read, lacks a column that the pack names, has only one
/// outcome, an infinite number, a weight that is negative or none, or nothing to learn from.
OneTableRows ReadOneTable(const std::filesystem::path& path, const pack::OneTable& table, Progress& progress);

}  // namespace auspex::data
