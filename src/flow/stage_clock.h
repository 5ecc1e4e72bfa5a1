#pragma once
// Seconds of each stage of a run, in order, as its summary shows them.
#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace auspex::flow {

class StageClock {
 public:
  /// Appends to `stages`, which must live as long as this.
  explicit StageClock(std::vector<std::pair<std::string, double>>& stages) : stages_(stages) {}
  /// Ends the stage `name`, which began with the clock or with the lap before.
  void Lap(const std::string& name) {
    const auto now = std::chrono::steady_clock::now();
    stages_.emplace_back(name, std::chrono::duration<double>(now - last_).count());
    last_ = now;
  }

 private:
  std::vector<std::pair<std::string, double>>& stages_;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

}  // namespace auspex::flow
