#include "learn/forest/forest_archive.h"

#include <gtest/gtest.h>

#include <functional>

#include "base/error.h"
#include "learn/archive.h"
#include "learn/forest/forest_fixture.h"

namespace auspex::learn {
namespace {

std::string MessageOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::kUsage);
    return error.message();
  }
  return "nothing was thrown";
}

bool SameNode(const TreeNode& a, const TreeNode& b) {
  return a.feature == b.feature && a.threshold == b.threshold && a.left == b.left && a.right == b.right && a.categories == b.categories &&
         a.missing_left == b.missing_left && a.zero_is_missing == b.zero_is_missing && a.value == b.value && a.cover == b.cover;
}

TEST(ForestArchive, LoadsBackToTheSameBits) {
  Forest forest = MakeRandomForest({.trees = 7, .leaves = 20, .categories = 40, .special_zeros = true}, 5);
  forest.base = 0.1;
  forest.link = Link::kIdentity;
  Archive archive;
  SaveForest(forest, archive);
  const Forest loaded = LoadForest(archive);
  EXPECT_EQ(loaded.schema, forest.schema);
  EXPECT_EQ(loaded.category_sets, forest.category_sets);
  EXPECT_EQ(loaded.base, forest.base);
  EXPECT_EQ(loaded.link, forest.link);
  ASSERT_EQ(loaded.trees.size(), forest.trees.size());
  for (size_t t = 0; t < forest.trees.size(); ++t) {
    ASSERT_EQ(loaded.trees[t].nodes.size(), forest.trees[t].nodes.size());
    for (size_t n = 0; n < forest.trees[t].nodes.size(); ++n) EXPECT_TRUE(SameNode(loaded.trees[t].nodes[n], forest.trees[t].nodes[n]));
  }
}

TEST(ForestArchive, RefusesPartsThatDoNotFitTogether) {
  Archive whole;
  SaveForest(MakeRandomForest({.categories = 40}, 5), whole);
  Archive archive = whole;
  archive.lists["forest.nodes"].pop_back();
  EXPECT_EQ(MessageOf([&] { LoadForest(archive); }), "the model's nodes and values do not fit together");
  archive = whole;
  archive.lists["forest.tree_sizes"][0] = ~uint64_t{0};
  EXPECT_EQ(MessageOf([&] { LoadForest(archive); }), "the model's trees and nodes do not fit together");
  archive = whole;
  archive.lists["forest.set_sizes"].push_back(1);
  EXPECT_EQ(MessageOf([&] { LoadForest(archive); }), "the model's sets of categories do not fit together");
  archive = whole;
  archive.text_lists["forest.schema.names"].pop_back();
  EXPECT_EQ(MessageOf([&] { LoadForest(archive); }), "the model's feature names and categories do not fit together");
  archive = whole;
  archive.lists["forest.nodes"][1] = 0;  // children of the first root
  EXPECT_NE(MessageOf([&] { LoadForest(archive); }).find("tree 0, node 0: its child 0 does not stand behind it"), std::string::npos);
}

}  // namespace
}  // namespace auspex::learn
