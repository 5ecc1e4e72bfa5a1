#include <signal.h>

#include <cstdio>
#include <exception>
#include <new>

#include "base/error.h"
#include "cli/arguments.h"
#include "cli/openmp_waits.h"
#include "cli/stop_signal.h"

int main(int count, char** words) {
  auspex::cli::WaitWithoutSpinning(words);
  auspex::cli::WatchStopSignals();
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
