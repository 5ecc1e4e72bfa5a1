#include "learn/cluster/robust_scaler.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "base/error.h"
#include "base/threads.h"
#include "learn/archive.h"

namespace auspex::learn {
namespace {

constexpr uint64_t kMostColumns = 1 << 20;

[[noreturn]] void Refuse(Fault fault, const std::string& what, const std::string& advice) { throw Error(fault, what, "robust scaler", advice); }

void CheckColumn(const FeatureInfo& info, std::span<const float> values, Fault fault) {
  if (info.is_category()) Refuse(fault, "column '" + info.name + "' holds categories", "Leave it out, or turn it into columns of numbers.");
  if (std::any_of(values.begin(), values.end(), [](float value) { return std::isinf(value); }))
    Refuse(Fault::kData, "column '" + info.name + "' holds an infinite number", "Make it missing or a finite number.");
}

/// Type 7 of Hyndman and Fan 1996, as R and NumPy by default.
double SortedQuantile(const std::vector<double>& sorted, double p) {
  const double place = p * static_cast<double>(sorted.size() - 1);
  const size_t below = static_cast<size_t>(place), above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

struct Moments {
  double deviation = 0, skewness = 0;
};

Moments MomentsOf(const std::vector<double>& values) {
  const double count = static_cast<double>(values.size());
  double mean = 0, second = 0, third = 0;
  for (double value : values) mean += value / count;
  for (double value : values) {
    const double difference = value - mean;
    second += difference * difference / count;
    third += difference * difference * difference / count;
  }
  const double deviation = std::sqrt(second);
  return {deviation, deviation > 0 ? third / (second * deviation) : 0};
}

double MedianMagnitude(const std::vector<double>& values) {
  std::vector<double> magnitudes;
  for (double value : values)
    if (value != 0) magnitudes.push_back(std::fabs(value));
  if (magnitudes.empty()) return 1;
  std::sort(magnitudes.begin(), magnitudes.end());
  return SortedQuantile(magnitudes, 0.5);
}

double Shaped(const ScaledColumn& column, double value) {
  if (column.shape == Shape::kLog) return std::log1p(std::max(0.0, value) / column.unit);
  if (column.shape == Shape::kAsinh) return std::asinh(value / column.unit);
  return value;
}

ScaledColumn FitColumn(const FeatureInfo& info, std::span<const float> given, const RobustScalerOptions& options) {
  std::vector<double> values;
  for (float value : given)
    if (!std::isnan(value)) values.push_back(value);
  ScaledColumn column{.name = info.name, .missing = given.size() - values.size()};
  if (values.empty()) Refuse(Fault::kData, "column '" + info.name + "' has no value at all", "Leave it out.");
  std::sort(values.begin(), values.end());
  column.constant = values.front() == values.back();
  if (options.shape_skewed && !column.constant && std::fabs(MomentsOf(values).skewness) >= options.skewed_from) {
    column.shape = values.front() >= 0 ? Shape::kLog : Shape::kAsinh;
    column.unit = MedianMagnitude(values);
    for (double& value : values) value = Shaped(column, value);  // stays sorted
  }
  column.centre = SortedQuantile(values, 0.5);
  column.scale = SortedQuantile(values, 0.75) - SortedQuantile(values, 0.25);
  if (!(column.scale > 0)) column.scale = column.constant ? 1 : MomentsOf(values).deviation;
  if (!(column.scale > 0)) column.scale = 1;
  return column;
}

const std::vector<float>& FindColumn(const FeatureTable& table, const std::string& name) {
  for (size_t f = 0; f < table.features(); ++f) {
    if (table.schema[f].name != name) continue;
    CheckColumn(table.schema[f], table.columns[f], Fault::kUsage);
    return table.columns[f];
  }
  Refuse(Fault::kUsage, "the table lacks the column '" + name + "'", "Give the columns that the segments were made from.");
}

}  // namespace

RobustScaler RobustScaler::Fit(const FeatureTable& table, const RobustScalerOptions& options) {
  if (table.rows == 0 || table.features() == 0) Refuse(Fault::kData, "there are no rows or no columns to scale", "Give at least one row with at least one column.");
  for (size_t f = 0; f < table.features(); ++f) CheckColumn(table.schema[f], table.columns[f], Fault::kData);
  RobustScaler scaler;
  scaler.clip_ = options.clip;
  scaler.columns_.resize(table.features());
  ParallelFor(table.features(), 1, [&](size_t begin, size_t end) {
    for (size_t f = begin; f < end; ++f) scaler.columns_[f] = FitColumn(table.schema[f], table.columns[f], options);
  });
  return scaler;
}

ScaledRows RobustScaler::Apply(const FeatureTable& table) const {
  std::vector<const std::vector<float>*> found;
  for (const ScaledColumn& column : columns_) found.push_back(&FindColumn(table, column.name));
  ScaledRows out{table.rows, columns_.size(), std::vector<float>(table.rows * columns_.size()), std::vector<uint64_t>(columns_.size())};
  for (size_t f = 0; f < found.size(); ++f) out.missing[f] = std::count_if(found[f]->begin(), found[f]->end(), [](float v) { return std::isnan(v); });
  ParallelFor(table.rows, 4096, [&](size_t begin, size_t end) {
    for (size_t f = 0; f < found.size(); ++f) {
      const ScaledColumn& column = columns_[f];
      for (size_t i = begin; i < end; ++i) {
        const float value = (*found[f])[i];
        double scaled = std::isnan(value) ? 0 : (Shaped(column, value) - column.centre) / column.scale;
        if (clip_ > 0) scaled = std::clamp(scaled, -clip_, clip_);
        out.values[i * out.features + f] = static_cast<float>(scaled);
      }
    }
  });
  return out;
}

double RobustScaler::Original(size_t index, double scaled) const {
  const ScaledColumn& column = columns_[index];
  const double shaped = scaled * column.scale + column.centre;
  if (column.shape == Shape::kLog) return std::expm1(shaped) * column.unit;
  return column.shape == Shape::kAsinh ? std::sinh(shaped) * column.unit : shaped;
}

void RobustScaler::Save(Archive& archive) const {
  archive.Set("scaler.columns", static_cast<double>(columns_.size()));
  archive.Set("scaler.clip", clip_);
  for (size_t f = 0; f < columns_.size(); ++f) {
    const std::string prefix = "scaler." + std::to_string(f) + ".";
    archive.Set(prefix + "name", columns_[f].name);
    archive.Set(prefix + "shape", static_cast<double>(columns_[f].shape));
    archive.Set(prefix + "unit", columns_[f].unit);
    archive.Set(prefix + "centre", columns_[f].centre);
    archive.Set(prefix + "scale", columns_[f].scale);
    archive.Set(prefix + "constant", columns_[f].constant ? 1.0 : 0.0);
    archive.Set(prefix + "missing", static_cast<double>(columns_[f].missing));
  }
}

RobustScaler RobustScaler::Load(const Archive& archive) {
  RobustScaler scaler;
  scaler.clip_ = archive.GetNumber("scaler.clip");
  const uint64_t columns = archive.GetCount("scaler.columns", 1, kMostColumns);
  for (uint64_t f = 0; f < columns; ++f) {
    const std::string prefix = "scaler." + std::to_string(f) + ".";
    ScaledColumn column{.name = archive.GetText(prefix + "name")};
    column.shape = static_cast<Shape>(archive.GetCount(prefix + "shape", 0, 2));
    column.unit = archive.GetNumber(prefix + "unit");
    column.centre = archive.GetNumber(prefix + "centre");
    column.scale = archive.GetNumber(prefix + "scale");
    column.constant = archive.GetCount(prefix + "constant", 0, 1) == 1;
    column.missing = archive.GetCount(prefix + "missing", 0, uint64_t{1} << 53);
    if (!(column.scale > 0) || !(column.unit > 0) || !std::isfinite(column.centre))
      Refuse(Fault::kUsage, "the scale of column '" + column.name + "' is damaged", "The model is damaged; make the segments again.");
    scaler.columns_.push_back(column);
  }
  return scaler;
}

}  // namespace auspex::learn
