#include "learn/table/pair_encoding.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/error.h"
#include "base/progress.h"
#include "base/random.h"
#include "base/threads.h"
#include "learn/archive.h"
#include "learn/table/design_matrix.h"
#include "learn/table/logistic_solver.h"
#include "learn/table/pair_cells.h"

namespace auspex::learn {
namespace {

/// A fitted pair: cells of two columns with their shares of yes.
struct Pair {
  size_t first = 0, second = 0;
  ValuePlaces first_places, second_places;
  std::vector<uint64_t> keys;  ///< rising
  std::vector<float> shares;
  float elsewhere = 0;         ///< of cells that no training row was in

  std::vector<uint64_t> KeysOf(const FeatureTable& table) const {
    std::vector<uint64_t> cells(table.rows);
    for (size_t r = 0; r < table.rows; ++r) {
      const uint64_t a = first_places.Of(table.columns[first][r]), b = second_places.Of(table.columns[second][r]);
      cells[r] = a == ValuePlaces::kUnknown || b == ValuePlaces::kUnknown ? ValuePlaces::kUnknown : a * second_places.size() + b;
    }
    return cells;
  }

  std::vector<float> Encode(const FeatureTable& table) const {
    std::vector<float> column;
    column.reserve(table.rows);
    for (const uint64_t key : KeysOf(table)) {
      const auto found = std::lower_bound(keys.begin(), keys.end(), key);
      column.push_back(found != keys.end() && *found == key ? shares[static_cast<size_t>(found - keys.begin())] : elsewhere);
    }
    return column;
  }
};

std::string NameOf(const Pair& pair, const Schema& schema) { return schema[pair.first].name + " × " + schema[pair.second].name; }

bool HasName(const Schema& schema, const std::string& name) {
  return std::any_of(schema.begin(), schema.end(), [&](const FeatureInfo& info) { return info.name == name; });
}

std::vector<float> LogOdds(std::vector<float> shares) {
  for (float& share : shares) share = std::log(std::clamp(share, 1e-6f, 1 - 1e-6f) / (1 - std::clamp(share, 1e-6f, 1 - 1e-6f)));
  return shares;
}

/// The pairs of a training part by their gain, one pair at a time; the regressions take all threads.
class PairSearch {
 public:
  PairSearch(const TrainingPart& part, const PairEncodingOptions& options, std::span<const Fold> folds)
      : part_(part), options_(options), folds_(folds), places_(part.table().features()), odds_(part.table().features()) {
    ParallelFor(places_.size(), 1, [&](size_t begin, size_t end) {
      for (size_t f = begin; f < end; ++f) Prepare(f);
    });
  }

  std::vector<Pair> Best() const {
    std::vector<std::pair<double, Pair>> found;
    for (size_t a = 0; a < odds_.size(); ++a) {
      for (size_t b = a + 1; b < odds_.size(); ++b) {
        if (odds_[a].empty() || odds_[b].empty()) continue;
        Pair pair{.first = a, .second = b, .first_places = places_[a], .second_places = places_[b], .keys = {}, .shares = {}};
        if (HasName(part_.table().schema, NameOf(pair, part_.table().schema))) continue;
        const Cells cells = CellsOf(pair.KeysOf(part_.table()));
        if (cells.keys.size() < options_.least_cells) continue;
        const double gain = Gain(pair, cells);
        if (gain >= options_.least_gain) found.emplace_back(gain, std::move(pair));
      }
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& x, const auto& y) { return x.first > y.first; });
    std::vector<Pair> best;
    for (size_t p = 0; p < std::min(found.size(), options_.pairs); ++p) best.push_back(std::move(found[p].second));
    return best;
  }

 private:
  void Prepare(size_t f) {
    if (std::ranges::count(options_.without, part_.table().schema[f].name) > 0) return;
    const std::vector<float>& column = part_.table().columns[f];
    places_[f] = ValuePlaces(part_.table().schema[f], column);
    if (places_[f].size() > options_.most_values + 1) return;
    std::vector<uint64_t> keys(column.size());
    std::transform(column.begin(), column.end(), keys.begin(), [&](float value) { return places_[f].Of(value); });
    const Cells cells = CellsOf(keys);
    if (cells.keys.size() > 1) odds_[f] = LogOdds(OutOfFoldShares(part_, cells, folds_, options_.smoothing));
  }

  double Gain(const Pair& pair, const Cells& cells) const {
    FeatureTable table{.rows = part_.table().rows, .schema = {{"a", {}}, {"b", {}}}, .columns = {odds_[pair.first], odds_[pair.second]}};
    const double apart = Loss(table);
    table.schema.push_back({"both", {}});
    table.columns.push_back(LogOdds(OutOfFoldShares(part_, cells, folds_, options_.smoothing)));
    return apart - Loss(table);
  }

  double Loss(const FeatureTable& table) const {
    const TrainingRows rows{table, part_.labels(), part_.weights()};
    const DesignEncoder encoder(rows, {});
    Progress silent;
    return SolveLogistic(LogisticRows(encoder, rows), {.l2 = 1e-3, .tolerance = 1e-7}, silent).loss;
  }

  const TrainingPart& part_;
  const PairEncodingOptions& options_;
  std::span<const Fold> folds_;
  std::vector<ValuePlaces> places_;
  std::vector<std::vector<float>> odds_;  ///< by feature, out of fold; empty: makes no pair
};

LabelledTable RowsOf(const TrainingPart& part) {
  return {part.table(), {part.labels().begin(), part.labels().end()}, {part.weights().begin(), part.weights().end()}};
}

/// `times` of the rows one after the other, each of that part of its weight.
LabelledTable Repeat(const TrainingPart& part, size_t times) {
  LabelledTable rows = RowsOf(part);
  if (times == 1) return rows;
  const size_t count = part.table().rows;
  rows.table.rows = count * times;
  rows.weights.resize(count);
  for (size_t r = 0; r < count; ++r) rows.weights[r] = static_cast<float>(part.weight(r) / static_cast<double>(times));
  const auto repeat = [&](auto& values) {
    values.reserve(count * times);
    for (size_t k = 1; k < times; ++k) values.insert(values.end(), values.begin(), values.begin() + static_cast<ptrdiff_t>(count));
  };
  for (auto& column : rows.table.columns) repeat(column);
  repeat(rows.labels);
  repeat(rows.weights);
  rows.copies = times;
  return rows;
}

class PairEncodingStep : public RecipeStep {
 public:
  explicit PairEncodingStep(const PairEncodingOptions& options) : options_(options) {}
  explicit PairEncodingStep(std::vector<Pair> fitted) : pairs_(std::move(fitted)) {}
  std::string Name() const override { return "pair_encoding"; }
  bool Applies() const override { return !pairs_.empty(); }

  LabelledTable Fit(const TrainingPart& part) override {
    pairs_ = PairSearch(part, options_, InnerFolds(part.labels(), {.folds = options_.folds, .seed = part.seed()})).Best();
    if (pairs_.empty()) return RowsOf(part);
    LabelledTable rows = Repeat(part, options_.copies);
    const size_t count = part.table().rows;
    for (Pair& pair : pairs_) {
      const Cells cells = CellsOf(pair.KeysOf(part.table()));
      pair.keys = cells.keys;
      pair.shares = Shares(part, cells, options_.smoothing);
      pair.elsewhere = static_cast<float>(ShareOfAll(part));
      rows.table.schema.push_back({NameOf(pair, part.table().schema), {}});
      rows.table.columns.emplace_back(rows.table.rows);
      ParallelFor(options_.copies, 1, [&](size_t begin, size_t end) {
        for (size_t k = begin; k < end; ++k) {
          const std::vector<Fold> folds = InnerFolds(part.labels(), {.folds = options_.folds, .seed = Mix(part.seed() ^ (k + 1))});
          const std::vector<float> shares = OutOfFoldShares(part, cells, folds, options_.smoothing);
          std::copy(shares.begin(), shares.end(), rows.table.columns.back().begin() + static_cast<ptrdiff_t>(k * count));
        }
      });
    }
    return rows;
  }

  FeatureTable Apply(const FeatureTable& table) const override {
    FeatureTable encoded = table;
    for (const Pair& pair : pairs_) {
      encoded.schema.push_back({NameOf(pair, table.schema), {}});
      encoded.columns.push_back(pair.Encode(table));
    }
    return encoded;
  }

  std::vector<std::vector<size_t>> Sources(const Schema& input) const override {
    std::vector<std::vector<size_t>> sources;
    for (size_t f = 0; f < input.size(); ++f) sources.push_back({f});
    for (const Pair& pair : pairs_) sources.push_back({pair.first, pair.second});
    return sources;
  }

  void Save(Archive& archive) const override {
    std::vector<uint64_t> features;
    for (const Pair& pair : pairs_) {
      const std::string prefix = "pair" + std::to_string(features.size() / 2);
      features.insert(features.end(), {pair.first, pair.second});
      archive.Set(prefix + ".first", Tensor{{pair.first_places.values().size()}, pair.first_places.values()});
      archive.Set(prefix + ".second", Tensor{{pair.second_places.values().size()}, pair.second_places.values()});
      archive.Set(prefix + ".cells", pair.keys);
      archive.Set(prefix + ".shares", Tensor{{pair.shares.size()}, pair.shares});
      archive.Set(prefix + ".elsewhere", static_cast<double>(pair.elsewhere));
    }
    archive.Set("features", std::move(features));
  }

 private:
  PairEncodingOptions options_;
  std::vector<Pair> pairs_;
};

ValuePlaces LoadPlaces(const Archive& archive, const std::string& name, const FeatureInfo& info) {
  const size_t count = archive.GetTensor(name).values.size();
  return ValuePlaces::Saved(info, archive.GetTensor(name, {count}).values);
}

void Require(bool holds, const char* setting, const char* range) {
  if (!holds) throw Error(Fault::kUsage, "the setting '" + std::string(setting) + "' of pair encoding must be " + range, "pair_encoding");
}

}  // namespace

StepMaker PairEncoding(const PairEncodingOptions& options) {
  Require(options.pairs >= 1, "pairs", "at least 1");
  Require(options.least_gain > 0 && std::isfinite(options.least_gain), "least_gain", "a number above 0");
  Require(options.most_values >= 2, "most_values", "at least 2");
  Require(options.smoothing >= 0 && std::isfinite(options.smoothing), "smoothing", "a number from 0 up");
  Require(options.folds >= 2, "folds", "at least 2");
  Require(options.copies >= 1 && options.copies <= 100, "copies", "1 to 100");
  return [options] { return std::make_unique<PairEncodingStep>(options); };
}

std::unique_ptr<RecipeStep> LoadPairEncoding(const Archive& archive, const Schema& input) {
  const std::vector<uint64_t>& features = archive.GetList("features");
  if (features.empty() || features.size() % 2 != 0) RefuseArchive("the encoded pairs have half a pair or none");
  std::vector<Pair> pairs;
  std::set<std::string> names;
  for (size_t p = 0; p < features.size() / 2; ++p) {
    const uint64_t first = features[2 * p], second = features[2 * p + 1];
    if (first >= input.size() || second >= input.size() || first == second)
      RefuseArchive("the encoded pairs are of columns that the recipe does not have");
    const std::string prefix = "pair" + std::to_string(p);
    Pair pair{.first = first, .second = second,
              .first_places = LoadPlaces(archive, prefix + ".first", input[first]),
              .second_places = LoadPlaces(archive, prefix + ".second", input[second]),
              .keys = archive.GetList(prefix + ".cells"), .shares = {}};
    if (std::adjacent_find(pair.keys.begin(), pair.keys.end(), std::greater_equal<>()) != pair.keys.end())
      RefuseArchive("the cells of an encoded pair do not rise");
    pair.shares = archive.GetTensor(prefix + ".shares", {pair.keys.size()}).values;
    pair.elsewhere = static_cast<float>(archive.GetNumber(prefix + ".elsewhere"));
    if (HasName(input, NameOf(pair, input)) || !names.insert(NameOf(pair, input)).second) RefuseArchive("an encoded pair has another column's name");
    if (!std::isfinite(pair.elsewhere)) RefuseArchive("the share of an encoded pair is not a number");
    pairs.push_back(std::move(pair));
  }
  return std::make_unique<PairEncodingStep>(std::move(pairs));
}

}  // namespace auspex::learn
