#pragma once
// Reads [task] of a pack of tables with the files that it names.
#include "pack/pack.h"
#include "pack/toml_reader.h"

namespace auspex::pack {

/// `pack` has its folder, tables and wording already. Throws Error(kUsage) with file and line.
TableTask ReadTableTask(const TomlTable& task, const Pack& pack);

}  // namespace auspex::pack
