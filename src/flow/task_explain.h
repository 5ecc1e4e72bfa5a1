#pragma once
// The receipt of one customer's newest score: with which model, on what data, and what each feature added; all of it adds up to the margin.
#include <cstdint>
#include <string>
#include <vector>

#include "flow/task_scorer.h"
#include "store/workspace.h"

namespace auspex::flow {

struct ReceiptLine {
  std::string feature, meaning, value;  ///< value in words
  double share = 0;
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

/// Throws Error(kUsage) if nothing was predicted yet, or the newest run has no such customer.
TaskReceipt ExplainCustomer(store::Workspace& workspace, const pack::Pack& pack, const std::string& customer);

}  // namespace auspex::flow
