#pragma once
// Trains a LightGBM model by its C API (lightgbm_library.h) and hands out its text.
//
// The bits do not depend on the number of threads: deterministic=true adds what is summed over all rows in their order, force_col_wise gives
// each feature's histogram to one thread, bags are drawn in blocks of 1024 rows, and the loss that stops early is added here in the
// order of the rows. They may differ between builds of LightGBM, so the same model on two machines asks for the same library.
#include <string>

#include "learn/table/boosting_task.h"

namespace auspex {
class Progress;
}

namespace auspex::learn {

struct LightgbmLibrary;

/// Settings as LightGBM writes them: "objective=binary num_leaves=31 …".
std::string LightgbmSettings(const BoostingTask& task);

/// The text (LGBM_BoosterSaveModelToString) of all rounds, with validation rows of those up to the best one. Features are called Column_0, ….
/// Shows nothing on the console, but for an error: LightGBM prints it whatever it is told. Progress and cancellation between rounds.
/// Throws Error(kData) with the engine's text.
std::string TrainLightgbm(const LightgbmLibrary& library, const BoostingTask& task, Progress& progress);

}  // namespace auspex::learn
