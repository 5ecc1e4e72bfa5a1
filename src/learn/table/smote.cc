#include "learn/table/smote.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "base/random.h"
#include "base/threads.h"

namespace auspex::learn {
namespace {

bool Same(float a, float b) { return a == b || (std::isnan(a) && std::isnan(b)); }

/// Rows of the rarer outcome in the space where they are near each other or not.
class Parents {
 public:
  Parents(const FeatureTable& table, std::vector<uint32_t> rows) : table_(table), rows_(std::move(rows)) {
    for (size_t f = 0; f < table.features(); ++f) (table.schema[f].is_category() ? categories_ : numbers_).push_back(f);
    places_.resize(rows_.size() * numbers_.size());
    for (size_t n = 0; n < numbers_.size(); ++n) Standardise(n);
  }

  size_t size() const { return rows_.size(); }
  uint32_t row(size_t parent) const { return rows_[parent]; }

  /// Parents, the nearest first; of equals the earlier.
  std::vector<uint32_t> Nearest(size_t parent, size_t count) const {
    std::vector<std::pair<double, uint32_t>> distances;
    for (uint32_t other = 0; other < rows_.size(); ++other)
      if (other != parent) distances.emplace_back(Distance(parent, other), other);
    count = std::min(count, distances.size());
    std::partial_sort(distances.begin(), distances.begin() + static_cast<ptrdiff_t>(count), distances.end());
    std::vector<uint32_t> nearest;
    for (size_t i = 0; i < count; ++i) nearest.push_back(distances[i].second);
    return nearest;
  }

  /// The values of a new row between `parent` and `nearest[which]`, `at` of the way.
  void Blend(size_t parent, std::span<const uint32_t> nearest, size_t which, double at, std::span<float> out) const {
    const uint32_t a = rows_[parent], b = rows_[nearest[which]];
    for (size_t f : numbers_) {
      const float x = table_.columns[f][a], y = table_.columns[f][b];
      const bool gap = std::isnan(x) || std::isnan(y);
      out[f] = gap ? (at < 0.5 ? x : y) : static_cast<float>(static_cast<double>(x) + at * (static_cast<double>(y) - static_cast<double>(x)));
    }
    for (size_t f : categories_) out[f] = MostFrequent(f, a, nearest);
  }

 private:
  void Standardise(size_t n) {
    const std::vector<float>& values = table_.columns[numbers_[n]];
    double sum = 0, square = 0, count = 0;
    for (uint32_t row : rows_)
      if (!std::isnan(values[row])) sum += static_cast<double>(values[row]), ++count;
    const double mean = count > 0 ? sum / count : 0;
    for (uint32_t row : rows_)
      if (!std::isnan(values[row])) square += (static_cast<double>(values[row]) - mean) * (static_cast<double>(values[row]) - mean);
    const double deviation = square > 0 ? std::sqrt(square / count) : 1;
    for (size_t i = 0; i < rows_.size(); ++i) {
      const float value = values[rows_[i]];
      places_[i * numbers_.size() + n] = std::isnan(value) ? 0 : (static_cast<double>(value) - mean) / deviation;
    }
  }

  double Distance(size_t a, size_t b) const {
    const double *p = places_.data() + a * numbers_.size(), *q = places_.data() + b * numbers_.size();
    double sum = 0;
    for (size_t n = 0; n < numbers_.size(); ++n) sum += (p[n] - q[n]) * (p[n] - q[n]);
    for (size_t f : categories_) sum += Same(table_.columns[f][rows_[a]], table_.columns[f][rows_[b]]) ? 0 : 1;
    return sum;
  }

  float MostFrequent(size_t feature, uint32_t own, std::span<const uint32_t> nearest) const {
    const std::vector<float>& codes = table_.columns[feature];
    const auto votes = [&](float code) { return std::count_if(nearest.begin(), nearest.end(), [&](uint32_t n) { return Same(codes[rows_[n]], code); }); };
    float best = codes[own];
    for (uint32_t n : nearest)
      if (votes(codes[rows_[n]]) > votes(best)) best = codes[rows_[n]];
    return best;
  }

  const FeatureTable& table_;
  std::vector<uint32_t> rows_;
  std::vector<size_t> numbers_, categories_;
  std::vector<double> places_;  ///< [parents][numbers]
};

/// At most `most` of the rows of `label` that weigh something, in random order, and how many rows of it there are.
std::vector<uint32_t> DrawParents(const TrainingPart& part, uint8_t label, size_t most) {
  std::vector<uint32_t> rows;
  for (uint32_t r = 0; r < part.labels().size(); ++r)
    if (part.labels()[r] == label && part.weight(r) > 0) rows.push_back(r);
  if (rows.size() < 2)
    throw Error(Fault::kData, "a training part has " + std::to_string(rows.size()) + " rows of one class; SMOTE needs 2", "smote",
                "Bring more rows of that class or ask for fewer folds.");
  Random random(part.seed(), 0);
  random.Shuffle(std::span(rows));
  rows.resize(std::min(rows.size(), most));
  return rows;
}

LabelledTable AddRows(const TrainingPart& part, const SmoteOptions& options) {
  const auto yes = static_cast<size_t>(std::count(part.labels().begin(), part.labels().end(), 1)), no = part.labels().size() - yes;
  const uint8_t rarer = yes <= no;
  const auto wanted = static_cast<size_t>(std::llround(options.share * static_cast<double>(std::max(yes, no))));
  const size_t there = std::min(yes, no), first = part.labels().size(), added = wanted > there ? wanted - there : 0;
  LabelledTable data{part.table(), {part.labels().begin(), part.labels().end()}, {part.weights().begin(), part.weights().end()}};
  if (added == 0) return data;
  const Parents parents(part.table(), DrawParents(part, rarer, options.most_parents));
  data.table.rows += added;
  for (std::vector<float>& column : data.table.columns) column.resize(data.table.rows);
  data.labels.resize(data.table.rows, rarer);
  if (!data.weights.empty()) data.weights.resize(data.table.rows);
  ParallelFor(std::min(parents.size(), added), 16, [&](size_t begin, size_t end) {
    std::vector<float> values(data.table.features());
    for (size_t parent = begin; parent < end; ++parent) {
      const std::vector<uint32_t> nearest = parents.Nearest(parent, options.neighbours);
      for (size_t i = parent; i < added; i += parents.size()) {
        Random random(part.seed(), i + 1);
        const size_t which = random.Below(nearest.size());
        parents.Blend(parent, nearest, which, random.Uniform(), values);
        for (size_t f = 0; f < values.size(); ++f) data.table.columns[f][first + i] = values[f];
        if (!data.weights.empty()) data.weights[first + i] = part.weights()[parents.row(parent)];
      }
    }
  });
  return data;
}

}  // namespace

StepMaker SmoteStep(const SmoteOptions& options) {
  if (options.neighbours == 0) throw Error(Fault::kUsage, "SMOTE needs at least one neighbour", "smote");
  if (!(options.share > 0 && options.share <= 1)) throw Error(Fault::kUsage, "SMOTE's share must be above 0 and at most 1", "smote");
  if (options.most_parents < 2) throw Error(Fault::kUsage, "SMOTE needs at least 2 rows to make new ones from", "smote");
  return RowsStep("smote", [options](const TrainingPart& part) { return AddRows(part, options); });
}

}  // namespace auspex::learn
