#include "flow/task_training_rows.h"

#include <algorithm>

#include "base/error.h"
#include "base/random.h"
#include "data/journey.h"
#include "flow/task_words.h"

namespace auspex::flow {
namespace {

constexpr double kCalibrationShare = 0.3;  ///< of the customers
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

}  // namespace

TaskTrainingRows ReadTrainingRows(store::Connection& connection, const pack::Pack& pack, const CutoffPlan& plan, const TaskTrainOptions& options,
                                  Progress& progress) {
  TaskTrainingRows out;
  double there = 0;  // rows that could be taken
  for (const data::Month cutoff : plan.training) {
    const double share = cutoff == plan.training.front() ? 1 : 1 - kCalibrationShare;
    there += share * static_cast<double>(CountPopulation(connection, pack, cutoff));
  }
  out.share = std::min(1.0, static_cast<double>(options.max_rows) / std::max(there, 1.0));
  const data::Sample calibrates{kCalibrationShare, Mix(options.seed ^ kCalibrates)};
  for (const data::Month cutoff : plan.training) {
    const bool newest = cutoff == plan.training.front();
    const data::Sample sample{out.share, Mix(options.seed ^ static_cast<uint64_t>(cutoff))};
    const KeepCustomer keep = [&](std::string_view customer) { return sample.Takes(customer) && (newest || !calibrates.Takes(customer)); };
    Append(ReadLabelledRows(connection, pack, cutoff, keep, out.rows.table.schema.empty() ? nullptr : &out.rows.table.schema, progress), calibrates,
           newest, out);
  }
  CheckOutcomes(out, plan, pack);
  return out;
}

size_t CalibrationFolds(const TaskTrainingRows& rows) {
  const size_t all = rows.rows.labels.size();
  size_t positives = 0;  // of those that calibrate
  for (size_t r = 0; r < all; ++r) positives += rows.rows.times[r] == 1 && rows.rows.labels[r] == 1 ? 1 : 0;
  const bool enough = positives > 0 && positives < rows.calibrating && rows.calibrating < all;
  return enough ? all / rows.calibrating + 2 : 0;
}

}  // namespace auspex::flow
