#include "cli/stop_signal.h"

#include <pthread.h>
#include <signal.h>

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <thread>

namespace auspex::cli {
namespace {

std::mutex mutex;
StopFlag* taker = nullptr;

void Stop() {
  const std::scoped_lock lock(mutex);
  if (taker != nullptr) taker->Stop();
  else Progress::Cancel();
}

}  // namespace

// With a handler on the threads that compute, about one interrupt in six during training ended in a corrupted heap inside
// oneDNN 2.6, and none without (probably its run-time kernels keep values below the stack pointer, where a handler's frame
// overwrites them). So signals are blocked everywhere and waited for here.
void WatchStopSignals() {
  sigset_t stops;
  sigemptyset(&stops);
  sigaddset(&stops, SIGINT);
  sigaddset(&stops, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &stops, nullptr);  // inherited by every thread made from here on
  std::thread([stops] {
    bool stopping = false;
    for (int signal = 0; sigwait(&stops, &signal) == 0;) {
      if (stopping) std::_Exit(130);
      stopping = true;
      Stop();
    }
  }).detach();
}

StopSignalTaker::StopSignalTaker(StopFlag& flag) {
  const std::scoped_lock lock(mutex);
  taker = &flag;
}

StopSignalTaker::~StopSignalTaker() {
  const std::scoped_lock lock(mutex);
  taker = nullptr;
}

}  // namespace auspex::cli
