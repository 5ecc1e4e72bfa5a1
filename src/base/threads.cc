#include "base/threads.h"

#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/progress.h"

namespace auspex {
namespace {

struct Setting {
  size_t threads = 0;
  std::unique_ptr<tbb::global_control> control;
  std::unique_ptr<tbb::task_arena> arena;
};

Setting& Current() {
  static Setting setting;
  return setting;
}

#ifdef __SANITIZE_THREAD__

/// ThreadSanitizer cannot see how the prebuilt oneTBB hands work over, so under it threads are plain ones.
void RunBlocks(size_t blocks, const std::function<void(size_t)>& run) {
  std::atomic<size_t> next{0};
  std::mutex mutex;
  std::exception_ptr failure;
  std::vector<std::thread> threads;
  for (size_t t = 0; t < Threads(); ++t) {
    threads.emplace_back([&] {
      for (size_t b = next++; b < blocks; b = next++) {
        try {
          run(b);
        } catch (...) {
          const std::scoped_lock lock(mutex);
          failure = std::current_exception();
          next = blocks;
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  if (failure) std::rethrow_exception(failure);
}

#else

void RunBlocks(size_t blocks, const std::function<void(size_t)>& run) {
  Current().arena->execute([&] { tbb::parallel_for(size_t{0}, blocks, run, tbb::simple_partitioner()); });
}

#endif

}  // namespace

void SetThreads(size_t threads) {
  if (threads == 0) threads = std::max(1u, std::thread::hardware_concurrency());
  Setting& setting = Current();
  setting.arena.reset();
  setting.control =
      std::make_unique<tbb::global_control>(tbb::global_control::max_allowed_parallelism, threads);
  setting.arena = std::make_unique<tbb::task_arena>(static_cast<int>(threads));
  setting.threads = threads;
}

size_t Threads() {
  static std::once_flag once;  // several threads may be the first to ask
  std::call_once(once, [] {
    if (Current().threads == 0) SetThreads(0);
  });
  return Current().threads;
}

void ParallelFor(size_t count, size_t block, const std::function<void(size_t, size_t)>& body) {
  if (count == 0) return;
  block = std::max<size_t>(1, block);
  const size_t blocks = (count + block - 1) / block;
  const auto run = [&](size_t b) {
    Progress::ThrowIfCancelled();
    body(b * block, std::min(count, (b + 1) * block));
  };
  if (Threads() == 1 || blocks == 1) {
    for (size_t b = 0; b < blocks; ++b) run(b);
    return;
  }
  RunBlocks(blocks, [&, flag = StopScope::Current()](size_t b) {
    const StopScope scope(flag);  // a thread may come from another piece of work and go back to it
    run(b);
  });
}

}  // namespace auspex
