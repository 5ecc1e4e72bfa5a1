#pragma once
// Events and records that say the same as an earlier one in every column of the pack. data/repeated_keys.h is for the other tables.
#include <cstdint>
#include <map>

#include "base/time.h"
#include "pack/pack.h"
#include "store/database.h"

namespace auspex::data {

/// Deletes, of the rows of a table of events or records with a load id of `first_load` or more and times in [from, to], those that equal an
/// earlier row; returns how many by load id. Grouping by a hash of customer and time, then of the whole row, finds the
/// candidates (the database spills what does not fit into memory); only these are compared exactly.
std::map<int64_t, uint64_t> DropDuplicates(store::Connection& connection, const pack::Table& table, int64_t first_load, Micros from,
                                           Micros to);

}  // namespace auspex::data
