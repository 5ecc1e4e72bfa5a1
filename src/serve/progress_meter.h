#pragma once
// How far a job is: rate and remaining time of the stage it is in. Times are given, so that it can be tested.
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace auspex::serve {

struct ProgressReading {
  std::string stage, unit;
  uint64_t done = 0, total = 0;  ///< total 0: unknown
  std::optional<double> rate;    ///< units a second; nothing until it can be told
  std::optional<double> remaining_seconds;
  double elapsed_seconds = 0;    ///< since the job began
};

class ProgressMeter {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit ProgressMeter(Time began) : began_(began) {}
  void Begin(std::string stage, std::string unit, uint64_t total, Time now);
  void Update(uint64_t done, Time now);
  ProgressReading Read(Time now) const;

 private:
  struct Sample {
    Time at;
    uint64_t done;
  };

  Time began_;
  std::string stage_, unit_;
  uint64_t total_ = 0;
  std::deque<Sample> samples_;  ///< of the last kWindow, oldest first; the first one may be older
};

}  // namespace auspex::serve
