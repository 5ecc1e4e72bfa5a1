#pragma once
// Answers by question: those that cannot change, as the results of a run never do, and those that hold until the workspace changes.
// Least recently used ones go first.
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace auspex::serve {

class AnswerCache {
 public:
  explicit AnswerCache(size_t most_bytes = 64 << 20);
  ~AnswerCache();

  /// nullptr if it is not there.
  std::shared_ptr<const std::string> Find(const std::string& question);
  void Keep(const std::string& question, std::string answer);
  /// Forgets every question that begins with `prefix`.
  void Forget(const std::string& prefix);

  /// A number that goes up whenever the workspace's loads, models or runs may have changed. Part of the question of what holds until then:
  /// taken before the answer is computed, so that what was computed from older data is not given afterwards.
  uint64_t Version() const { return version_.load(); }
  void WorkspaceChanged() {
    ++version_;
    if (told_) told_();
  }
  /// Called after every change, on the thread that made it. Set before there are other threads.
  void OnChange(std::function<void()> told) { told_ = std::move(told); }

 private:
  struct State;
  std::unique_ptr<State> state_;
  std::atomic<uint64_t> version_{1};
  std::function<void()> told_;
};

}  // namespace auspex::serve
