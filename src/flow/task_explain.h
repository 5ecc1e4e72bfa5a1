#pragma once
// The receipt of one customer's newest score: with which model, on what data, and what each feature added; all of it adds up to the margin.
#include <cstdint>
#include <string>
#include <vector>

#include "flow/file_cache.h"
#include "flow/scored_run.h"
#include "flow/task_scorer.h"
#include "store/workspace.h"

namespace auspex::flow {

/// Models that are read once.
using ScorerCache = FileCache<TaskScorer>;

struct TaskExplainOptions {
  std::string language;           ///< of all texts; empty: the pack's
  ScorerCache* scorers = nullptr; ///< the pack must outlive it; nullptr: the model is read
};

struct ReceiptLine {
  std::string feature, meaning, value;     ///< value in words
  double share = 0;
  std::string group, unit, source;         ///< unit may be empty
  pack::ValueFormat format = pack::ValueFormat::kNumber;
  float number = learn::kMissing;          ///< NaN: missing; of a category its place in `categories`
  std::vector<std::string> categories;     ///< that the model knows; empty: a number
};

struct TaskReceipt {
  std::string customer, task, outcome, cutoff, model;
  int64_t run = 0, model_run = 0;
  double probability = 0, raw = 0;  ///< calibrated; before calibration
  std::string calibration;
  uint64_t rank = 0, customers = 0;
  bool listed = false;
  double base = 0, margin = 0;  ///< log odds, or probabilities
  bool margin_is_probability = false;
  double remainder = 0;               ///< margin - base - all shares: 0 but for rounding
  std::vector<TaskReason> reasons;    ///< all groups, largest first
  std::vector<ReceiptLine> features;  ///< all columns, largest first
};

/// Throws NothingScored, and UnscoredCustomer if the newest run has no such customer.
TaskReceipt ExplainCustomer(store::Workspace& workspace, const pack::Pack& pack, const std::string& customer, const TaskExplainOptions& options = {});

/// The model that the scores were made with.
std::shared_ptr<const TaskScorer> ScorerOf(store::Workspace& workspace, store::Connection& connection, const pack::Pack& pack, const ScoredRun& run,
                                           const TaskExplainOptions& options);
/// What a run and its model have in common for all customers.
TaskReceipt EmptyReceipt(const TaskScorer& scorer, const pack::Pack& pack, const ScoredRun& run, const std::string& language);
/// Fills in what the model makes of the only row of `table`: everything but rank and listed.
void FillReceipt(const TaskScorer& scorer, const pack::Pack& pack, const learn::FeatureTable& table, const std::string& language, TaskReceipt& receipt);

}  // namespace auspex::flow
