#pragma once
// Stops the work of the current thread when it takes too long.
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/progress.h"

namespace auspex::serve {

/// While it lives, work of this thread that asks whether it was cancelled (base/progress.h; every query does) ends after `most` with
/// Error(kCancelled). Ends on the thread it began on.
class TimeLimit {
 public:
  explicit TimeLimit(std::chrono::milliseconds most);
  ~TimeLimit();
  TimeLimit(const TimeLimit&) = delete;

  bool Passed() const { return flag_.Stopped(); }

 private:
  StopFlag flag_;
  StopScope scope_{&flag_};
  std::mutex mutex_;
  std::condition_variable ended_;
  bool over_ = false;
  std::thread watch_;
};

}  // namespace auspex::serve
