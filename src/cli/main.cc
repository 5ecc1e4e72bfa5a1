#include <csignal>
#include <cstdio>
#include <exception>
#include <new>

#include "base/error.h"
#include "base/progress.h"
#include "cli/arguments.h"

namespace {

void StopGently(int) {
  if (auspex::Progress::Cancelled()) std::_Exit(130);  // a second Ctrl-C does not wait
  auspex::Progress::Cancel();
}

}  // namespace

int main(int count, char** words) {
  std::signal(SIGINT, StopGently);
  std::signal(SIGTERM, StopGently);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a file size limit shows as a failed write, like a full disk
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
