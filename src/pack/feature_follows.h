#pragma once
// Which features follow others when a row is changed, and in which order they are worked out.
#include <filesystem>
#include <vector>

#include "pack/table_task.h"

namespace auspex::pack {

/// Fills follows_from and follows_level. Throws Error(kUsage) with file and line for a feature that follows no other, and for one that follows itself,
/// be it over others.
void ResolveFollows(std::vector<TaskFeature>& features, const std::filesystem::path& file);

}  // namespace auspex::pack
