#pragma once
// Reads the parts of pack.toml that describe the data: [events], [[table]] and [journey].
#include "pack/pack.h"
#include "pack/toml_reader.h"

namespace auspex::pack {

/// Every table of the file: [events], then each [[table]].
std::vector<Table> ReadTables(const TomlTable& root);
Journey ReadJourney(const TomlTable& table, const Table& events, const std::filesystem::path& folder);

/// Throws unless `symbol` is in the vocabulary, or the vocabulary is learnt from the data. `who` begins the message.
void CheckSymbol(const std::string& who, const std::string& symbol, const Journey& journey, const std::string& where);

}  // namespace auspex::pack
