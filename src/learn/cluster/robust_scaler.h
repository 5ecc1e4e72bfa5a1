#pragma once
// Columns of a table on one scale, so that no unit and no outlier rules the distances: (shaped value − median) ÷ interquartile range, clipped.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "learn/cluster/point_blocks.h"
#include "learn/table/feature_table.h"

namespace auspex::learn {

class Archive;

/// What is done to a value x before scaling, with `unit` the median magnitude of the values that are not zero.
enum class Shape : uint8_t {
  kLinear,  ///< x
  kLog,     ///< log(1 + x / unit); negative values count as 0
  kAsinh,   ///< asinh(x / unit)
};

struct RobustScalerOptions {
  bool shape_skewed = true;  ///< long-tailed columns get a logarithm: kLog where no value is negative, else kAsinh
  double skewed_from = 2;    ///< least magnitude of the moment skewness (third central moment ÷ cubed deviation) of a long-tailed column
  double clip = 5;           ///< scaled values are kept within ± this; 0: not clipped
};

struct ScaledColumn {
  std::string name;
  Shape shape = Shape::kLinear;
  double unit = 1;
  double centre = 0;    ///< median of the shaped values
  double scale = 1;     ///< their interquartile range; where that is 0 their standard deviation (divided by n); where that is 0 too, 1
  bool constant = false;
  uint64_t missing = 0; ///< in the rows it was fitted on
};

/// Scaled values, and how many were missing and became the median, by column.
struct ScaledRows {
  size_t rows = 0, features = 0;
  std::vector<float> values;      ///< [rows][features]
  std::vector<uint64_t> missing;  ///< [features]

  operator Points() const { return {rows, features, values}; }
};

class RobustScaler {
 public:
  /// Throws Error(kData) for no row or column, a column of categories, an infinite number, and a column without any value; names the column.
  static RobustScaler Fit(const FeatureTable& table, const RobustScalerOptions& options = {});
  static RobustScaler Load(const Archive& archive);
  void Save(Archive& archive) const;

  /// Columns are found by name; others are ignored. Throws Error(kUsage) that names the first one that is not there or is one of categories,
  /// Error(kData) for an infinite number.
  ScaledRows Apply(const FeatureTable& table) const;
  const std::vector<ScaledColumn>& columns() const { return columns_; }
  /// The value of a column whose scaled value is `scaled` (unclipped), as for telling where a centre lies.
  double Original(size_t column, double scaled) const;

 private:
  std::vector<ScaledColumn> columns_;
  double clip_ = 0;
};

}  // namespace auspex::learn
