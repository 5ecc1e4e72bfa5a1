#pragma once
// Tables of customers and panels have one row a key: the customer, or the customer and the month.
#include <cstdint>

#include "pack/pack.h"
#include "store/database.h"

namespace auspex::data {

struct RepeatedKeys {
  uint64_t duplicates = 0;  ///< rows of the load equal to another in every column of the pack; one of them stays
  uint64_t rejected = 0;    ///< rows of the load that a later row of the same load contradicts
  uint64_t first_line = 0;  ///< of the first rejected row
  uint64_t replaced = 0;    ///< rows of earlier loads that a row of this load takes the place of
};

/// Whether a table has one row a key; events and records do not.
bool HasKeys(const pack::Table& table);

/// "customer twice", "customer and month twice".
const char* RepeatedKeyReason(const pack::Table& table);

/// Leaves one row a key of `table` after a load was written, its rows with `load_id`, greater than of all before. Within the load the
/// last row of a key stays; an equal one before it is a duplicate, another one becomes a reject whose value says which line is kept. Of
/// the rows of earlier loads an equal one stays (the load's is a duplicate), another one is replaced. Grouping by a hash of the key finds
/// the candidates (the database spills what does not fit into memory); only these are compared exactly. `file` is what `rejects` calls
/// the file.
RepeatedKeys SettleRepeatedKeys(store::Connection& connection, const pack::Table& table, int64_t load_id, const std::string& file);

}  // namespace auspex::data
