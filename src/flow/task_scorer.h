#pragma once
// A model of a task at work: probabilities of a block of customers with the reasons that moved each most.
#include <memory>
#include <string>
#include <vector>

#include "data/matrix.h"
#include "flow/table_model.h"
#include "learn/forest/top_reasons.h"
#include "pack/pack.h"

namespace auspex::flow {

/// What a business feature adds to a customer's margin, in the words of its leading column.
struct TaskReason {
  std::string group;    ///< in words
  std::string feature;  ///< the column of the group that moved the margin most the same way
  double share = 0;     ///< of all columns of the group
  std::string text;
};

struct ScoredCustomer {
  float probability = 0;            ///< calibrated
  double margin = 0;                ///< base + the shares of all reasons
  std::vector<TaskReason> reasons;  ///< largest first
};

class TaskScorer {
 public:
  /// `pack` must outlive it. Throws Error(kUsage) for a model that was trained on features which the pack does not describe.
  TaskScorer(TableModel model, const pack::Pack& pack);

  const TableModel& model() const { return model_; }
  double base() const { return explainer_->base(); }
  bool probability() const { return model_.model().IsProbability(); }  ///< margins are probabilities, not log odds
  const learn::ReasonGroups& groups() const { return groups_; }  ///< by wording keys
  /// In the order of the rows; `top` reasons each, at most all, in `language` (empty: the pack's). The same for any number of threads.
  std::vector<ScoredCustomer> Score(const learn::FeatureTable& table, size_t top, const std::string& language = {}) const;
  /// What each feature adds to each row's margin, [rows][features].
  std::vector<double> Contributions(const learn::FeatureTable& table) const;

 private:
  TaskReason ReasonOf(const learn::Reason& reason, std::span<const double> values, const std::vector<double>& sums, const learn::FeatureTable& table,
                      size_t row, const std::string& language) const;

  TableModel model_;
  const pack::Pack& pack_;
  std::vector<const pack::TaskFeature*> features_;  ///< [features of the model]
  learn::ReasonGroups groups_;
  std::unique_ptr<learn::Explainer> explainer_;
};

}  // namespace auspex::flow
