#include "base/progress.h"

#include <cstdio>

#include "base/error.h"
#include "base/format.h"

namespace auspex {
namespace {

std::atomic<bool> cancelled{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler sets it");

thread_local const StopFlag* current_flag = nullptr;

bool IsSet(const StopFlag* flag) { return flag != nullptr && flag->Stopped(); }

}  // namespace

StopScope::StopScope(const StopFlag* flag) noexcept : before_(current_flag) { current_flag = flag; }
StopScope::~StopScope() { current_flag = before_; }
const StopFlag* StopScope::Current() noexcept { return current_flag; }

void Progress::Cancel() noexcept { cancelled.store(true); }
bool Progress::Cancelled() noexcept { return cancelled.load(std::memory_order_relaxed) || IsSet(current_flag); }

void Progress::ThrowIfCancelled() {
  if (Cancelled()) throw Error(Fault::kCancelled, "stopped as you asked; nothing was changed");
}

void Progress::ThrowIfStopped() const {
  const StopScope scope(IsSet(flag_) ? flag_ : current_flag);
  ThrowIfCancelled();
}

void Progress::Begin(std::string stage, std::string unit, uint64_t total) {
  ThrowIfStopped();
  stage_ = std::move(stage);
  unit_ = std::move(unit);
  total_ = total;
  done_ = 0;
  started_ = std::chrono::steady_clock::now();
  Show(false);
}

void Progress::Update(uint64_t done) {
  ThrowIfStopped();
  done_ = done;
  Show(false);
}

void Progress::End() { Show(true); }

void TerminalProgress::Show(bool last) {
  const auto now = std::chrono::steady_clock::now();
  if (!last && done_ > 0 && now - shown_ < std::chrono::milliseconds(100)) return;
  shown_ = now;
  const double seconds = std::chrono::duration<double>(now - started_).count();
  std::string line = stage_ + "  " + WithCommas(done_);
  if (total_ > 0) line += " of " + WithCommas(total_);
  line += " " + unit_;
  if (seconds > 0.2 && done_ > 0) {
    const double rate = static_cast<double>(done_) / seconds;
    line += ", " + WithCommas(static_cast<uint64_t>(rate)) + "/s";
    if (!last && total_ > done_) line += ", " + Duration(static_cast<double>(total_ - done_) / rate) + " left";
  }
  if (last) line += ", " + Duration(seconds);
  std::fprintf(stderr, "\r\033[K%s%s", line.c_str(), last ? "\n" : "");
  std::fflush(stderr);
}

}  // namespace auspex
