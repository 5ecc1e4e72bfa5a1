#include "serve/throttle.h"

#include <algorithm>

namespace auspex::serve {

void Throttle::ForgetOld(Micros now) {
  std::erase_if(attempts_, [&](const auto& key) { return key.second.back() <= now - options_.window; });
}

std::optional<int64_t> Throttle::Attempt(const std::vector<std::string>& keys) {
  const std::lock_guard lock(mutex_);
  const Micros now = options_.clock();
  if (attempts_.size() + keys.size() > options_.most_keys) ForgetOld(now);
  if (attempts_.size() + keys.size() > options_.most_keys) return options_.window / kSecond;
  Micros wait = 0;
  for (const auto& key : keys) {
    const auto found = attempts_.find(key);
    if (found == attempts_.end()) continue;
    std::erase_if(found->second, [&](Micros at) { return at <= now - options_.window; });
    if (found->second.size() >= options_.attempts) wait = std::max(wait, found->second.front() + options_.window - now);
    if (found->second.empty()) attempts_.erase(found);
  }
  if (wait > 0) return (wait + kSecond - 1) / kSecond;
  for (const auto& key : keys) attempts_[key].push_back(now);
  return {};
}

void Throttle::Succeed(const std::vector<std::string>& keys) {
  const std::lock_guard lock(mutex_);
  for (const auto& key : keys) attempts_.erase(key);
}

}  // namespace auspex::serve
