#pragma once
// One simulated event: what a row of the file says, as numbers.
#include <array>
#include <cstdint>

namespace auspex::simulate {

constexpr size_t kMaxAttributes = 4;

struct Event {
  int64_t time = 0;      ///< seconds since 1970-01-01 of the data's clock
  uint16_t symbol = 0;
  uint16_t dwell = 0;    ///< seconds
  uint16_t session = 0;  ///< earlier sessions of this customer
  uint8_t detail = 0;    ///< place among the symbol's details
  bool flag = false;
  std::array<uint8_t, kMaxAttributes> attributes{};  ///< values, the same in a whole session
};

/// Events of one customer are at least this far apart where a session ends, and less within one.
constexpr int64_t kSessionGap = 1800;

}  // namespace auspex::simulate
