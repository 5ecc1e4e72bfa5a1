#pragma once
// The vocabulary's file: CSV (RFC 4180, UTF-8), first column the symbol, further columns its attributes.
#include <filesystem>
#include <string>
#include <vector>

#include "pack/pack.h"

namespace auspex::pack {

struct Vocabulary {
  std::vector<Symbol> symbols;          ///< in file order
  std::vector<std::string> attributes;  ///< names, in file order
};

/// Throws Error(kUsage) with `file:line` for a symbol that is empty or occurs twice, a row with more or fewer fields than
/// the header, a name of an attribute that is no identifier or occurs twice, and broken quoting.
Vocabulary ReadVocabulary(const std::filesystem::path& file);

/// Whether `name` is a letter or _ followed by letters, digits and _ (ASCII, lower case).
bool IsIdentifier(const std::string& name);

}  // namespace auspex::pack
