#include "flow/xgboost_json.h"

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <sstream>

#include "base/error.h"
#include "learn/forest/forest_fixture.h"
#include "learn/forest/forest_shap.h"
#include "learn/forest/lightgbm_oracle.h"

namespace auspex::flow {
namespace {

using learn::Forest;

std::string Sample() {
  std::ifstream file(AUSPEX_SOURCE_DIR "/fuzz/corpus/xgboost/three_nodes.json");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string Complaint(const std::string& text) {
  try {
    ReadXgboostJson(text, "model.json");
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::kUsage);
    EXPECT_EQ(error.where(), "model.json");
    return error.message();
  }
  return "";
}

std::string Replaced(const std::string& from, const std::string& to) {
  std::string text = Sample();
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(XgboostJson, ReadsNumbersAndCategories) {
  const Forest forest = ReadXgboostJson(Sample(), "");
  ASSERT_EQ(forest.trees.size(), 1u);
  EXPECT_EQ(forest.schema[1].categories, (std::vector<std::string>{"0", "1", "2", "3", "4"}));
  const auto margin = [&](float x, float colour) { return learn::WalkMargin(forest, {1, forest.schema, {{x}, {colour}}}, 0); };
  EXPECT_EQ(margin(0.49f, 0), -0.25);
  EXPECT_EQ(margin(0.5f, 0), 0.5);   // < 0.5 goes left
  EXPECT_EQ(margin(0.5f, 1), 0.75);  // named codes go right
  EXPECT_EQ(margin(0.5f, 2), 0.5);
  EXPECT_EQ(margin(learn::kMissing, 2), -0.25);
}

TEST(XgboostJson, RefusesWhatItCannotRead) {
  const std::string start = "not an XGBoost model that can be read: ";
  EXPECT_EQ(Complaint("{"), start + "it is no JSON, or cut off");
  EXPECT_EQ(Complaint("[]"), start + "\"learner\" is missing");
  EXPECT_EQ(Complaint(Replaced("binary:logistic", "reg:squarederror")), start + "its objective is \"reg:squarederror\", not binary:logistic");
  EXPECT_EQ(Complaint(Replaced("gbtree", "dart")), start + "its booster is \"dart\", not gbtree");
  EXPECT_EQ(Complaint(Replaced("\"num_class\":\"0\"", "\"num_class\":\"3\"")), start + "it has several classes");
  EXPECT_EQ(Complaint(Replaced("[1,-1,3,-1,-1]", "[1,-1,0,-1,-1]")), start + "the nodes of a tree lead back to one another");
  EXPECT_EQ(Complaint(Replaced("[1,-1,3,-1,-1]", "[1,-1,99,-1,-1]")), start + "\"left_children\" points outside");
  EXPECT_EQ(Complaint(Replaced("[1,3]", "[1,1e300]")), start + "\"categories\" points outside");
  EXPECT_EQ(Complaint(Replaced("[15.0,5.0", "[15.0,0.0")), "tree 0, node 1: its cover is not a positive number");
  for (size_t length = 0; length + 2 < Sample().size(); ++length) EXPECT_NE(Complaint(Sample().substr(0, length)), "") << length;
}

/// XGBoost's C API, opened at run time.
class Xgboost {
 public:
  Xgboost() : library_(dlopen("libxgboost.so.0", RTLD_NOW | RTLD_LOCAL)) {
    if (!library_) library_ = dlopen("libxgboost.so", RTLD_NOW | RTLD_LOCAL);
  }
  bool IsThere() const { return library_ != nullptr; }
  template <class... Arguments>
  void operator()(const char* name, Arguments... arguments) const {
    const auto function = reinterpret_cast<int (*)(Arguments...)>(dlsym(library_, name));
    ASSERT_NE(function, nullptr) << name;
    ASSERT_EQ(function(arguments...), 0) << name;
  }

 private:
  void* library_;
};

TEST(XgboostJson, GivesXgboostsMarginsAndContributions) {
  const Xgboost call;
  if (!call.IsThere()) GTEST_SKIP() << "no libxgboost.so on this machine";
  const size_t features = 6, count = 1500;
  learn::FeatureTable table = learn::MakeRandomTable(learn::RandomSchema({.features = features}), count, 5);
  Random random(9);
  std::vector<float> labels;
  for (size_t r = 0; r < count; ++r) labels.push_back(random.Uniform() < (table.columns[0][r] > 0 ? 0.8 : 0.3));
  const std::vector<float> rows = learn::LightgbmOracle::RowMajor(table);
  void *matrix = nullptr, *booster = nullptr;
  call("XGDMatrixCreateFromMat", rows.data(), uint64_t{count}, uint64_t{features}, std::nanf(""), &matrix);
  call("XGDMatrixSetFloatInfo", matrix, "label", static_cast<const float*>(labels.data()), uint64_t{count});
  call("XGBoosterCreate", static_cast<void* const*>(&matrix), uint64_t{1}, &booster);
  const std::pair<const char*, const char*> settings[] = {{"objective", "binary:logistic"}, {"tree_method", "hist"}, {"max_depth", "6"},
                                                          {"base_score", "0.4"}, {"nthread", "1"}, {"verbosity", "0"}};
  for (const auto& [name, value] : settings) call("XGBoosterSetParam", booster, name, value);
  for (int round = 0; round < 15; ++round) call("XGBoosterUpdateOneIter", booster, round, matrix);
  uint64_t length = 0;
  const char* bytes = nullptr;
  call("XGBoosterSaveModelToBuffer", booster, "{\"format\": \"json\"}", &length, &bytes);
  const Forest forest = ReadXgboostJson({bytes, length}, "");
  table.schema = forest.schema;
  const float* result = nullptr;
  call("XGBoosterPredict", booster, matrix, 1, 0u, 0, &length, &result);  // 1: margins
  for (size_t r = 0; r < count; ++r) ASSERT_NEAR(learn::WalkMargin(forest, table, r), result[r], 1e-5) << r;
  call("XGBoosterPredict", booster, matrix, 4, 0u, 0, &length, &result);  // 4: contributions
  ASSERT_EQ(length, count * (features + 1));
  const std::vector<float> expected(result, result + length);
  const learn::ForestShap shap(forest);
  shap.Explain(table, [&](const learn::ShapBlock& block) {
    for (size_t r = 0; r < block.rows; ++r) {
      for (size_t f = 0; f < features; ++f) {
        EXPECT_NEAR(block.values[r * features + f], expected[(block.begin + r) * (features + 1) + f], 2e-5) << r << " " << f;
      }
    }
  });
  EXPECT_NEAR(shap.base(), expected[features], 1e-5);
  call("XGBoosterFree", booster);
  call("XGDMatrixFree", matrix);
}

}  // namespace
}  // namespace auspex::flow
