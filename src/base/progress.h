#pragma once
// Progress of long work with rate and remaining time, and the one place where work asks whether it was cancelled.
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

namespace auspex {

/// Asks one piece of work in this process to stop, beside others that go on. Any thread may set it.
class StopFlag {
 public:
  void Stop() noexcept { stopped_.store(true); }
  bool Stopped() const noexcept { return stopped_.load(std::memory_order_relaxed); }

 private:
  std::atomic<bool> stopped_{false};
};

/// While it lives, the current thread works for the piece that `flag` stops (nullptr: for none): it is asked there besides the
/// process-wide question, and Progress objects made here keep asking it on whatever thread they are called. Threads started
/// meanwhile do not listen by themselves: hand them Current(), as ParallelFor does. Ends on the thread it began on.
class StopScope {
 public:
  explicit StopScope(const StopFlag* flag) noexcept;
  ~StopScope();
  StopScope(const StopScope&) = delete;
  StopScope& operator=(const StopScope&) = delete;

  /// The flag that the current thread listens to; nullptr if none.
  static const StopFlag* Current() noexcept;

 private:
  const StopFlag* before_;
};

/// Receives progress. The default one shows nothing but still honours cancellation. Calls may come from any thread,
/// one at a time.
class Progress {
 public:
  virtual ~Progress() = default;

  /// Begins a stage; `total` units of `unit` ("rows"), 0 if unknown.
  void Begin(std::string stage, std::string unit, uint64_t total);
  /// Reports units done so far in this stage. Throws Error(kCancelled) if cancellation was asked for.
  void Update(uint64_t done);
  /// Ends the stage.
  void End();

  /// Asks all work in this process to stop; safe in a signal handler.
  static void Cancel() noexcept;
  /// Whether the process, or the piece of work that this thread works for, is to stop.
  static bool Cancelled() noexcept;
  /// Throws Error(kCancelled) if cancellation was asked for.
  static void ThrowIfCancelled();

 protected:
  virtual void Show(bool /*last*/) {}

  std::string stage_, unit_;
  uint64_t total_ = 0, done_ = 0;
  std::chrono::steady_clock::time_point started_{};

 private:
  void ThrowIfStopped() const;
  const StopFlag* flag_ = StopScope::Current();
};

/// Draws one line a stage on stderr, at most ten times a second.
class TerminalProgress : public Progress {
 protected:
  void Show(bool last) override;

 private:
  std::chrono::steady_clock::time_point shown_{};
};

}  // namespace auspex
