#pragma once
// The rows that a task's models learn from: several cutoffs, a sample, and a part of the customers set apart to calibrate on.
#include "flow/task_train.h"
#include "learn/table/recipe_step.h"

namespace auspex::flow {

struct TaskTrainingRows {
  learn::LabelledTable rows;  ///< times 1: of the customers that calibrate, as of the latest cutoff; 0: others
  std::vector<data::FeatureKind> kinds;
  std::vector<CutoffRows> cutoffs;
  uint64_t calibrating = 0;  ///< rows of time 1
  double share = 1;
};

/// Which rows are taken hangs on the seed and the customer alone. A customer who calibrates is there as of the latest cutoff only: a model that is
/// fitted without these rows, and so without these customers, foretells them for the calibration; the model to be used is then fitted on all rows.
TaskTrainingRows ReadTrainingRows(store::Connection& connection, const pack::Pack& pack, const CutoffPlan& plan, const TaskTrainOptions& options,
                                  Progress& progress);

/// Folds of a recipe (learn/table/recipe.h) with which its latest part is the rows of time 1.
size_t CalibrationFolds(const TaskTrainingRows& rows);

}  // namespace auspex::flow
