#pragma once
// Texts of a pack: one TOML file a language, such as en.toml, or several: en.toml, en.dashboard.toml. Keys of nested tables are joined by dots: [advice] none = "…" is `advice.none`.
#include <filesystem>
#include <set>
#include <string>

#include "pack/pack.h"

namespace auspex::pack {

/// Reads every *.toml in `folder`, and checks that all languages have the same keys and no key stands in two files of one.
Wording ReadWording(const std::filesystem::path& folder, const std::string& asked_at);

/// The names in `{name}`.
std::set<std::string> PlaceholdersIn(const std::string& text);

/// The line of `key` in the language's file, as `file:line` (for errors; reads the file again).
std::string WhereIs(const std::filesystem::path& folder, const std::string& language, const std::string& key);

}  // namespace auspex::pack
