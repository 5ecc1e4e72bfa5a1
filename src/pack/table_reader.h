#pragma once
// Reads the parts of pack.toml that describe the data: [events] and [journey].
#include "pack/pack.h"
#include "pack/toml_reader.h"

namespace auspex::pack {

Table ReadTable(const TomlTable& table, const std::string& name);
Journey ReadJourney(const TomlTable& table, const Table& events, const std::filesystem::path& folder);

/// Throws unless `symbol` is in the vocabulary, or the vocabulary is learnt from the data. `who` begins the message.
void CheckSymbol(const std::string& who, const std::string& symbol, const Journey& journey, const std::string& where);

}  // namespace auspex::pack
