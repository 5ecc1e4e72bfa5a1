#pragma once
// What a pack says about segments: the columns that customers are told apart by, how many segments to try, and the rules that name them. docs/pack.md
// describes the file.
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "pack/pack.h"
#include "pack/toml_reader.h"

namespace auspex::pack {

/// A column of the segments' SELECT.
struct SegmentColumn {
  std::string name;
  std::string text;   ///< wording key
  bool tells = true;  ///< whether customers are told apart by it; else it is only shown in the profile
  int line = 0;
};

/// Names a segment whose profile it holds for. Of several such segments the one of highest `score` takes the name.
struct SegmentName {
  std::string id;
  std::string when;   ///< boolean SQL over the profile's row: share, customers, mean_X, median_X, lift_X, z_X of each column X
  std::string score;  ///< number over the same row; empty: share
  std::string text;   ///< wording keys
  std::string strategy;
  int line = 0;
};

struct Segmentation {
  std::filesystem::path file, columns_file;
  std::string columns_sql;  ///< SELECT over past.*: one row a customer, the customer first
  size_t least = 2, most = 8;
  double clip = 5;  ///< scaled values are kept within ± this
  std::vector<SegmentColumn> columns;
  std::vector<SegmentName> names;     ///< in order of precedence
  std::string other, other_strategy;  ///< wording keys for a segment that no rule names; `{number}` and `{most}` are filled in
};

/// `file` is named by `segments` in pack.toml. `pack` has its tables and wording already.
Segmentation ReadSegmentation(const std::filesystem::path& file, const Pack& pack);

/// Throws Error(kUsage) at `where`, with the nearest key, unless every language has the wording `key`.
void CheckWordingKey(const std::string& key, const Pack& pack, const std::string& where);

}  // namespace auspex::pack
