#pragma once
// A limit on attempts by key (an account, an address): so many in a window of time. An attempt counts as failed until Succeed, so that
// many at once do not get past it.
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "serve/utc.h"

namespace auspex::serve {

struct ThrottleOptions {
  size_t attempts = 5;
  Micros window = kMinute;
  size_t most_keys = 100'000;  ///< remembered; further ones are refused until some are old
  Clock clock = UtcNow;
};

class Throttle {
 public:
  explicit Throttle(ThrottleOptions options = {}) : options_(std::move(options)) {}

  /// Counts an attempt under each of `keys`. If one of them has had too many, counts none and says in how many seconds the next one is
  /// allowed (1 or more).
  std::optional<int64_t> Attempt(const std::vector<std::string>& keys);
  /// Forgets the attempts of `keys`.
  void Succeed(const std::vector<std::string>& keys);

 private:
  void ForgetOld(Micros now);

  ThrottleOptions options_;
  std::mutex mutex_;
  std::map<std::string, std::deque<Micros>> attempts_;  // oldest first
};

}  // namespace auspex::serve
