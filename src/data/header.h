#pragma once
// The header line: which delimiter it shows, and which column of the table each of its names means.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "pack/pack.h"

namespace auspex::data {

/// A name as it is compared: full-width forms as ASCII, without blanks around it, in lower case.
std::string NormalName(std::string_view name);

/// The delimiter (comma, tab, semicolon, pipe) under which most names of `line` are known to `table`; among equals the
/// one that makes most fields; a comma if none occurs.
char FindDelimiter(std::string_view line, const pack::Table& table);
/// "comma", "tab", "semicolon", "pipe".
std::string DelimiterName(char delimiter);

struct HeaderMap {
  static constexpr size_t kAbsent = static_cast<size_t>(-1);
  std::vector<size_t> sources;       ///< for each column of the table its field in the file, or kAbsent
  size_t fields = 0;                 ///< how many fields the header has
  std::vector<std::string> ignored;  ///< names that no column asks for
};

/// Finds the table's columns among `names`: the exact name wins, then its normal form, then the aliases in their order.
/// Throws Error(kData) at `file` for a header of one field, the same name twice, and a missing required column.
HeaderMap MapHeader(const std::vector<std::string>& names, const pack::Table& table, const std::string& file);

}  // namespace auspex::data
