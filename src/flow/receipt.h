#pragma once
// The receipt of a decision: a view over what the prediction run stored, not a second copy of it.
#include <cstdint>
#include <string>

#include "flow/decision.h"
#include "pack/pack.h"
#include "store/workspace.h"

namespace auspex::flow {

/// Why a decision about a customer is as it is. Rule, channel, action and advice are what the run stored; the trace and the
/// texts in other languages follow from the stored decision row.
struct Receipt : Decision {
  int64_t run = 0;
  std::string finished, settings, customer;
};

/// Of run `run`, the newest if 0. Throws Error(kUsage) if there is no such prediction or the pack has changed so much since that the
/// strategy does not fit what is stored, UnknownCustomer (flow/customer.h) if the customer has no decision.
Receipt ReadReceipt(store::Workspace& workspace, const pack::Pack& pack, const std::string& customer, int64_t run = 0);
Receipt ReadReceipt(store::Connection& connection, const pack::Pack& pack, const std::string& customer, int64_t run = 0);

}  // namespace auspex::flow
