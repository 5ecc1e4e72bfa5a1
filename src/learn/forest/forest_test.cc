#include "learn/forest/forest.h"

#include <gtest/gtest.h>

#include <functional>

#include "base/error.h"
#include "learn/forest/forest_fixture.h"

namespace auspex::learn {
namespace {

std::string Complaint(const std::function<void(Forest&)>& damage) {
  Forest forest = MakeRandomForest({.trees = 2, .leaves = 4, .features = 3}, 7);
  damage(forest);
  try {
    CheckForest(forest, "model.txt");
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::kUsage);
    EXPECT_EQ(error.where(), "model.txt");
    return error.message();
  }
  return "";
}

TEST(Forest, SoundOnesPass) {
  EXPECT_EQ(Complaint([](Forest&) {}), "");
  EXPECT_NO_THROW(CheckForest(MakeRandomForest({.leaves = 60, .categories = 40, .deep = 0.5}, 1), ""));
}

TEST(Forest, DamageIsNamedWithTreeAndNode) {
  const double infinite = std::numeric_limits<double>::infinity();
  EXPECT_EQ(Complaint([](Forest& f) { f.trees[1].nodes.clear(); }), "tree 1, node 0: the tree has no node or too many");
  EXPECT_EQ(Complaint([](Forest& f) { f.trees[1].nodes[0].left = 0; }), "tree 1, node 0: its child 0 does not stand behind it");
  EXPECT_EQ(Complaint([](Forest& f) { f.trees[1].nodes[0].right = 99; }), "tree 1, node 0: its child 99 does not stand behind it");
  EXPECT_EQ(Complaint([](Forest& f) { f.trees[0].nodes[0].right = 1; }), "tree 0, node 0: its child 1 has another parent too");
  EXPECT_EQ(Complaint([](Forest& f) { f.trees[0].nodes.push_back(f.trees[0].nodes.back()); }), "tree 0, node 7: no node before it leads to it");
  EXPECT_EQ(Complaint([](Forest& f) { f.trees[0].nodes[0].feature = 3; }), "tree 0, node 0: it asks for feature 3, which there is not");
  EXPECT_EQ(Complaint([](Forest& f) { f.trees[0].nodes[0].categories = 1; }), "tree 0, node 0: it asks for a set of categories that there is not");
  EXPECT_EQ(Complaint([](Forest& f) { f.trees[0].nodes[0].threshold = kMissing; }), "tree 0, node 0: its threshold is not a number");
  EXPECT_EQ(Complaint([](Forest& f) { f.trees[0].nodes[6].cover = 0; }), "tree 0, node 6: its cover is not a positive number");
  EXPECT_EQ(Complaint([=](Forest& f) { f.trees[0].nodes[6].value = infinite; }), "tree 0, node 6: its value is not a finite number");
  EXPECT_EQ(Complaint([=](Forest& f) { f.base = infinite; }), "the forest's base or scale is not a finite number");
}

}  // namespace
}  // namespace auspex::learn
