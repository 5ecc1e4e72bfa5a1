#pragma once
// The header line: which delimiter it shows, and which column of the table each of its names means.
#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pack/pack.h"

namespace auspex::data {

/// A name as it is compared: full-width forms as ASCII, without blanks around it, in lower case.
std::string NormalName(std::string_view name);

/// The delimiter (comma, tab, semicolon, pipe) under which most names of `line` are known to one of the tables; among equals the one
/// that makes most fields; a comma if none occurs.
char FindDelimiter(std::string_view line, std::span<const pack::Table> tables);
/// "comma", "tab", "semicolon", "pipe".
std::string DelimiterName(char delimiter);

struct HeaderMap {
  static constexpr size_t kAbsent = static_cast<size_t>(-1);
  std::vector<size_t> sources;       ///< for each column of the table its field in the file, or kAbsent
  size_t fields = 0;                 ///< how many fields the header has
  std::vector<std::string> ignored;  ///< names that no column asks for
};

/// What a person says about a header: column of the table -> header that it is read from, exactly as the file has it; an empty
/// header: the column is not read.
using ColumnMapping = std::map<std::string, std::string>;

/// Finds the table's columns among `names`: what `mapping` says; for the others, among the headers that it leaves, the exact name
/// wins, then its normal form, then the aliases in their order. Throws Error(kData) at `file` for a header of one field and the same
/// name twice, Error(kUsage) at the column for a mapping of no column of the table, to no header, or twice to the same header.
HeaderMap FindColumns(const std::vector<std::string>& names, const pack::Table& table, const ColumnMapping& mapping, const std::string& file);
/// The same, but throws Error(kData) if a required column is missing.
HeaderMap MapHeader(const std::vector<std::string>& names, const pack::Table& table, const ColumnMapping& mapping, const std::string& file);

}  // namespace auspex::data
