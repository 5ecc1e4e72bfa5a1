#pragma once
// Which of a pack's tables a file is of: its header says so, or the user.
#include <string>
#include <vector>

#include "data/header.h"
#include "pack/pack.h"

namespace auspex::data {

/// The table that `wanted` names; the pack's only one; or the one whose required columns are all among `names` (as FindColumns finds
/// them), of several the one that knows most of the names. Throws Error(kData) at `file` that says for each table what it misses, or
/// that two fit equally well; Error(kUsage) if there is no table `wanted`.
const pack::Table& ChooseTable(const std::vector<std::string>& names, const pack::Pack& pack, const std::string& wanted,
                               const ColumnMapping& mapping, const std::string& file);
/// The same, but where nothing fits the table that knows most of the names.
const pack::Table& LikeliestTable(const std::vector<std::string>& names, const pack::Pack& pack, const std::string& wanted,
                                  const ColumnMapping& mapping, const std::string& file);

/// The table that `name` names, nullptr for an empty name. Throws Error(kUsage) if there is none.
const pack::Table* TableNamed(const std::string& name, const pack::Pack& pack);

}  // namespace auspex::data
