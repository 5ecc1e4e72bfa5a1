#include "learn/forest/xgboost_trees.h"

#include <cmath>
#include <limits>
#include <utility>

#include "base/error.h"

namespace auspex::learn {
namespace {

constexpr size_t kMostCategories = 1 << 20;

}  // namespace

void XgboostTrees::Fail(const std::string& what, const std::string& where) {
  throw Error(Fault::kUsage, "not an XGBoost model that can be read: " + what, where,
              "Save it again with Booster.save_model(\"model.json\"); only binary:logistic models of plain trees are read.");
}

/// A whole number in [0, end).
size_t XgboostTrees::Index(double value, size_t end, const char* name) const {
  if (!(value >= 0 && value < static_cast<double>(end) && value == std::floor(value))) Fail("\"" + std::string(name) + "\" points outside", where_);
  return static_cast<size_t>(value);
}

void XgboostTrees::CheckSizes(const XgboostTree& tree) const {
  const size_t count = tree.left_children.size();
  if (count == 0) Fail("a tree has no node", where_);
  const std::pair<const char*, const std::vector<double>*> lists[] = {{"right_children", &tree.right_children},
                                                                      {"split_indices", &tree.split_indices},
                                                                      {"split_conditions", &tree.split_conditions},
                                                                      {"default_left", &tree.default_left},
                                                                      {"sum_hessian", &tree.sum_hessian}};
  for (const auto& [name, list] : lists)
    if (list->size() != count) Fail("\"" + std::string(name) + "\" has not one number a node", where_);
  if (tree.categories_segments.size() != tree.categories_nodes.size()) Fail("\"categories_segments\" has not one number a node", where_);
  if (tree.categories_sizes.size() != tree.categories_nodes.size()) Fail("\"categories_sizes\" has not one number a node", where_);
}

template <class Use>
void XgboostTrees::ForEachSet(const XgboostTree& tree, const Use& use) const {
  CheckSizes(tree);
  for (size_t i = 0; i < tree.categories_nodes.size(); ++i) {
    const size_t begin = Index(tree.categories_segments[i], tree.categories.size() + 1, "categories_segments");
    const size_t size = Index(tree.categories_sizes[i], tree.categories.size() - begin + 1, "categories_sizes");
    std::vector<size_t> codes;
    for (size_t c = begin; c < begin + size; ++c) codes.push_back(Index(tree.categories[c], kMostCategories, "categories"));
    const size_t node = Index(tree.categories_nodes[i], tree.left_children.size(), "categories_nodes");
    use(node, Index(tree.split_indices[node], forest_.schema.size(), "split_indices"), codes);
  }
}

void XgboostTrees::NameCategories(const XgboostTree& tree) {
  ForEachSet(tree, [&](size_t, size_t feature, const std::vector<size_t>& codes) {
    std::vector<std::string>& names = forest_.schema[feature].categories;
    for (const size_t code : codes) {
      while (names.size() <= code + 1) names.push_back(std::to_string(names.size()));
    }
  });
}

void XgboostTrees::Add(const XgboostTree& tree) {
  std::vector<uint32_t> sets(tree.left_children.size(), 0);
  ForEachSet(tree, [&](size_t node, size_t feature, const std::vector<size_t>& codes) { sets[node] = AddComplement(feature, codes); });
  const size_t count = tree.left_children.size();
  Tree out;
  std::vector<size_t> source{0};  // by node of `out`; XGBoost may leave nodes that nothing leads to, and reuse numbers
  for (size_t n = 0; n < source.size(); ++n) {
    const size_t from = source[n];
    TreeNode node;
    node.cover = tree.sum_hessian[from];
    if (tree.left_children[from] < 0) {
      node.value = tree.split_conditions[from];
    } else {
      if (source.size() + 2 > count) Fail("the nodes of a tree lead back to one another", where_);
      node.feature = static_cast<uint32_t>(Index(tree.split_indices[from], forest_.schema.size(), "split_indices"));
      node.categories = sets[from];
      if (!sets[from]) node.threshold = std::nextafterf(static_cast<float>(tree.split_conditions[from]), -std::numeric_limits<float>::infinity());
      node.missing_left = tree.default_left[from] != 0;
      node.left = static_cast<uint32_t>(source.size());
      node.right = node.left + 1;
      source.push_back(Index(tree.left_children[from], count, "left_children"));
      source.push_back(Index(tree.right_children[from], count, "right_children"));
    }
    out.nodes.push_back(node);
  }
  forest_.trees.push_back(std::move(out));
}

/// A set that goes left: all codes of the feature but these.
uint32_t XgboostTrees::AddComplement(size_t feature, const std::vector<size_t>& codes) {
  const size_t count = forest_.schema[feature].categories.size();
  std::vector<uint32_t> set((count + 31) / 32, 0);
  for (size_t c = 0; c < count; ++c) set[c / 32] |= 1u << (c % 32);
  for (const size_t code : codes) {
    if (code >= count) Fail("\"categories\" points outside", where_);
    set[code / 32] &= ~(1u << (code % 32));
  }
  forest_.category_sets.push_back(std::move(set));
  return static_cast<uint32_t>(forest_.category_sets.size());
}

}  // namespace auspex::learn
