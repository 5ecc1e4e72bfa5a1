#pragma once
// Trees as XGBoost's models list them (its doc/model.schema, JSON and UBJSON alike) into a Forest.
//
// A number goes left if it is less than the split's, in float: here, at most the float before it. A category goes right if the split
// names it. Covers are sums of hessians, as in XGBoost's own contributions.
#include <cstddef>
#include <string>
#include <vector>

#include "learn/forest/forest.h"

namespace auspex::learn {

/// One number a node; the categories_ lists have one an owner (a node that splits by category), but for the codes themselves.
struct XgboostTree {
  std::vector<double> left_children, right_children, split_indices, split_conditions, default_left, sum_hessian;
  std::vector<double> categories_nodes, categories_segments, categories_sizes, categories;
};

class XgboostTrees {
 public:
  /// Both must outlive this; `where` is what errors name.
  XgboostTrees(Forest& forest, const std::string& where) : forest_(forest), where_(where) {}

  /// Gives features that a split of `tree` asks categories of as many as it names, and one more that none names; called of all trees before Add.
  void NameCategories(const XgboostTree& tree);
  /// Throws Error(kUsage) for lists of unequal length and for numbers that point outside; CheckForest does the rest.
  void Add(const XgboostTree& tree);

  [[noreturn]] static void Fail(const std::string& what, const std::string& where);

 private:
  size_t Index(double value, size_t end, const char* name) const;
  void CheckSizes(const XgboostTree& tree) const;
  template <class Use>
  void ForEachSet(const XgboostTree& tree, const Use& use) const;
  uint32_t AddComplement(size_t feature, const std::vector<size_t>& codes);

  Forest& forest_;
  const std::string& where_;
};

}  // namespace auspex::learn
