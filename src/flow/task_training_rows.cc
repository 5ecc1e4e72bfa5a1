#include "flow/task_training_rows.h"

#include <algorithm>

#include "base/error.h"
#include "base/random.h"
#include "data/journey.h"
#include "flow/task_words.h"

namespace auspex::flow {
namespace {

constexpr double kCalibrationShare = 0.3;          ///< of the customers, at most
constexpr uint64_t kMostCalibrating = 50'000;      ///< rows beside those that are learned from
constexpr uint64_t kLearningForACalibrating = 8;   ///< rows
constexpr uint64_t kCalibrates = 0xca11b8a7e;

void Append(LabelledRows&& from, const data::Sample& calibrates, bool newest, TaskTrainingRows& to) {
  learn::FeatureTable& table = to.rows.table;
  if (table.schema.empty()) {
    table.schema = from.matrix.table.schema;
    table.columns.resize(table.schema.size());
    to.kinds = from.matrix.kinds;
  }
  for (size_t f = 0; f < table.columns.size(); ++f) {
    const auto& values = from.matrix.table.columns[f];
    table.columns[f].insert(table.columns[f].end(), values.begin(), values.end());
  }
  for (const auto& id : from.matrix.ids) {
    const bool apart = newest && calibrates.Takes(id);
    to.rows.times.push_back(apart ? 1 : 0);
    to.calibrating += apart ? 1 : 0;
  }
  to.rows.labels.insert(to.rows.labels.end(), from.labels.begin(), from.labels.end());
  table.rows += from.matrix.table.rows;
  to.cutoffs.push_back({from.cutoff, from.matrix.table.rows, from.positives(), from.unknown});
}

/// Which share of the customers calibrates, and which of the others' rows are learned from.
struct Shares {
  double calibrating = kCalibrationShare, learning = 1;
  bool beside = false;
};

/// `newest` and `all`: rows of the latest training cutoff, and of all.
Shares SharesOf(uint64_t newest, uint64_t all, uint64_t max_rows) {
  const auto most = static_cast<double>(std::min(kMostCalibrating, std::min(all, max_rows) / kLearningForACalibrating));
  const double apart = std::min(kCalibrationShare, most / static_cast<double>(newest));
  const double others = (1 - apart) * static_cast<double>(all);
  if (others < static_cast<double>(std::min(max_rows, kRowsToFitOnce))) return {};
  return {apart, std::min(1.0, static_cast<double>(max_rows) / others), true};
}

void CheckOutcomes(const TaskTrainingRows& rows, const CutoffPlan& plan, const pack::Pack& pack) {
  const auto positives = std::ranges::count(rows.rows.labels, 1);
  const std::string when = data::MonthText(plan.training.back()) + " to " + data::MonthText(plan.training.front());
  if (rows.rows.labels.empty()) {
    throw Error(Fault::kData, "no customer of the training cutoffs, " + when + ", has months after the cutoff", {},
                "Load files with the same customers in later months.");
  }
  const std::string outcome = OutcomeInWords(pack);
  if (positives == 0) {
    throw Error(Fault::kData,
                "none of the " + std::to_string(rows.rows.labels.size()) + " customers of the training cutoffs, " + when + ", came to the outcome (" +
                    outcome + ")",
                {}, "There is nothing to learn from: check the task's settings in the workspace's pack/pack.toml, or load more customers or months.");
  }
  if (static_cast<size_t>(positives) == rows.rows.labels.size()) {
    throw Error(Fault::kData,
                "all " + std::to_string(positives) + " customers of the training cutoffs, " + when + ", came to the outcome (" + outcome + ")", {},
                "There is nothing to tell apart: check the task's settings in the workspace's pack/pack.toml, or load more customers or months.");
  }
}

bool CanCalibrate(const TaskTrainingRows& rows) {
  uint64_t positives = 0;  // of those that calibrate
  for (size_t r = 0; r < rows.rows.labels.size(); ++r) positives += rows.rows.times[r] == 1 && rows.rows.labels[r] == 1 ? 1 : 0;
  return positives > 0 && positives < rows.calibrating && rows.calibrating < rows.rows.labels.size();
}

}  // namespace

TaskTrainingRows ReadTrainingRows(store::Connection& connection, const pack::Pack& pack, const CutoffPlan& plan, const TaskTrainOptions& options,
                                  Progress& progress) {
  TaskTrainingRows out;
  uint64_t newest_rows = 0, all_rows = 0;
  for (const data::Month cutoff : plan.training) {
    const uint64_t population = CountPopulation(connection, pack, cutoff);
    if (cutoff == plan.training.front()) newest_rows = population;
    all_rows += population;
  }
  const Shares shares = SharesOf(newest_rows, all_rows, options.max_rows);
  out.share = shares.learning;
  const data::Sample calibrates{shares.calibrating, Mix(options.seed ^ kCalibrates)};
  for (const data::Month cutoff : plan.training) {
    const bool newest = cutoff == plan.training.front();
    const data::Sample sample{out.share, Mix(options.seed ^ static_cast<uint64_t>(cutoff))};
    const KeepCustomer keep = [&](std::string_view customer) { return calibrates.Takes(customer) ? newest : sample.Takes(customer); };
    Append(ReadLabelledRows(connection, pack, cutoff, keep, out.rows.table.schema.empty() ? nullptr : &out.rows.table.schema, progress), calibrates,
           newest, out);
  }
  CheckOutcomes(out, plan, pack);
  out.beside = shares.beside && CanCalibrate(out);
  return out;
}

void SetCalibration(const TaskTrainingRows& rows, learn::Recipe& recipe) {
  recipe.calibration_folds = CanCalibrate(rows) ? rows.rows.labels.size() / rows.calibrating + 2 : 0;  // its latest part is the rows of time 1
  recipe.fit_again = !rows.beside;
}

}  // namespace auspex::flow
