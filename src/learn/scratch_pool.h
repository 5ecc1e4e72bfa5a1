#pragma once
// Reusable room for threads: at most as many pieces exist as threads work at once.
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace auspex::learn {

template <class T>
class ScratchPool {
 public:
  /// A piece that nobody uses; its content is whatever its last user left.
  std::unique_ptr<T> Take() {
    const std::scoped_lock lock(mutex_);
    if (free_.empty()) return std::make_unique<T>();
    auto piece = std::move(free_.back());
    free_.pop_back();
    return piece;
  }
  void Give(std::unique_ptr<T> piece) {
    const std::scoped_lock lock(mutex_);
    free_.push_back(std::move(piece));
  }

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<T>> free_;
};

}  // namespace auspex::learn
