#include "learn/forest/forest_archive.h"

#include <bit>
#include <utility>

#include "learn/archive.h"

namespace auspex::learn {
namespace {

[[noreturn]] void Fail(const std::string& what) { RefuseArchive("the model's " + what + " do not fit together"); }

constexpr uint64_t kMissingLeft = 1, kZeroIsMissing = 2;

/// A node as three words: feature and threshold's bits, children, set and flags.
void PackNode(const TreeNode& node, std::vector<uint64_t>& words) {
  const auto pair = [](uint64_t high, uint64_t low) { return high << 32 | low; };
  words.push_back(pair(node.feature, std::bit_cast<uint32_t>(node.threshold)));
  words.push_back(pair(node.left, node.right));
  words.push_back(pair(node.categories, (node.missing_left ? kMissingLeft : 0) | (node.zero_is_missing ? kZeroIsMissing : 0)));
}

TreeNode UnpackNode(std::span<const uint64_t, 3> words) {
  const auto high = [](uint64_t word) { return static_cast<uint32_t>(word >> 32); };
  const auto low = [](uint64_t word) { return static_cast<uint32_t>(word); };
  TreeNode node;
  node.feature = high(words[0]);
  node.threshold = std::bit_cast<float>(low(words[0]));
  node.left = high(words[1]);
  node.right = low(words[1]);
  node.categories = high(words[2]);
  node.missing_left = low(words[2]) & kMissingLeft;
  node.zero_is_missing = low(words[2]) & kZeroIsMissing;
  return node;
}

/// Lengths and all elements one after the other, cut back into their parts.
template <class Each>
void Cut(const std::vector<uint64_t>& lengths, size_t total, const std::string& what, Each&& each) {
  size_t at = 0;
  for (const uint64_t length : lengths) {
    if (length > total - at) Fail(what);
    each(at, static_cast<size_t>(length));
    at += length;
  }
  if (at != total) Fail(what);
}

}  // namespace

void SaveSchema(const Schema& schema, const std::string& name, Archive& archive) {
  std::vector<std::string> names, categories;
  std::vector<uint64_t> counts;
  for (const FeatureInfo& info : schema) {
    names.push_back(info.name);
    counts.push_back(info.categories.size());
    categories.insert(categories.end(), info.categories.begin(), info.categories.end());
  }
  archive.Set(name + ".names", std::move(names));
  archive.Set(name + ".category_counts", std::move(counts));
  archive.Set(name + ".categories", std::move(categories));
}

Schema LoadSchema(const std::string& name, const Archive& archive) {
  const std::vector<std::string>&names = archive.GetTexts(name + ".names"), &categories = archive.GetTexts(name + ".categories");
  const std::vector<uint64_t>& counts = archive.GetList(name + ".category_counts");
  if (names.size() != counts.size()) Fail("feature names and categories");
  Schema schema;
  Cut(counts, categories.size(), "feature names and categories", [&](size_t begin, size_t count) {
    const auto first = categories.begin() + static_cast<ptrdiff_t>(begin);
    schema.push_back({names[schema.size()], {first, first + static_cast<ptrdiff_t>(count)}});
  });
  return schema;
}

void SaveForest(const Forest& forest, Archive& archive) {
  SaveSchema(forest.schema, "forest.schema", archive);
  std::vector<uint64_t> tree_sizes, nodes, set_sizes, set_words;
  std::vector<double> values;
  for (const Tree& tree : forest.trees) {
    tree_sizes.push_back(tree.nodes.size());
    for (const TreeNode& node : tree.nodes) {
      PackNode(node, nodes);
      values.push_back(node.value);
      values.push_back(node.cover);
    }
  }
  for (const std::vector<uint32_t>& set : forest.category_sets) {
    set_sizes.push_back(set.size());
    set_words.insert(set_words.end(), set.begin(), set.end());
  }
  archive.Set("forest.tree_sizes", std::move(tree_sizes));
  archive.Set("forest.nodes", std::move(nodes));
  archive.Set("forest.values", std::move(values));
  archive.Set("forest.set_sizes", std::move(set_sizes));
  archive.Set("forest.sets", std::move(set_words));
  archive.Set("forest.base", forest.base);
  archive.Set("forest.scale", forest.scale);
  archive.Set("forest.logistic", forest.link == Link::kLogistic ? 1.0 : 0.0);
}

Forest LoadForest(const Archive& archive) {
  Forest forest;
  forest.schema = LoadSchema("forest.schema", archive);
  const std::vector<uint64_t>& nodes = archive.GetList("forest.nodes");
  const std::vector<double>& values = archive.GetDoubles("forest.values");
  if (nodes.size() % 3 != 0 || values.size() != nodes.size() / 3 * 2) Fail("nodes and values");
  Cut(archive.GetList("forest.tree_sizes"), nodes.size() / 3, "trees and nodes", [&](size_t begin, size_t count) {
    Tree& tree = forest.trees.emplace_back();
    tree.nodes.reserve(count);
    for (size_t n = begin; n < begin + count; ++n) {
      TreeNode& node = tree.nodes.emplace_back(UnpackNode(std::span(nodes).subspan(n * 3).first<3>()));
      node.value = values[n * 2];
      node.cover = values[n * 2 + 1];
    }
  });
  const std::vector<uint64_t>& words = archive.GetList("forest.sets");
  Cut(archive.GetList("forest.set_sizes"), words.size(), "sets of categories", [&](size_t begin, size_t count) {
    std::vector<uint32_t>& set = forest.category_sets.emplace_back();
    for (size_t w = begin; w < begin + count; ++w) set.push_back(static_cast<uint32_t>(words[w]));
  });
  forest.base = archive.GetNumber("forest.base");
  forest.scale = archive.GetNumber("forest.scale");
  forest.link = archive.GetCount("forest.logistic", 0, 1) ? Link::kLogistic : Link::kIdentity;
  CheckForest(forest, "model archive");
  return forest;
}

}  // namespace auspex::learn
