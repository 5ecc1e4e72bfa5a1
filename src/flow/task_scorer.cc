#include "flow/task_scorer.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "flow/task_words.h"

namespace auspex::flow {

TaskScorer::TaskScorer(TableModel model, const pack::Pack& pack) : model_(std::move(model)), pack_(pack), explainer_(model_.model().MakeExplainer()) {
  for (const auto& info : model_.schema()) {
    const pack::TaskFeature* feature = pack.table_task->Find(info.name);
    if (feature == nullptr) {
      throw Error(Fault::kUsage, "the model was trained on a feature `" + info.name + "` that the pack does not describe",
                  pack.table_task->described_file.string(), "Train again: auspex -w DIR train");
    }
    features_.push_back(feature);
    const auto at = std::ranges::find(groups_.names, feature->group);
    groups_.group.push_back(static_cast<uint32_t>(at - groups_.names.begin()));
    if (at == groups_.names.end()) groups_.names.push_back(feature->group);
  }
}

TaskReason TaskScorer::ReasonOf(const learn::Reason& reason, std::span<const double> values, const std::vector<double>& sums,
                                const learn::FeatureTable& table, size_t row, const std::string& language) const {
  const double share = sums[reason.group];
  size_t leading = values.size();
  for (size_t f = 0; f < values.size(); ++f) {
    if (groups_.group[f] != reason.group) continue;
    const double towards = share < 0 ? -values[f] : values[f];
    if (leading == values.size() || towards > (share < 0 ? -values[leading] : values[leading])) leading = f;
  }
  return {TextsOf(pack_, language).at(groups_.names[reason.group]), features_[leading]->name, share,
          ReasonInWords(*features_[leading], share >= 0, table.columns[leading][row], table.schema[leading], pack_, language)};
}

std::vector<ScoredCustomer> TaskScorer::Score(const learn::FeatureTable& table, size_t top, const std::string& language) const {
  std::vector<float> probabilities(table.rows);
  model_.Predict(table, probabilities);
  std::vector<ScoredCustomer> scored(table.rows);
  const size_t features = table.features();
  explainer_->Explain(table, [&](const learn::ShapBlock& block) {
    std::vector<double> sums;
    std::vector<learn::Reason> ranked(std::min(top, groups_.names.size()));
    for (size_t r = 0; r < block.rows; ++r) {
      const auto values = block.values.subspan(r * features, features);
      learn::RankReasons(values, groups_, sums, ranked);
      ScoredCustomer& customer = scored[block.begin + r];
      customer.probability = probabilities[block.begin + r];
      customer.margin = std::accumulate(values.begin(), values.end(), base());
      for (const learn::Reason& reason : ranked) customer.reasons.push_back(ReasonOf(reason, values, sums, table, block.begin + r, language));
    }
  });
  return scored;
}

std::vector<double> TaskScorer::Contributions(const learn::FeatureTable& table) const {
  std::vector<double> values(table.rows * table.features());
  explainer_->Explain(table, [&](const learn::ShapBlock& block) { std::ranges::copy(block.values, values.begin() + static_cast<ptrdiff_t>(block.begin * table.features())); });
  return values;
}

}  // namespace auspex::flow
