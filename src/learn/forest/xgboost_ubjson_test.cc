#include "learn/forest/xgboost_ubjson.h"

#include <gtest/gtest.h>

#include <bit>
#include <cstdint>

#include "base/error.h"

namespace auspex::learn {
namespace {

std::string BigEndian(uint64_t bits, int size) {
  std::string bytes;
  for (int i = size - 1; i >= 0; --i) bytes += static_cast<char>(bits >> (8 * i));
  return bytes;
}
std::string Key(const std::string& name) { return "L" + BigEndian(name.size(), 8) + name; }
std::string Integers(const std::vector<int32_t>& values) {
  std::string bytes = "[$l#L" + BigEndian(values.size(), 8);
  for (const int32_t value : values) bytes += BigEndian(static_cast<uint32_t>(value), 4);
  return bytes;
}
std::string Floats(const std::vector<float>& values) {
  std::string bytes = "[$d#L" + BigEndian(values.size(), 8);
  for (const float value : values) bytes += BigEndian(std::bit_cast<uint32_t>(value), 4);
  return bytes;
}

/// One split of feature 1 at 0.1, as XGBoost 1.7 writes it.
std::string Sample() {
  const std::string tree = "{" + Key("left_children") + Integers({1, -1, -1}) + Key("right_children") + Integers({2, -1, -1}) + Key("split_indices") +
                           Integers({1, 0, 0}) + Key("split_conditions") + Floats({0.1f, -0.5f, 0.7f}) + Key("default_left") + "[$U#L" +
                           BigEndian(3, 8) + std::string("\1\0\0", 3) + Key("sum_hessian") + Floats({3, 1, 2}) + Key("categories_nodes") + Integers({}) +
                           Key("categories_segments") + Integers({}) + Key("categories_sizes") + Integers({}) + Key("categories") + Integers({}) + "}";
  return "{" + Key("learner") + "{" + Key("name") + "SL" + BigEndian(3, 8) + "abc" + Key("gradient_booster") + "{" + Key("model") + "{" + Key("trees") + "[#L" +
         BigEndian(1, 8) + tree + "}}}" + Key("version") + "[#L" + BigEndian(2, 8) + "i\1i\7" + "}";
}

std::string TextOfError(const std::string& bytes) {
  try {
    ReadXgboostUbjson(bytes, "model.ubj");
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::kUsage);
    EXPECT_EQ(error.where(), "model.ubj");
    return error.message();
  }
  return "";
}

TEST(XgboostUbjson, ReadsEveryFloatWhole) {
  const std::vector<XgboostTree> trees = ReadXgboostUbjson(Sample(), "");
  ASSERT_EQ(trees.size(), 1u);
  EXPECT_EQ(trees[0].left_children, (std::vector<double>{1, -1, -1}));
  EXPECT_EQ(trees[0].split_conditions, (std::vector<double>{0.1f, -0.5f, 0.7f}));
  EXPECT_EQ(trees[0].default_left, (std::vector<double>{1, 0, 0}));
}

TEST(XgboostUbjson, EveryCutIsAnError) {
  const std::string start = "not an XGBoost model that can be read: ";
  for (size_t length = 0; length < Sample().size(); ++length)
    EXPECT_EQ(TextOfError(Sample().substr(0, length)), start + "it is no UBJSON, or cut off") << length;
  EXPECT_EQ(TextOfError("{}"), start + "\"learner\" is missing");
  EXPECT_EQ(TextOfError(std::string(1000, '[')), start + "it is no UBJSON, or cut off");
}

XgboostTree OneSplit() {
  return {.left_children = {1, -1, -1}, .right_children = {2, -1, -1}, .split_indices = {0, 0, 0}, .split_conditions = {0.5, -1, 1},
          .default_left = {1, 0, 0}, .sum_hessian = {3, 1, 2}, .categories_nodes = {0}, .categories_segments = {0}, .categories_sizes = {2},
          .categories = {0, 3}};
}

std::string Complaint(const XgboostTree& tree) {
  Forest forest{.schema = {{"colour", {"a", "b", "c", "d", "e"}}}, .trees = {}, .category_sets = {}};
  const std::string where = "x";
  try {
    XgboostTrees(forest, where).Add(tree);
  } catch (const Error& error) {
    return error.message();
  }
  return "";
}

TEST(XgboostTrees, NamedCategoriesGoRight) {
  Forest forest{.schema = {{"colour", {"a", "b", "c", "d", "e"}}}, .trees = {}, .category_sets = {}};
  const std::string where = "x";
  XgboostTrees(forest, where).Add(OneSplit());
  EXPECT_EQ(forest.category_sets, (std::vector<std::vector<uint32_t>>{{0b10110}}));
  EXPECT_EQ(forest.trees[0].nodes[0].categories, 1u);
  EXPECT_TRUE(forest.trees[0].nodes[0].missing_left);
}

TEST(XgboostTrees, RefusesListsThatDoNotFitTogether) {
  const std::string start = "not an XGBoost model that can be read: ";
  XgboostTree tree = OneSplit();
  tree.sum_hessian.pop_back();
  EXPECT_EQ(Complaint(tree), start + "\"sum_hessian\" has not one number a node");
  tree = OneSplit();
  tree.categories = {0, 5};
  EXPECT_EQ(Complaint(tree), start + "\"categories\" points outside");
  tree = OneSplit();
  tree.left_children[0] = 7;
  EXPECT_EQ(Complaint(tree), start + "\"left_children\" points outside");
  EXPECT_EQ(Complaint({}), start + "a tree has no node");
}

}  // namespace
}  // namespace auspex::learn
