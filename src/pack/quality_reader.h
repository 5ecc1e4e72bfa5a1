#pragma once
// Reads a pack's quality rules.
#include <filesystem>
#include <vector>

#include "pack/pack.h"

namespace auspex::pack {

/// The rules of `file`, with `pack`'s tables and wording. Throws Error(kUsage) with file and line.
std::vector<QualityRule> ReadQuality(const std::filesystem::path& file, const Pack& pack);

}  // namespace auspex::pack
