#pragma once
// What people are shown of a training run of a task over tables, measured once at the end of the training and kept with the run (task_picture_store.h):
// every model's metrics and curves on the test rows, the chosen model's contributions on a sample of them, and the spread of each feature. Language-free:
// names are those of the pack, words are put to them by whoever shows it.
//
// A curve has at most kCurvePoints points (report/report_measure.h), chosen so that no place of the whole line is further than a 100th of
// an axis from the line through them, two or three pixels of a picture on a page: of ROC the corners of its convex hull and points evenly between them
// (learn/binary_curve.h), of the others a point wherever the line has gone a step of about a 200th (report/report_measure.cc).
#include <cstdint>
#include <string>
#include <vector>

#include "flow/report/report_data.h"
#include "flow/runs.h"
#include "flow/table_model.h"
#include "flow/task_judgement.h"
#include "flow/task_rows.h"
#include "store/workspace.h"

namespace auspex::flow {

/// A feature of the models' schema on the test rows. Quantiles are values that rows have (the value at place floor(p × (n - 1)) of those that are there
/// in rising order); NaN for a category and where no row has a value.
struct FeatureSpread {
  std::string name;
  std::vector<std::string> categories;  ///< by code, as in the data; empty: numbers
  uint64_t missing = 0;                 ///< rows without a value
  float least = learn::kMissing, low = learn::kMissing, median = learn::kMissing, high = learn::kMissing, most = learn::kMissing;  ///< low 1 %, high 99 %

  bool operator==(const FeatureSpread&) const;  ///< NaN equals NaN
};

struct TaskPicture {
  int64_t run = 0;
  std::string cutoff;                   ///< of the test, "2025-09"
  uint64_t rows = 0, positives = 0;     ///< of the test
  std::vector<ReportModel> models;      ///< best first; without `seconds` (flow/runs.h has them)
  ReportShap shap;                      ///< of the model that the run chose
  std::vector<FeatureSpread> features;  ///< of the models' schema, in its order
};

/// Models are added one after the other, so that only one need be in memory.
class TaskPictureMaker {
 public:
  explicit TaskPictureMaker(const LabelledRows& test);  ///< `test` must outlive it

  /// Lets `model` score the test rows, and measures it.
  void Add(const std::string& name, const TableModel& model);
  /// The models, best first, each compared with the best.
  const std::vector<ReportModel>& Rank();
  /// The picture of run `run`, whose chosen model is `chosen`; which rows it is explained on hangs on the seed alone.
  TaskPicture Finish(int64_t run, const std::string& name, const TableModel& chosen, uint64_t seed);

 private:
  const LabelledRows& test_;
  std::vector<int8_t> labels_;
  std::vector<std::vector<float>> probabilities_;  ///< [models in the order of adding][rows]
  std::vector<ReportModel> models_;
};

/// A line of a leaderboard, without probabilities.
JudgedModel JudgedFrom(const ReportModel& model);

std::vector<FeatureSpread> SpreadsOf(const learn::FeatureTable& table);

/// Features as a report shows them, in the pack's language; a feature that the pack no longer describes has no words.
std::vector<ReportFeature> FeaturesInWords(const std::vector<FeatureSpread>& features, const pack::Pack& pack);

/// The picture of a training run as it was stored; of a run of a previous version, which stored none, it is measured on the test cutoff again, and
/// stored. `models` are all of the run. Throws what ReadTableModel and ReadLabelledRows throw.
TaskPicture PictureOfRun(store::Workspace& workspace, const pack::Pack& pack, const std::vector<ModelRecord>& models, Progress& progress);

}  // namespace auspex::flow
