#pragma once
// What would be foretold and advised if a customer took one step more. Nothing is stored.
#include <string>

#include "flow/decision.h"
#include "flow/model_cache.h"
#include "flow/result_runs.h"
#include "pack/pack.h"
#include "store/workspace.h"

namespace auspex::flow {

/// The decision about `customer` if `symbol` were the next step, by the run's model and period and the pack's strategy.
///
/// The step happens one second before the run's `now`, but not before the customer's last step: as if it had just been taken. Its
/// categories, numbers and flags are those of the last step, what the model does not know among them is "unknown" to it as ever; it
/// has no detail. The rest is what a prediction on events with that step would give.
///
/// Throws UnknownCustomer, and Error(kUsage) if the model does not know the symbol, the model's file is gone, or the pack has changed so that
/// the model does not fit it.
Decision DecideIf(store::Workspace& workspace, const pack::Pack& pack, ModelCache& models, const ResultRun& run,
                  const std::string& customer, const std::string& symbol);

/// The symbols that DecideIf takes, in the order of the model's classes.
std::vector<std::string> PossibleSymbols(const TrainedModel& trained, const pack::Pack& pack);

}  // namespace auspex::flow
