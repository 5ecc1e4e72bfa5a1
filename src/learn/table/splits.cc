#include "learn/table/splits.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <set>

#include "base/error.h"
#include "base/random.h"

namespace auspex::learn {
namespace {

/// Folds from the fold in which each row is tested.
std::vector<Fold> FoldsOf(std::span<const uint32_t> tested_in, size_t folds) {
  std::vector<Fold> result(folds);
  for (size_t f = 0; f < folds; ++f) {
    result[f].name = std::to_string(f + 1);
    for (uint32_t r = 0; r < tested_in.size(); ++r) (tested_in[r] == f ? result[f].test : result[f].train).push_back(r);
  }
  return result;
}

void RequireFolds(size_t folds) {
  if (folds < 2) throw Error(Fault::kUsage, "cross-validation needs at least 2 folds, not " + std::to_string(folds), "folds");
}

[[noreturn]] void TooFew(size_t there, const std::string& of_what, size_t folds) {
  throw Error(Fault::kData, "there are " + std::to_string(there) + " " + of_what + " for " + std::to_string(folds) + " folds", "folds",
              "Ask for fewer folds or bring more data.");
}

void RequireGroups(size_t rows, const TimeSplitOptions& options) {
  if (options.gap < 0 || options.window < 0) throw Error(Fault::kUsage, "the gap and the window of a split by time cannot be negative", "folds");
  if (!options.groups.empty() && options.groups.size() != rows)
    throw Error(Fault::kInternal, "a split by time was given groups for another number of rows");
}

/// Whether a row at `time` is early enough, and late enough, to learn from for a test that begins at `from`.
bool IsTraining(int64_t time, int64_t from, const TimeSplitOptions& options) {
  if (time >= from) return false;
  const auto before = static_cast<uint64_t>(from) - static_cast<uint64_t>(time);  // no overflow at the ends of int64
  if (options.gap > 0 && before <= static_cast<uint64_t>(options.gap)) return false;
  return options.window == 0 || before <= static_cast<uint64_t>(options.window);
}

/// Tests the rows in [from, until); `last` has no end.
Fold CutByTime(std::span<const int64_t> times, int64_t from, int64_t until, bool last, const TimeSplitOptions& options) {
  Fold fold;
  size_t earlier = 0;
  std::set<uint64_t> tested;
  for (uint32_t r = 0; r < times.size(); ++r) {
    if (times[r] < from) ++earlier;
    if (times[r] < from || !(last || times[r] < until)) continue;
    fold.test.push_back(r);
    if (!options.groups.empty()) tested.insert(options.groups[r]);
  }
  for (uint32_t r = 0; r < times.size(); ++r)
    if (IsTraining(times[r], from, options) && (tested.empty() || !tested.contains(options.groups[r]))) fold.train.push_back(r);
  if (fold.test.empty())
    throw Error(Fault::kData, "no row is at or after the time " + std::to_string(from) + " at which the test begins", "folds",
                "Let the test begin earlier.");
  if (fold.train.empty())
    throw Error(Fault::kData,
                "nothing is left to train on before the time " + std::to_string(from) + ": of " + std::to_string(earlier) +
                    " earlier rows the gap, the window and the tested groups take all",
                "folds", "Make the gap smaller or let the test begin later.");
  return fold;
}

}  // namespace

std::vector<Fold> StratifiedFolds(std::span<const uint8_t> labels, const FoldOptions& options) {
  RequireFolds(options.folds);
  if (labels.size() < options.folds) TooFew(labels.size(), "rows", options.folds);
  std::array<std::vector<uint32_t>, 2> classes;
  for (uint32_t r = 0; r < labels.size(); ++r) classes[labels[r] != 0].push_back(r);
  std::vector<uint32_t> tested_in(labels.size());
  size_t dealt = 0;
  for (size_t c = 0; c < 2; ++c) {
    if (classes[c].size() < options.folds) TooFew(classes[c].size(), "rows of class " + std::to_string(c), options.folds);
    Random random(options.seed, c);
    random.Shuffle(std::span(classes[c]));
    for (uint32_t row : classes[c]) tested_in[row] = static_cast<uint32_t>(dealt++ % options.folds);
  }
  return FoldsOf(tested_in, options.folds);
}

std::vector<Fold> GroupedFolds(std::span<const uint64_t> groups, const FoldOptions& options) {
  RequireFolds(options.folds);
  std::map<uint64_t, size_t> sizes;
  for (uint64_t group : groups) ++sizes[group];
  if (sizes.size() < options.folds) TooFew(sizes.size(), "groups", options.folds);
  std::vector<std::pair<uint64_t, size_t>> order(sizes.begin(), sizes.end());
  Random random(options.seed);
  random.Shuffle(std::span(order));
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<size_t> filled(options.folds);
  std::map<uint64_t, uint32_t> fold_of;
  for (const auto& [group, size] : order) {
    const auto least = std::min_element(filled.begin(), filled.end());
    *least += size;
    fold_of[group] = static_cast<uint32_t>(least - filled.begin());
  }
  std::vector<uint32_t> tested_in(groups.size());
  for (size_t r = 0; r < groups.size(); ++r) tested_in[r] = fold_of[groups[r]];
  return FoldsOf(tested_in, options.folds);
}

Fold SplitByTime(std::span<const int64_t> times, int64_t test_from, const TimeSplitOptions& options) {
  RequireGroups(times.size(), options);
  Fold fold = CutByTime(times, test_from, 0, true, options);
  fold.name = "1";
  return fold;
}

int64_t TimeAtShare(std::span<const int64_t> times, double share) {
  if (times.empty()) throw Error(Fault::kData, "a split by time was given no row", "folds");
  std::vector<int64_t> sorted(times.begin(), times.end());
  std::sort(sorted.begin(), sorted.end());
  const double place = std::clamp(share, 0.0, 1.0) * static_cast<double>(sorted.size());
  return sorted[std::min(sorted.size() - 1, static_cast<size_t>(place))];
}

std::vector<Fold> RollingFolds(std::span<const int64_t> times, size_t folds, const TimeSplitOptions& options) {
  RequireGroups(times.size(), options);
  if (folds == 0) throw Error(Fault::kUsage, "a rolling origin needs at least 1 fold", "folds");
  std::vector<int64_t> sorted(times.begin(), times.end());
  std::sort(sorted.begin(), sorted.end());
  const std::set<int64_t> different(sorted.begin(), sorted.end());
  if (different.size() < folds + 1)
    TooFew(different.size(), "different times, one more than the folds is the least,", folds);
  std::vector<int64_t> begins;  // of the tested parts; each at least one time behind the one before and leaving one for each behind
  auto next = std::next(different.begin());
  for (size_t f = 1; f <= folds; ++f) {
    const auto latest = std::prev(different.end(), static_cast<ptrdiff_t>(folds - f + 1));
    const int64_t wanted = sorted[sorted.size() * f / (folds + 1)];
    auto at = different.find(std::clamp(wanted, *next, *latest));
    begins.push_back(*at);
    next = std::next(at);
  }
  std::vector<Fold> result;
  for (size_t f = 0; f < folds; ++f) {
    const bool last = f + 1 == folds;
    result.push_back(CutByTime(times, begins[f], last ? 0 : begins[f + 1], last, options));
    result.back().name = std::to_string(f + 1);
  }
  return result;
}

std::vector<Fold> ColumnFolds(std::span<const std::string> values) {
  std::map<std::string, uint32_t> fold_of;
  for (const std::string& value : values) fold_of.emplace(value, 0);
  if (fold_of.size() < 2)
    throw Error(Fault::kData, "the column of folds has " + std::to_string(fold_of.size()) + " different values; 2 are the least", "folds",
                "Name a column that says in which fold a row is tested.");
  uint32_t count = 0;
  for (auto& [value, fold] : fold_of) fold = count++;
  std::vector<uint32_t> tested_in(values.size());
  for (size_t r = 0; r < values.size(); ++r) tested_in[r] = fold_of.at(values[r]);
  std::vector<Fold> folds = FoldsOf(tested_in, fold_of.size());
  for (const auto& [value, fold] : fold_of) folds[fold].name = value;
  return folds;
}

void CheckFolds(std::span<const Fold> folds, size_t rows) {
  const auto refuse = [](const Fold& fold, const std::string& what) {
    throw Error(Fault::kUsage, "fold '" + fold.name + "' " + what, "folds");
  };
  if (folds.empty()) throw Error(Fault::kUsage, "there is no fold to judge a model by", "folds");
  for (const Fold& fold : folds) {
    if (fold.train.empty() || fold.test.empty()) refuse(fold, fold.train.empty() ? "has no row to train on" : "has no row to test");
    std::vector<bool> seen(rows);
    for (const auto* side : {&fold.train, &fold.test})
      for (uint32_t row : *side) {
        if (row >= rows) refuse(fold, "names row " + std::to_string(row) + " of " + std::to_string(rows));
        if (seen[row]) refuse(fold, "holds row " + std::to_string(row) + " twice");
        seen[row] = true;
      }
  }
}

}  // namespace auspex::learn
