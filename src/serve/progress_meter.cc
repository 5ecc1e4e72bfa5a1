#include "serve/progress_meter.h"

#include <utility>

namespace auspex::serve {
namespace {

// Long enough to smooth batches of uneven size, short enough to follow a machine that became busy.
constexpr auto kWindow = std::chrono::seconds(15);
constexpr double kLeastSeconds = 0.5;  ///< before that a rate is a guess

double Seconds(ProgressMeter::Time from, ProgressMeter::Time to) { return std::chrono::duration<double>(to - from).count(); }

}  // namespace

void ProgressMeter::Begin(std::string stage, std::string unit, uint64_t total, Time now) {
  stage_ = std::move(stage);
  unit_ = std::move(unit);
  total_ = total;
  samples_.assign(1, {now, 0});
}

void ProgressMeter::Update(uint64_t done, Time now) {
  if (samples_.empty()) samples_.push_back({now, 0});
  samples_.push_back({now, done});
  while (samples_.size() > 2 && now - samples_[1].at >= kWindow) samples_.pop_front();
}

ProgressReading ProgressMeter::Read(Time now) const {
  ProgressReading reading{stage_, unit_, 0, total_, {}, {}, Seconds(began_, now)};
  if (samples_.empty()) return reading;
  const Sample &first = samples_.front(), &last = samples_.back();
  reading.done = last.done;
  const double seconds = Seconds(first.at, last.at);
  if (seconds < kLeastSeconds || last.done <= first.done) return reading;
  reading.rate = static_cast<double>(last.done - first.done) / seconds;
  if (total_ > 0 && last.done <= total_) {
    const double left = static_cast<double>(total_ - last.done) / *reading.rate - Seconds(last.at, now);
    reading.remaining_seconds = left > 0 ? left : 0;
  }
  return reading;
}

}  // namespace auspex::serve
