#pragma once
// Reads a pack's dashboard.toml. Throws Error(kUsage) with `file:line` for kinds, filters, wording keys and formats that are not
// there; whether its SQL binds is found by flow/dashboard.h, against the data.
#include <filesystem>

#include "pack/dashboard.h"
#include "pack/pack.h"

namespace auspex::pack {

/// `pack` has its journey and wording already.
Dashboard ReadDashboard(const std::filesystem::path& file, const Pack& pack);

}  // namespace auspex::pack
