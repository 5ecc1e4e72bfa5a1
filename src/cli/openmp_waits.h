#pragma once
// How the threads of LightGBM, XGBoost and oneDNN wait for each other.

namespace auspex::cli {

/// Threads of OpenMP that wait give their processor away instead of spinning: with spinning, two threads beside one other busy process took more than
/// five times as long to train LightGBM. OpenMP's runtime reads this from the environment as it is loaded, so the program begins once more with it.
/// Does nothing where the user has said how to wait (OMP_WAIT_POLICY, GOMP_SPINCOUNT); goes on as it is where the program cannot be begun again.
void WaitWithoutSpinning(char** words);

}  // namespace auspex::cli
