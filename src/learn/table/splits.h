#pragma once
// Splits of rows into training and test parts, as row numbers: stratified, grouped, by time with a gap, rolling origin, by a
// column. Each keeps what must not be on both sides apart. The same input and seed give the same split on every machine.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace auspex::learn {

/// Row numbers, rising, without a row on both sides.
struct Fold {
  std::string name;  ///< "1", "2", … or the column's value
  std::vector<uint32_t> train, test;
};

struct FoldOptions {
  size_t folds = 10;
  uint64_t seed = 42;
};

/// Every row is tested once; each class, and the rows as a whole, are spread over the folds to within one row. The rows of each
/// class in rising order are shuffled by Random(seed, class) and dealt out in turn, class 1 where class 0 stopped.
/// Throws Error(kUsage) for fewer than 2 folds, Error(kData) for fewer rows than folds and for a class with fewer rows.
std::vector<Fold> StratifiedFolds(std::span<const uint8_t> labels, const FoldOptions& options = {});

/// Every row is tested once and no group is on both sides. The groups, in order of their number, are shuffled by Random(seed) and
/// the largest first put into the fold with the fewest rows. Throws Error(kUsage) for fewer than 2 folds, Error(kData) for fewer
/// groups than folds.
std::vector<Fold> GroupedFolds(std::span<const uint64_t> groups, const FoldOptions& options = {});

struct TimeSplitOptions {
  int64_t gap = 0;     ///< a training row is earlier than the test's begin by more than this (0: just earlier)
  int64_t window = 0;  ///< and by at most this; 0: as early as there is
  std::span<const uint64_t> groups = {};  ///< rows of a group that is tested are not trained on either; empty: no groups
};

/// Tests the rows from `test_from` on. Throws Error(kData) if either side is empty, saying how many rows the gap took.
Fold SplitByTime(std::span<const int64_t> times, int64_t test_from, const TimeSplitOptions& options = {});

/// The time that has about `share` of the rows before it: `times` sorted, at place share × rows. Throws Error(kData) for no row.
int64_t TimeAtShare(std::span<const int64_t> times, double share);

/// Rolling origin (Tashman 2000): the rows in order of time are cut into folds + 1 parts of about equal size, rows of one time in
/// one part; each part but the first is tested by what is before it. Throws Error(kUsage) for no fold, Error(kData) for fewer
/// different times than parts and where a gap leaves nothing to train on.
std::vector<Fold> RollingFolds(std::span<const int64_t> times, size_t folds, const TimeSplitOptions& options = {});

/// One fold for each value of a column, in the order of the text, tested by all others. Throws Error(kData) for fewer than two
/// values.
std::vector<Fold> ColumnFolds(std::span<const std::string> values);

/// What anybody's own folds must keep. Throws Error(kUsage) naming the fold that has an empty side, a row that does not exist, or
/// a row twice.
void CheckFolds(std::span<const Fold> folds, size_t rows);

}  // namespace auspex::learn
