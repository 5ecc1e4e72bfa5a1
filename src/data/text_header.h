#pragma once
// The first line of a text file, read.
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/csv.h"
#include "pack/pack.h"

namespace auspex::data {

struct TextHeader {
  char delimiter = ',';
  std::vector<std::string> names;  ///< printable, at most kMaxExcerpt bytes each
  RecordSplitter splitter;         ///< that took the header and goes on behind it, expecting as many fields
  size_t used = 0;                 ///< bytes of the text up to there
};

/// Reads the header of the file of one of the tables that begins with `text`; `last` if that is all of it; `delimiter` 0: the one that the line shows.
/// Throws Error(kData) at `file` for an empty file and a line that cannot be read.
TextHeader ReadTextHeader(std::string_view text, bool last, std::span<const pack::Table> tables, const std::string& file, char delimiter = 0);

}  // namespace auspex::data
