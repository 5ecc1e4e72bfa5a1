#pragma once
// Which segment a customer is in.
#include <optional>
#include <string>

#include "pack/pack.h"
#include "store/database.h"

namespace auspex::flow {

struct CustomerSegment {
  std::string id, name;  ///< name in words
};

/// As of the newest month that was segmented; nothing if none was, or not with this customer. In `language` where a rule of the pack names the segment,
/// as it was stored otherwise.
std::optional<CustomerSegment> SegmentOf(store::Connection& connection, const pack::Pack& pack, const std::string& customer, const std::string& language);

}  // namespace auspex::flow
