#pragma once
// The server's clock.
#include <functional>
#include <string>

#include "base/time.h"

namespace auspex::serve {

/// Microseconds since 1970 in UTC.
using Clock = std::function<Micros()>;

Micros UtcNow();
/// "2025-03-01T12:03:11Z".
std::string UtcText(Micros instant);

}  // namespace auspex::serve
