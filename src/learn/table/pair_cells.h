#pragma once
// Cells of one or two columns and the share of yes in them, shrunk towards that of all: (yes + m × share of all) / (rows + m).
#include <cstdint>
#include <span>
#include <vector>

#include "learn/table/recipe_step.h"

namespace auspex::learn {

/// The different values of a column as places: a number's rank, a category's code, then missing.
class ValuePlaces {
 public:
  static constexpr uint64_t kUnknown = UINT64_MAX;

  ValuePlaces() = default;
  ValuePlaces(const FeatureInfo& info, std::span<const float> column);
  /// With the values that were saved. Throws Error(kUsage) if they do not rise or the column is a category that has some.
  static ValuePlaces Saved(const FeatureInfo& info, std::vector<float> values);

  uint64_t size() const { return (categories_ > 0 ? categories_ : values_.size()) + 1; }
  /// kUnknown for a number that the column did not have.
  uint64_t Of(float value) const;
  const std::vector<float>& values() const { return values_; }  ///< of numbers, rising

 private:
  std::vector<float> values_;
  size_t categories_ = 0;
};

/// Rows by their cell: numbers 0 to count - 1, in the order of the keys.
struct Cells {
  std::vector<uint64_t> keys;  ///< [count], rising
  std::vector<uint32_t> of;    ///< [rows]
};
Cells CellsOf(std::span<const uint64_t> keys);

/// Shares by cell, from all rows.
std::vector<float> Shares(const TrainingPart& part, const Cells& cells, double smoothing);

/// Shares by row, each from the rows of the other folds only, which must test every row once.
std::vector<float> OutOfFoldShares(const TrainingPart& part, const Cells& cells, std::span<const Fold> folds, double smoothing);

/// Weighted share of yes.
double ShareOfAll(const TrainingPart& part);

}  // namespace auspex::learn
