#include "serve/worker_pool.h"

#include <pthread.h>

#include <condition_variable>
#include <deque>
#include <mutex>

namespace auspex::serve {
namespace {

/// Address space, not memory: a page is taken when it is first touched. Queries are planned on these threads.
constexpr size_t kStack = 4 << 20;

}  // namespace

struct WorkerPool::State {
  State(size_t most_threads, std::chrono::milliseconds longest_idle) : most(most_threads), idle_time(longest_idle) {}

  const size_t most;
  const std::chrono::milliseconds idle_time;
  mutable std::mutex mutex;
  std::condition_variable work, ended;
  std::deque<std::function<void()>> tasks;
  size_t threads = 0, idle = 0;
  bool joining = false;

  /// The next task; nothing when the thread has waited long enough or all is over.
  std::function<void()> Next(std::unique_lock<std::mutex>& lock) {
    ++idle;
    work.wait_for(lock, idle_time, [this] { return !tasks.empty() || joining; });
    --idle;
    if (tasks.empty()) return {};
    auto task = std::move(tasks.front());
    tasks.pop_front();
    return task;
  }

  void Work() {
    std::unique_lock lock(mutex);
    while (auto task = Next(lock)) {
      lock.unlock();
      task();
      task = nullptr;
      lock.lock();
    }
    --threads;
    ended.notify_all();
  }

  static void* Begin(void* state) {
    static_cast<State*>(state)->Work();
    return nullptr;
  }

  /// False if the machine has no thread left.
  bool AddThread() {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, kStack);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_t thread;
    const bool made = pthread_create(&thread, &attributes, Begin, this) == 0;
    pthread_attr_destroy(&attributes);
    if (made) ++threads;
    return made;
  }
};

WorkerPool::WorkerPool(size_t most, std::chrono::milliseconds idle) : state_(std::make_unique<State>(most, idle)) {}

WorkerPool::~WorkerPool() { Join(); }

void WorkerPool::Run(std::function<void()> task) {
  std::unique_lock lock(state_->mutex);
  state_->tasks.push_back(std::move(task));
  if (state_->idle < state_->tasks.size() && state_->threads < state_->most && state_->AddThread()) return;
  if (state_->threads > 0) return state_->work.notify_one();
  auto alone = std::move(state_->tasks.front());  // the machine has no thread left
  state_->tasks.pop_front();
  lock.unlock();
  alone();
}

void WorkerPool::Join() {
  std::unique_lock lock(state_->mutex);
  state_->joining = true;
  state_->work.notify_all();
  state_->ended.wait(lock, [this] { return state_->threads == 0; });
}

size_t WorkerPool::threads() const {
  const std::lock_guard lock(state_->mutex);
  return state_->threads;
}

}  // namespace auspex::serve
