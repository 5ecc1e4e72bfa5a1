#include "cli/openmp_waits.h"

#include <stdlib.h>
#include <unistd.h>

namespace auspex::cli {

void WaitWithoutSpinning(char** words) {
  if (getenv("OMP_WAIT_POLICY") != nullptr || getenv("GOMP_SPINCOUNT") != nullptr) return;
  if (setenv("OMP_WAIT_POLICY", "passive", 0) == 0) execv("/proc/self/exe", words);
}

}  // namespace auspex::cli
