#include "learn/forest/forest_average.h"

#include <iterator>
#include <utility>

#include "base/error.h"

namespace auspex::learn {

Forest AverageForests(std::vector<Forest> forests) {
  if (forests.empty()) throw Error(Fault::kInternal, "no forest to average");
  if (forests.size() == 1) return std::move(forests.front());
  const auto count = static_cast<double>(forests.size());
  Forest mean{.schema = forests.front().schema, .trees = {}, .category_sets = {}, .base = 0, .scale = 1, .link = forests.front().link};
  for (Forest& forest : forests) {
    if (forest.schema != mean.schema || forest.link != mean.link)
      throw Error(Fault::kInternal, "forests of different columns or links cannot be averaged");
    const auto sets_before = static_cast<uint32_t>(mean.category_sets.size());
    for (Tree& tree : forest.trees) {
      for (TreeNode& node : tree.nodes) {
        node.value *= forest.scale / count;
        if (node.categories > 0) node.categories += sets_before;
      }
    }
    mean.base += forest.base / count;
    std::move(forest.trees.begin(), forest.trees.end(), std::back_inserter(mean.trees));
    std::move(forest.category_sets.begin(), forest.category_sets.end(), std::back_inserter(mean.category_sets));
  }
  return mean;
}

}  // namespace auspex::learn
