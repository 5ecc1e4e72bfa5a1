#pragma once
// A fitted tree as the report shows it: its nodes with conditions in words, and its rules.
#include "flow/report/report_data.h"
#include "flow/report/report_words.h"

namespace auspex::flow {

/// Tree `tree` of a forest whose leaf values are positive shares (decision_tree.h). Shares of inner nodes are those of their leaves, weighed
/// by cover.
/// `features` as the forest's schema. Throws Error(kUsage) for a tree that there is not and another number of features.
std::vector<ReportTreeNode> TreeOf(const learn::Forest& forest, size_t tree, const std::vector<ReportFeature>& features, const ReportWords& words);

/// learn::RulesOf in words, the highest positive share first. Same errors.
std::vector<ReportRule> RulesInWords(const learn::Forest& forest, size_t tree, const std::vector<ReportFeature>& features,
                                     const ReportWords& words);

}  // namespace auspex::flow
