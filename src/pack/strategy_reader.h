#pragma once
// Reads and checks a strategies file: definitions, conditions and rules. docs/pack.md describes it.
#include "pack/pack.h"

namespace auspex::pack {

/// `pack` holds everything but the strategy already. Throws Error(kUsage) with `file:line`.
Strategy ReadStrategy(const std::filesystem::path& file, const std::filesystem::path& wording_folder, const Pack& pack);

}  // namespace auspex::pack
