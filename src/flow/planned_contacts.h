#pragma once
// What was planned, for what came of it: past.planned, a row a contact that was planned and not superseded.
#include <string>

#include "store/database.h"

namespace auspex::flow {

/// Makes past.planned(run, customer, month DATE, day DATE, channel, segment, probability) of all plans that `workspace`, an attached database, still holds.
/// A plan stands until the first day of a later one: what it planned from that day on is not there. `month` is that of the scores.
void MakePlanned(store::Connection& connection, const std::string& workspace);

/// The same without rows.
void MakeEmptyPlanned(store::Connection& connection);

}  // namespace auspex::flow
