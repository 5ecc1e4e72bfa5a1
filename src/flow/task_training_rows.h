#pragma once
// The rows that a task's models learn from: several cutoffs, a sample, and a part of the customers set apart to calibrate on.
#include "flow/task_train.h"
#include "learn/table/recipe.h"

namespace auspex::flow {

struct TaskTrainingRows {
  learn::LabelledTable rows;  ///< times 1: of the customers that calibrate, as of the latest cutoff; 0: others
  std::vector<data::FeatureKind> kinds;
  std::vector<CutoffRows> cutoffs;
  uint64_t calibrating = 0;  ///< rows of time 1
  double share = 1;          ///< of the rows of the customers that do not calibrate
  bool beside = false;       ///< whether the rows that calibrate are not learned from
};

/// From so many rows of other customers on, customers who calibrate are set apart for good.
constexpr uint64_t kRowsToFitOnce = 100'000;

/// Which rows are taken hangs on the seed and the customer alone. A customer who calibrates is there as of the latest cutoff only: a model that is
/// fitted without these rows, and so without these customers, foretells them for the calibration. Where the others have kRowsToFitOnce rows and more,
/// or as many as are asked for, an eighth of the rows to learn from, and at most 50,000, calibrate beside them, and that model is the one to be used.
/// Where there are fewer, three customers in ten calibrate, and the model to be used is then fitted on all rows: none is lost to learning, at the
/// price of a second fit.
/// Throws Error(kData) where nobody, or everybody, came to the outcome.
TaskTrainingRows ReadTrainingRows(store::Connection& connection, const pack::Pack& pack, const CutoffPlan& plan, const TaskTrainOptions& options,
                                  Progress& progress);

/// How a recipe (learn/table/recipe.h) is to calibrate on the rows of time 1.
void SetCalibration(const TaskTrainingRows& rows, learn::Recipe& recipe);

}  // namespace auspex::flow
