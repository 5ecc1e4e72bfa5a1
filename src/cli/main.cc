#include <pthread.h>
#include <signal.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <thread>

#include "base/error.h"
#include "base/progress.h"
#include "cli/arguments.h"

namespace {

/// Takes Ctrl-C and SIGTERM on a thread of its own. With a handler on the threads that compute, about one interrupt in six
/// during training ended in a corrupted heap inside oneDNN 2.6, and none without (probably its run-time kernels keep values
/// below the stack pointer, where a handler's frame overwrites them).
void WatchSignals() {
  sigset_t stops;
  sigemptyset(&stops);
  sigaddset(&stops, SIGINT);
  sigaddset(&stops, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &stops, nullptr);  // inherited by every thread made from here on
  std::thread([stops] {
    for (int signal = 0; sigwait(&stops, &signal) == 0;) {
      if (auspex::Progress::Cancelled()) std::_Exit(130);  // a second Ctrl-C does not wait
      auspex::Progress::Cancel();
    }
  }).detach();
}

}  // namespace

int main(int count, char** words) {
  WatchSignals();
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);  // a file size limit shows as a failed write, like a full disk
  try {
    return auspex::cli::RunCommandLine(count, words);
  } catch (const auspex::Error& error) {
    std::fprintf(stderr, "auspex: %s\n", error.what());
    return static_cast<int>(error.fault());
  } catch (const std::bad_alloc&) {
    std::fprintf(stderr, "auspex: out of memory\n  Close other programs, or run with fewer --threads.\n");
  } catch (const std::exception& error) {
    std::fprintf(stderr, "auspex: this is a bug: %s\n  Please report it with the command you ran.\n", error.what());
  }
  return static_cast<int>(auspex::Fault::kInternal);
}
