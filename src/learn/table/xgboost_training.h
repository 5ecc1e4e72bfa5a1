#pragma once
// Trains XGBoost models (1.7, by its C API): histograms, leaves grown where they gain most.
//
// The bits do not depend on the number of threads: XGBoost adds histograms thread by thread, so it is given gradients whose sums are exact in any
// order (fixed_gradients.h) instead of its own objective; rows are drawn here, and the loss that stops early is added here in the order of
// the rows. They may differ between builds of XGBoost.
#include <string>
#include <vector>

#include "learn/table/boosting_task.h"

namespace auspex {
class Progress;
}

namespace auspex::learn {

struct XgboostModel {
  std::string bytes;  ///< UBJSON of all rounds that were trained
  size_t rounds = 0;  ///< to be kept: up to the best one
  double base = 0;    ///< to be added to the engine's margins, which start at 0
};

/// Shows nothing on the console. Progress and cancellation between rounds. Throws Error(kData) with the engine's text.
XgboostModel TrainXgboost(const BoostingTask& task, Progress& progress);

/// [rows] margins of the first `rounds` rounds, or [rows][features + 1] contributions with the base last, as the engine itself computes them.
std::vector<float> PredictByXgboost(const XgboostModel& model, const FeatureTable& table, bool contributions);

/// "1.7.4"
std::string XgboostVersion();
/// Of the shared library that the program runs with.
std::string XgboostPath();

}  // namespace auspex::learn
