#pragma once
// Threads that come when they are needed and go when they are not: each request holds one while it is answered.
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

namespace auspex::serve {

class WorkerPool {
 public:
  /// At most `most` threads; one ends after `idle` without work. What comes while all are busy waits.
  WorkerPool(size_t most, std::chrono::milliseconds idle);
  ~WorkerPool();  ///< as Join

  /// Runs `task`, which must not throw, on a thread.
  void Run(std::function<void()> task);
  /// Waits until everything is done and all threads have ended. Nothing may be run afterwards.
  void Join();
  size_t threads() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace auspex::serve
