#pragma once
// Ctrl-C and SIGTERM. The first stops all work (Progress::Cancel), or raises the flag of a command that ends in its own way; a
// second does not wait.
#include "base/progress.h"

namespace auspex::cli {

/// Takes the signals on a thread of its own from here on. Call before any other thread is made.
void WatchStopSignals();

/// While it lives, the first signal raises `flag` instead.
class StopSignalTaker {
 public:
  explicit StopSignalTaker(StopFlag& flag);
  ~StopSignalTaker();
  StopSignalTaker(const StopSignalTaker&) = delete;
};

}  // namespace auspex::cli
