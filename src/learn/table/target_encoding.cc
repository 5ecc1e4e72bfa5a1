#include "learn/table/target_encoding.h"

#include <cmath>

#include "base/error.h"
#include "base/threads.h"
#include "learn/archive.h"

namespace auspex::learn {
namespace {

/// Encodings by category; the last is that of missing values.
using Encoding = std::vector<float>;

size_t PlaceOf(float code, size_t categories) { return std::isnan(code) ? categories : static_cast<size_t>(code); }

/// From the rows that `counts` admits.
template <class Counts>
Encoding Learn(const TrainingPart& part, size_t feature, double smoothing, const Counts& counts) {
  const size_t categories = part.table().schema[feature].categories.size();
  std::vector<double> yes(categories + 1), all(categories + 1);
  double sum_yes = 0, sum = 0;
  for (size_t r = 0; r < part.table().rows; ++r) {
    if (!counts(r)) continue;
    const double weight = part.weight(r), gain = part.labels()[r] == 1 ? weight : 0;
    const size_t place = PlaceOf(part.table().columns[feature][r], categories);
    yes[place] += gain;
    all[place] += weight;
    sum_yes += gain;
    sum += weight;
  }
  const double share = sum > 0 ? sum_yes / sum : 0.5;
  Encoding encoding(categories + 1);
  for (size_t c = 0; c <= categories; ++c)
    encoding[c] = static_cast<float>(all[c] + smoothing > 0 ? (yes[c] + smoothing * share) / (all[c] + smoothing) : share);
  return encoding;
}

std::string NameOf(size_t feature) { return "encoding" + std::to_string(feature); }

float Encode(const Encoding& encoding, float code) { return encoding[PlaceOf(code, encoding.size() - 1)]; }

class TargetEncodingStep : public RecipeStep {
 public:
  explicit TargetEncodingStep(const TargetEncodingOptions& options) : options_(options) {}
  explicit TargetEncodingStep(std::vector<Encoding> fitted) : encodings_(std::move(fitted)) {}
  std::string Name() const override { return "target_encoding"; }

  LabelledTable Fit(const TrainingPart& part) override {
    const Schema& schema = part.table().schema;
    encodings_.resize(schema.size());
    bool any = false;
    for (const FeatureInfo& info : schema) any |= Encodes(info);
    const std::vector<Fold> folds = any ? InnerFolds(part.labels(), {.folds = options_.folds, .seed = part.seed()}) : std::vector<Fold>{};
    LabelledTable rows{part.table(), {part.labels().begin(), part.labels().end()}, {part.weights().begin(), part.weights().end()}};
    ParallelFor(schema.size(), 1, [&](size_t begin, size_t end) {
      for (size_t f = begin; f < end; ++f) {
        if (!Encodes(schema[f])) continue;
        encodings_[f] = Learn(part, f, options_.smoothing, [](size_t) { return true; });
        rows.table.columns[f] = OutOfFoldColumn(part, f, folds, options_.smoothing);
        rows.table.schema[f].categories.clear();
      }
    });
    return rows;
  }

  FeatureTable Apply(const FeatureTable& table) const override {
    FeatureTable encoded = table;
    for (size_t f = 0; f < encodings_.size(); ++f) {
      if (encodings_[f].empty()) continue;
      encoded.schema[f].categories.clear();
      for (float& value : encoded.columns[f]) value = Encode(encodings_[f], value);
    }
    return encoded;
  }

  void Save(Archive& archive) const override {
    std::vector<uint64_t> encoded;
    for (size_t f = 0; f < encodings_.size(); ++f) {
      if (encodings_[f].empty()) continue;
      encoded.push_back(f);
      archive.Set(NameOf(f), Tensor{{encodings_[f].size()}, encodings_[f]});
    }
    archive.Set("encoded", std::move(encoded));
  }

 private:
  bool Encodes(const FeatureInfo& info) const { return info.is_category() && info.categories.size() >= options_.least_categories; }

  TargetEncodingOptions options_;
  std::vector<Encoding> encodings_;  ///< by feature; empty: left alone
};

}  // namespace

std::vector<float> OutOfFoldColumn(const TrainingPart& part, size_t feature, std::span<const Fold> folds, double smoothing) {
  std::vector<float> column = part.table().columns[feature];
  if (!part.table().schema[feature].is_category()) return column;
  std::vector<uint32_t> fold_of(column.size());
  for (uint32_t k = 0; k < folds.size(); ++k)
    for (uint32_t row : folds[k].test) fold_of[row] = k;
  for (uint32_t k = 0; k < folds.size(); ++k) {
    const Encoding encoding = Learn(part, feature, smoothing, [&](size_t row) { return fold_of[row] != k; });
    for (uint32_t row : folds[k].test) column[row] = Encode(encoding, part.table().columns[feature][row]);
  }
  return column;
}

StepMaker TargetEncoding(const TargetEncodingOptions& options) {
  if (!(options.smoothing >= 0 && std::isfinite(options.smoothing)))
    throw Error(Fault::kUsage, "the smoothing of target encoding must be a number from 0 up", "target_encoding");
  return [options] { return std::make_unique<TargetEncodingStep>(options); };
}

std::unique_ptr<RecipeStep> LoadTargetEncoding(const Archive& archive, const Schema& input) {
  std::vector<Encoding> encodings(input.size());
  for (const uint64_t f : archive.GetList("encoded")) {
    if (f >= input.size() || !input[f].is_category()) RefuseArchive("the target encoding is of columns that the recipe does not have");
    encodings[f] = archive.GetTensor(NameOf(f), {input[f].categories.size() + 1}).values;
  }
  return std::make_unique<TargetEncodingStep>(std::move(encodings));
}

}  // namespace auspex::learn
