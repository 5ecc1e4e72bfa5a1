#include "flow/period.h"

#include "base/error.h"

namespace auspex::flow {

std::optional<Micros> PeriodTime(const std::string& name, const std::string& text, bool to_end) {
  if (text.empty()) return std::nullopt;
  const auto time = ParseTime(text);
  if (!time) throw Error(Fault::kUsage, "this is no date or time: " + text, name, "Write it as 2025-03-01 or 2025-03-01T12:00:00.");
  const bool date_alone = text.find_first_of("-/") != std::string::npos && text.find_first_of(": T") == std::string::npos;
  return *time + (to_end && date_alone ? kDay : 0);
}

}  // namespace auspex::flow
