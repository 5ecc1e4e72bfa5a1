#pragma once
#include <string>
#include <utility>
#include <vector>

namespace auspex::serve {

/// Sent with every answer: what a browser may do with it. `has_tls`: it is to come back encrypted only.
std::vector<std::pair<std::string, std::string>> SecurityHeaders(bool has_tls);

}  // namespace auspex::serve
