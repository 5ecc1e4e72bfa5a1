#pragma once
// Table `loads`, one line a file that was loaded, and what belongs to a line.
#include <cstdint>

#include "store/database.h"

namespace auspex::data {

/// Makes `loads` and `rejects` where they are missing, and gives `loads` of an older workspace the columns it lacks.
void CreateLoadTables(store::Connection& connection);

/// Whether the tables `loads` and `rejects` are there: not before the first file.
bool HasLoads(store::Connection& connection);

/// Deletes a load: its line, its rows and its rejects, all or nothing. False if there is no such load.
bool DeleteLoad(store::Connection& connection, int64_t load_id);

}  // namespace auspex::data
