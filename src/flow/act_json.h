#pragma once
// A plan of contacts and its receipts as JSON objects.
#include <string>

#include "flow/act.h"

namespace auspex::flow {

std::string ToJson(const ActSummary& summary);
std::string ToJson(const ContactReceipt& receipt);

}  // namespace auspex::flow
