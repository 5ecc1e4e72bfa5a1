#pragma once
// Customers as rows of a matrix: columns of numbers and of categories, with names. What every model of tables sees.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace auspex::learn {

constexpr float kMissing = std::numeric_limits<float>::quiet_NaN();

/// What a column is, without its values: a model keeps one of each feature it was fitted on.
struct FeatureInfo {
  std::string name;
  std::vector<std::string> categories;  ///< by code; empty: a column of numbers

  bool is_category() const { return !categories.empty(); }
  bool operator==(const FeatureInfo&) const = default;
};
using Schema = std::vector<FeatureInfo>;

/// Column-major values. A missing value is NaN; a category is its code 0, 1, … as a float (exact below 2^24).
struct FeatureTable {
  size_t rows = 0;
  Schema schema;
  std::vector<std::vector<float>> columns;  ///< [features][rows]

  size_t features() const { return schema.size(); }
};

/// Throws Error(kData) for columns of unequal length, names that are empty or occur twice, infinite numbers, and codes that are no category.
void CheckTable(const FeatureTable& table);

/// The given rows, in the given order, copied.
FeatureTable TakeRows(const FeatureTable& table, std::span<const uint32_t> rows);

/// `table` with the columns and category codes of `schema`: columns are found by name, categories by text, a category that
/// `schema` does not know becomes missing. Throws Error(kUsage) that names the first column missing or of another kind,
/// Error(kData) for codes to be translated that are no category.
FeatureTable AlignTo(const Schema& schema, const FeatureTable& table);

/// Throws Error(kUsage) that names the first feature in which the table's schema differs from the model's.
void CheckSameSchema(const Schema& model, const FeatureTable& table);

}  // namespace auspex::learn
