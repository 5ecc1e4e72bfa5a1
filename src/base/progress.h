#pragma once
// Progress of long work with rate and remaining time, and the one place where work asks whether it was cancelled.
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

namespace auspex {

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
  static bool Cancelled() noexcept;
  /// Throws Error(kCancelled) if cancellation was asked for.
  static void ThrowIfCancelled();

 protected:
  virtual void Show(bool /*last*/) {}

  std::string stage_, unit_;
  uint64_t total_ = 0, done_ = 0;
  std::chrono::steady_clock::time_point started_{};
};

/// Draws one line a stage on stderr, at most ten times a second.
class TerminalProgress : public Progress {
 protected:
  void Show(bool last) override;

 private:
  std::chrono::steady_clock::time_point shown_{};
};

}  // namespace auspex
