#include "serve/time_limit.h"

namespace auspex::serve {

TimeLimit::TimeLimit(std::chrono::milliseconds most)
    : watch_([this, most] {
        std::unique_lock lock(mutex_);
        if (!ended_.wait_for(lock, most, [this] { return over_; })) flag_.Stop();
      }) {}

TimeLimit::~TimeLimit() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  ended_.notify_one();
  watch_.join();
}

}  // namespace auspex::serve
