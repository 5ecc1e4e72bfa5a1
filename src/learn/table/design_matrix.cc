#include "learn/table/design_matrix.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "base/threads.h"
#include "learn/archive.h"
#include "learn/forest/forest_archive.h"

namespace auspex::learn {
namespace {

double WeightOf(const TrainingRows& rows, size_t r) { return rows.weights.empty() ? 1.0 : static_cast<double>(rows.weights[r]); }

/// The value with half of the weight on either side; the middle of two where the weight before is exactly half.
double WeightedMedian(const TrainingRows& rows, const std::vector<float>& values) {
  std::vector<uint32_t> order;
  double all = 0;
  for (uint32_t r = 0; r < rows.table.rows; ++r)
    if (!std::isnan(values[r]) && WeightOf(rows, r) > 0) {
      order.push_back(r);
      all += WeightOf(rows, r);
    }
  std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return values[a] < values[b]; });
  double before = 0;
  for (size_t i = 0; i < order.size(); ++i) {
    before += WeightOf(rows, order[i]);
    if (before > all / 2 || i + 1 == order.size()) return static_cast<double>(values[order[i]]);
    if (before == all / 2) return (static_cast<double>(values[order[i]]) + static_cast<double>(values[order[i + 1]])) / 2;
  }
  return 0;
}

DesignColumn OneHot(std::string name, uint32_t feature, double share) {
  return {std::move(name), feature, true, share, std::sqrt(share * (1 - share))};
}

/// Sums over the rows that have a number.
struct NumberSums {
  double weight = 0, missing = 0, sum = 0;
  float least = std::numeric_limits<float>::infinity(), most = -std::numeric_limits<float>::infinity();
};

NumberSums SumNumbers(const TrainingRows& rows, const std::vector<float>& values) {
  NumberSums sums;
  for (size_t r = 0; r < values.size(); ++r) {
    const double weight = WeightOf(rows, r);
    if (weight <= 0) continue;
    if (std::isnan(values[r])) {
      sums.missing += weight;
      continue;
    }
    sums.weight += weight;
    sums.sum += weight * static_cast<double>(values[r]);
    sums.least = std::min(sums.least, values[r]);
    sums.most = std::max(sums.most, values[r]);
  }
  return sums;
}

}  // namespace

/// Columns of one feature, numbered from 0, before they have their place.
struct DesignEncoder::Fitted {
  Coding coding;
  std::vector<DesignColumn> columns;
  std::string dropped;  ///< why; empty: not
};

DesignEncoder::Fitted DesignEncoder::FitNumber(const TrainingRows& rows, uint32_t feature) {
  const std::vector<float>& values = rows.table.columns[feature];
  const std::string& name = rows.table.schema[feature].name;
  const NumberSums sums = SumNumbers(rows, values);
  Fitted fitted;
  if (sums.weight <= 0) {
    fitted.dropped = name + ": missing in every row";
    return fitted;
  }
  const double all = sums.weight + sums.missing;
  fitted.coding.fill = sums.missing > 0 ? WeightedMedian(rows, values) : sums.sum / sums.weight;
  if (sums.least == sums.most) {
    fitted.dropped = name + ": constant";
  } else {
    const double mean = (sums.sum + sums.missing * fitted.coding.fill) / all, off = fitted.coding.fill - mean;
    double square = sums.missing * off * off;
    for (size_t r = 0; r < values.size(); ++r) {
      const double difference = static_cast<double>(values[r]) - mean, weight = WeightOf(rows, r);
      if (weight > 0 && !std::isnan(values[r])) square += weight * difference * difference;
    }
    fitted.coding.number = 0;
    fitted.columns.push_back({name, feature, false, mean, std::sqrt(square / all)});
  }
  if (sums.missing > 0) {
    fitted.coding.missing = static_cast<uint32_t>(fitted.columns.size());
    fitted.columns.push_back(OneHot(name + " (missing)", feature, sums.missing / all));
  }
  return fitted;
}

DesignEncoder::Fitted DesignEncoder::FitCategory(const TrainingRows& rows, uint32_t feature, const DesignOptions& options) {
  const FeatureInfo& info = rows.table.schema[feature];
  const size_t missing = info.categories.size();
  std::vector<double> weights(missing + 1);
  std::vector<size_t> counts(missing + 1);
  for (size_t r = 0; r < rows.table.rows; ++r) {
    const float code = rows.table.columns[feature][r];
    const size_t place = std::isnan(code) ? missing : static_cast<size_t>(code);
    weights[place] += WeightOf(rows, r);
    counts[place] += WeightOf(rows, r) > 0;
  }
  const double all = std::accumulate(weights.begin(), weights.end(), 0.0);
  std::vector<uint32_t> order;  // levels that training rows had, the most frequent first
  for (uint32_t c = 0; c <= missing; ++c)
    if (counts[c] > 0) order.push_back(c);
  std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return weights[a] > weights[b]; });
  Fitted fitted;
  fitted.coding.of_code.assign(missing + 1, kReference);
  if (order.size() < 2) {
    fitted.dropped = info.name + (counts[missing] > 0 ? ": missing in every row" : ": constant");
    return fitted;
  }
  const auto text = [&](uint32_t level) { return level == missing ? std::string("(missing)") : info.categories[level]; };
  fitted.coding.reference = text(order.front());
  std::vector<uint8_t> own(missing + 1);
  for (size_t i = 0; i < order.size() && i <= options.most_levels; ++i) own[order[i]] = i == 0 || counts[order[i]] >= options.least_rows;
  size_t other_count = 0;
  double other_weight = 0;
  for (uint32_t c = 0; c <= missing; ++c) {
    if (own[c] && c != order.front()) {
      fitted.coding.of_code[c] = static_cast<uint32_t>(fitted.columns.size());
      fitted.columns.push_back(OneHot(info.name + "=" + text(c), feature, weights[c] / all));
    } else if (!own[c]) {
      other_count += counts[c];
      other_weight += weights[c];
    }
  }
  if (other_count > 0 && other_count >= options.least_rows) {
    for (uint32_t c = 0; c <= missing; ++c)
      if (!own[c]) fitted.coding.of_code[c] = static_cast<uint32_t>(fitted.columns.size());
    fitted.columns.push_back(OneHot(info.name + "=(other)", feature, other_weight / all));
  }
  if (fitted.columns.empty()) fitted.dropped = info.name + ": no category but the most frequent has " + std::to_string(options.least_rows) + " rows";
  return fitted;
}

DesignEncoder::DesignEncoder(const TrainingRows& rows, const DesignOptions& options) : schema_(rows.table.schema) {
  std::vector<Fitted> fitted(schema_.size());
  ParallelFor(schema_.size(), 1, [&](size_t begin, size_t end) {
    for (size_t f = begin; f < end; ++f) {
      const auto feature = static_cast<uint32_t>(f);
      fitted[f] = schema_[f].is_category() ? FitCategory(rows, feature, options) : FitNumber(rows, feature);
    }
  });
  for (Fitted& one : fitted) {
    const auto base = static_cast<uint32_t>(columns_.size());
    const auto shift = [&](uint32_t& column) { column += column == kReference ? 0 : base; };
    shift(one.coding.number);
    shift(one.coding.missing);
    for (uint32_t& column : one.coding.of_code) shift(column);
    codings_.push_back(std::move(one.coding));
    columns_.insert(columns_.end(), one.columns.begin(), one.columns.end());
    if (!one.dropped.empty()) dropped_.push_back(one.dropped);
  }
}

void DesignEncoder::Drop(std::span<const uint32_t> columns, std::span<const std::string> why) {
  std::vector<uint32_t> place(columns_.size());
  std::vector<DesignColumn> kept;
  for (uint32_t c = 0; c < columns_.size(); ++c) {
    const bool drops = std::binary_search(columns.begin(), columns.end(), c);
    place[c] = drops ? kReference : static_cast<uint32_t>(kept.size());
    if (!drops) kept.push_back(std::move(columns_[c]));
  }
  columns_ = std::move(kept);
  const auto move = [&](uint32_t& column) { column = column == kReference ? kReference : place[column]; };
  for (Coding& coding : codings_) {
    move(coding.number);
    move(coding.missing);
    for (uint32_t& column : coding.of_code) move(column);
  }
  dropped_.insert(dropped_.end(), why.begin(), why.end());
}

void DesignEncoder::Fill(const FeatureTable& table, size_t begin, size_t end, double* out, size_t stride) const {
  const size_t count = end - begin;
  for (size_t c = 0; c < columns_.size(); ++c)
    if (columns_[c].one_hot) std::fill_n(out + c * stride, count, -columns_[c].mean / columns_[c].deviation);
  const auto set = [&](uint32_t column, size_t i) {
    if (column != kReference) out[column * stride + i] = (1 - columns_[column].mean) / columns_[column].deviation;
  };
  for (size_t f = 0; f < codings_.size(); ++f) {
    const Coding& coding = codings_[f];
    const float* values = table.columns[f].data() + begin;
    if (!coding.of_code.empty()) {
      for (size_t i = 0; i < count; ++i) set(coding.of_code[std::isnan(values[i]) ? coding.of_code.size() - 1 : static_cast<size_t>(values[i])], i);
      continue;
    }
    if (coding.number != kReference) {
      const double mean = columns_[coding.number].mean, scale = 1 / columns_[coding.number].deviation, fill = coding.fill;
      double* to = out + coding.number * stride;
      for (size_t i = 0; i < count; ++i) {
        const double value = static_cast<double>(values[i]);
        to[i] = ((value == value ? value : fill) - mean) * scale;
      }
    }
    if (coding.missing != kReference)
      for (size_t i = 0; i < count; ++i)
        if (std::isnan(values[i])) set(coding.missing, i);
  }
}

void DesignEncoder::Save(Archive& archive) const {
  SaveSchema(schema_, "design.schema", archive);
  std::vector<std::string> names, references;
  std::vector<uint64_t> features, one_hot, codes;
  std::vector<double> scales, fills;
  for (const DesignColumn& column : columns_) {
    names.push_back(column.name);
    features.push_back(column.feature);
    one_hot.push_back(column.one_hot);
    scales.insert(scales.end(), {column.mean, column.deviation});
  }
  for (const Coding& coding : codings_) {
    references.push_back(coding.reference);
    fills.push_back(coding.fill);
    codes.insert(codes.end(), {coding.number, coding.missing});
    codes.insert(codes.end(), coding.of_code.begin(), coding.of_code.end());
  }
  archive.Set("design.columns", std::move(names));
  archive.Set("design.features", std::move(features));
  archive.Set("design.one_hot", std::move(one_hot));
  archive.Set("design.scales", std::move(scales));
  archive.Set("design.references", std::move(references));
  archive.Set("design.fills", std::move(fills));
  archive.Set("design.codes", std::move(codes));
  archive.Set("design.dropped", dropped_);
}

DesignEncoder DesignEncoder::Load(const Archive& archive) {
  const auto check = [](bool holds) {
    if (!holds)
      throw Error(Fault::kUsage, "the model's columns and features do not fit together", "model archive",
                  "The model is damaged or was written by another version; train it again.");
  };
  DesignEncoder encoder;
  encoder.schema_ = LoadSchema("design.schema", archive);
  encoder.dropped_ = archive.GetTexts("design.dropped");
  const auto &names = archive.GetTexts("design.columns"), &references = archive.GetTexts("design.references");
  const auto &features = archive.GetList("design.features"), &one_hot = archive.GetList("design.one_hot"), &codes = archive.GetList("design.codes");
  const auto &scales = archive.GetDoubles("design.scales"), &fills = archive.GetDoubles("design.fills");
  check(features.size() == names.size() && one_hot.size() == names.size() && scales.size() == 2 * names.size());
  for (size_t c = 0; c < names.size(); ++c) {
    check(features[c] < encoder.schema_.size() && scales[2 * c + 1] > 0);
    encoder.columns_.push_back({names[c], static_cast<uint32_t>(features[c]), one_hot[c] != 0, scales[2 * c], scales[2 * c + 1]});
  }
  check(references.size() == encoder.schema_.size() && fills.size() == encoder.schema_.size());
  size_t at = 0;
  for (uint32_t f = 0; f < encoder.schema_.size(); ++f) {
    const auto next = [&](bool hot) {
      check(at < codes.size());
      const uint64_t column = codes[at++];
      check(column == kReference || (column < names.size() && features[column] == f && encoder.columns_[column].one_hot == hot));
      return static_cast<uint32_t>(column);
    };
    Coding& coding = encoder.codings_.emplace_back();
    coding.number = next(false);
    coding.missing = next(true);
    coding.fill = fills[f];
    coding.reference = references[f];
    if (encoder.schema_[f].is_category())
      for (size_t c = 0; c <= encoder.schema_[f].categories.size(); ++c) coding.of_code.push_back(next(true));
    check(coding.of_code.empty() || (coding.number == kReference && coding.missing == kReference));
  }
  check(at == codes.size());
  return encoder;
}

}  // namespace auspex::learn
