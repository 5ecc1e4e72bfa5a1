#include "learn/forest/lightgbm_text.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "learn/forest/forest_fixture.h"
#include "learn/forest/lightgbm_oracle.h"

namespace auspex::learn {
namespace {

// Two leaves on x <= 0.1, where the float nearest to 0.1 is above the double.
const std::string kModel =
    "tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nlabel_index=0\nmax_feature_idx=1\nobjective=binary sigmoid:1\n"
    "feature_names=x colour\nfeature_infos=[0:1] 0:2:1\ntree_sizes=300\n\n"
    "Tree=0\nnum_leaves=3\nnum_cat=1\nsplit_feature=0 1\nsplit_gain=1 1\nthreshold=0.1 0\ndecision_type=2 1\nleft_child=1 -2\nright_child=-1 -3\n"
    "leaf_value=0.5 -0.25 0.75\nleaf_weight=1 1 1\nleaf_count=10 20 30\ninternal_value=0 0\ninternal_weight=0 0\ninternal_count=60 50\n"
    "cat_boundaries=0 1\ncat_threshold=5\nis_linear=0\nshrinkage=1\n\n\nend of trees\n\nparameters:\n";

std::string Replaced(const std::string& from, const std::string& to) {
  std::string text = kModel;
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

std::string Complaint(const std::string& text) {
  try {
    ReadLightgbmText(text, "model.txt");
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::kUsage);
    EXPECT_EQ(error.where(), "model.txt");
    return error.message();
  }
  return "";
}

TEST(LightgbmText, ReadsSplitsSetsAndCounts) {
  const Forest forest = ReadLightgbmText(kModel, "");
  ASSERT_EQ(forest.trees.size(), 1u);
  EXPECT_EQ(forest.schema[0], (FeatureInfo{"x", {}}));
  EXPECT_EQ(forest.schema[1], (FeatureInfo{"colour", {"0", "1", "2"}}));
  const std::vector<TreeNode>& nodes = forest.trees[0].nodes;
  EXPECT_LT(nodes[0].threshold, 0.1f);
  EXPECT_TRUE(nodes[0].missing_left);  // missing counts as 0
  EXPECT_EQ(nodes[1].categories, 1u);
  EXPECT_EQ(forest.category_sets[0], std::vector<uint32_t>{5});
  EXPECT_EQ(nodes[0].cover, 60);
  EXPECT_EQ(nodes[3].cover, 20);
  EXPECT_EQ(nodes[3].value, -0.25);
}

TEST(LightgbmText, MovesThresholdsToTheFloatThatDecidesAlike) {
  Random random(3);
  for (int i = 0; i < 10000; ++i) {
    const double threshold = random.Normal() * std::exp(random.Uniform(-90, 80));
    const float at_most = FloatAtMost(threshold);
    EXPECT_LE(at_most, threshold);
    EXPECT_GT(std::nextafterf(at_most, INFINITY), threshold);
  }
  EXPECT_EQ(FloatAtMost(1e300), std::numeric_limits<float>::max());
  EXPECT_EQ(FloatAtMost(-1e300), -std::numeric_limits<float>::infinity());
}

TEST(LightgbmText, RefusesWhatItCannotRead) {
  const std::string start = "not a LightGBM model that can be read: ";
  EXPECT_EQ(Complaint(""), start + "the first line is not \"tree\"");
  EXPECT_EQ(Complaint(Replaced("objective=binary", "objective=regression")), start + "its objective is \"regression sigmoid:1\", not binary");
  EXPECT_EQ(Complaint(Replaced("num_class=1", "num_class=3")), start + "it has several classes");
  EXPECT_EQ(Complaint(Replaced("is_linear=0", "is_linear=1")), start + "it has linear trees");
  EXPECT_EQ(Complaint(Replaced("end of trees", "")), start + "after tree 0: the text ends before \"end of trees\"");
  EXPECT_EQ(Complaint(Replaced("leaf_value=0.5", "leaf_value=")), start + "\"leaf_value\" has 2 numbers, not 3");
  EXPECT_EQ(Complaint(Replaced("threshold=0.1", "threshold=a")), start + "\"threshold\" has \"a\", which is no number it can have");
  EXPECT_EQ(Complaint(Replaced("num_leaves=3", "num_leaves=4294967295")), start + "\"leaf_value\" has 3 numbers, not 4294967295");
  EXPECT_EQ(Complaint(Replaced("split_feature=0 1", "split_feature=0 7")), start + "a split asks for feature 7, which there is not");
  EXPECT_EQ(Complaint(Replaced("left_child=1 -2", "left_child=0 -2")), "tree 0, node 0: its child 0 does not stand behind it");
  EXPECT_EQ(Complaint(Replaced("leaf_count=10", "leaf_count=0")), "tree 0, node 2: its cover is not a positive number");
}

TEST(LightgbmText, EveryCutIsAnErrorOrAModel) {
  const size_t end = kModel.find("end of trees") + 12;
  for (size_t length = 0; length < end; ++length) EXPECT_NE(Complaint(kModel.substr(0, length)), "") << length;
}

struct Case {
  const char* settings;
  size_t categories;
};

class AgainstLightgbm : public testing::TestWithParam<Case> {};

TEST_P(AgainstLightgbm, GivesItsProbabilities) {
  LightgbmOracle oracle(AUSPEX_SOURCE_DIR "/.deps/lib/lib_lightgbm.so");
  if (!oracle.IsThere()) GTEST_SKIP() << "no LightGBM in .deps/lib (tools/setup.sh)";
  const FeatureTable table = MakeRandomTable(RandomSchema({.features = 6, .categories = GetParam().categories}), 2000, 5);
  Random random(9);
  std::vector<float> labels;
  for (size_t r = 0; r < table.rows; ++r) labels.push_back(random.Uniform() < (table.columns[0][r] > 0 ? 0.8 : 0.3));
  oracle.Train(table, labels, std::string("objective=binary verbose=-1 num_threads=1 num_leaves=15 min_data_in_leaf=5 ") + GetParam().settings, 12);
  const Forest forest = ReadLightgbmText(oracle.Text(), "");
  const std::vector<float> rows = LightgbmOracle::RowMajor(table);
  const std::vector<double> expected = oracle.Predict(rows, 6, LightgbmOracle::Output::kProbability, "num_threads=1");
  for (size_t r = 0; r < table.rows; ++r) ASSERT_NEAR(1 / (1 + std::exp(-WalkMargin(forest, table, r))), expected[r], 1e-12) << r;
}

INSTANTIATE_TEST_SUITE_P(Kinds, AgainstLightgbm,
                         testing::Values(Case{"", 0}, Case{"sigmoid=1.5", 0}, Case{"zero_as_missing=true", 0}, Case{"use_missing=false", 0},
                                         Case{"categorical_feature=2,5 max_cat_to_onehot=1 cat_smooth=1 min_data_per_group=5", 40},
                                         Case{"boosting=rf bagging_freq=1 bagging_fraction=0.5 feature_fraction=0.7", 0}));

}  // namespace
}  // namespace auspex::learn
