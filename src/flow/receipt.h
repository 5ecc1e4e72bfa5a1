#pragma once
// The receipt of a decision: a view over what the prediction run stored, not a second copy of it.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "pack/pack.h"
#include "store/workspace.h"

namespace auspex::flow {

/// One condition of the rule trace.
struct TraceLine {
  std::string rule, condition, value;
  bool holds = false;
};

/// Why the newest decision about a customer is as it is.
struct Receipt {
  int64_t run = 0;
  std::string finished, settings, customer;
  std::vector<std::pair<std::string, std::string>> facts;  ///< the decision row: name and value, in order
  std::string rule, channel, action, advice;
  std::vector<TraceLine> trace;  ///< every rule up to the one that fired
};

/// Throws Error(kUsage) if nothing was predicted yet or the customer has no decision.
Receipt ReadReceipt(store::Workspace& workspace, const pack::Pack& pack, const std::string& customer);

}  // namespace auspex::flow
