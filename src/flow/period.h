#pragma once
// Times that people give for a period.
#include <optional>
#include <string>

#include "base/time.h"

namespace auspex::flow {

/// `text` as a time, nothing if it is empty. With `to_end`, a date alone means up to its end. Throws Error(kUsage), whose
/// `where` is `name` (of the option or field), if it is no time.
std::optional<Micros> PeriodTime(const std::string& name, const std::string& text, bool to_end);

}  // namespace auspex::flow
