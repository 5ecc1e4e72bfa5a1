#pragma once
// A pack of one table: each row is a customer (or anything else) with a yes-no outcome that is to be learnt from the other columns.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace auspex::pack {

class TomlTable;

/// How rows are split into what is learnt from and what is judged on.
struct FoldPlan {
  enum class Kind {
    kStratified,  ///< "stratified:FOLDS:SEED", each class spread evenly
    kColumn,      ///< "column:NAME", a fold for each value
    kTime,        ///< "time:NAME:SHARE", the rows of the first SHARE of the time learn, the later ones judge
    kOrder,       ///< "order:SHARE", the same for a file whose rows are in order of time
    kRolling,     ///< "rolling:NAME:FOLDS", each part of the time is judged by what is before it
    kGrouped,     ///< "grouped:NAME:FOLDS:SEED", rows with one value stay together
  };
  Kind kind = Kind::kStratified;
  std::string column;  ///< empty for kStratified and kOrder
  size_t folds = 10;
  uint64_t seed = 42;
  double share = 0.8;
};

/// What is done where one outcome is rare.
enum class Balance {
  kNone,
  kWeights,  ///< both outcomes weigh the same
  kSmote,    ///< new rows of the rarer outcome between those that there are
};

/// A column by which the chance of yes may not fall (+1) or not rise (-1), and its line in pack.toml.
struct MonotoneColumn {
  std::string column;
  int direction = 1;
  std::string where;
};

/// [table] of pack.toml.
struct OneTable {
  std::string target, positive;  ///< the column with the outcome, and its value that means yes
  std::string id;                ///< column that names a row; empty: none
  std::string weight;            ///< column with the rows' weights; empty: 1 each
  std::vector<std::string> leave_out;   ///< columns that are not learnt from
  std::vector<std::string> categories;  ///< columns that are texts though they look like numbers or dates
  std::vector<std::string> numbers;     ///< columns in which anything but a number is an error
  std::vector<std::string> missing;     ///< spellings of a missing value, besides an empty one
  char delimiter = 0;                   ///< 0: told by evidence
  FoldPlan folds;
  Balance balance = Balance::kNone;
  bool pairs = false;                   ///< pairs of columns that tell more together are one column more
  size_t seeds = 1;                     ///< boosted models of different seeds whose mean is the model
  std::vector<MonotoneColumn> monotone; ///< [table.monotone]
};

/// What stands for a missing value where a pack does not say.
const std::vector<std::string>& DefaultMissing();

/// Throws Error(kUsage) with file and line.
OneTable ReadOneTable(const TomlTable& table);

}  // namespace auspex::pack
