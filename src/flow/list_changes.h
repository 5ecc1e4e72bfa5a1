#pragma once
// Who is new on a task's list and who left it since the run before, and why: it has happened to them, they fell below the cut, or they are no longer
// among those foretold.
#include "flow/task_predict.h"

namespace auspex::flow {

/// Makes the temporary table reached_since(customer) of those to whom it has happened between two cutoffs; nobody without a task. Past is as of `cutoff`
/// again afterwards.
void FindReached(store::Connection& connection, const pack::Pack& pack, data::Month before, data::Month cutoff);

/// Makes run_N_change and fills run_N_score.entered; nothing, and no table, if there was no run before.
std::optional<ListChanges> CompareLists(store::Connection& connection, const pack::Pack& pack, int64_t run, data::Month cutoff);

}  // namespace auspex::flow
