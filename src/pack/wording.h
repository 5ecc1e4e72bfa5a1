#pragma once
// Texts of a pack: one TOML file a language. Keys of nested tables are joined by dots: [advice] none = "…" is `advice.none`.
#include <filesystem>
#include <set>
#include <string>

#include "pack/pack.h"

namespace auspex::pack {

/// Reads every *.toml in `folder`, named for its language, and checks that all have the same keys.
Wording ReadWording(const std::filesystem::path& folder, const std::string& asked_at);

/// The names in `{name}`.
std::set<std::string> PlaceholdersIn(const std::string& text);

/// The line of `key` in the language's file, as `file:line` (for errors; reads the file again).
std::string WhereIs(const std::filesystem::path& folder, const std::string& language, const std::string& key);

}  // namespace auspex::pack
