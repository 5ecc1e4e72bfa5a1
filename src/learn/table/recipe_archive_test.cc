// Saving and loading of fitted recipes (recipe.h).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/progress.h"
#include "learn/archive.h"
#include "learn/forest/forest_archive.h"
#include "learn/table/classifiers.h"
#include "learn/table/forest_classifier.h"
#include "learn/table/recipe_fixture.h"
#include "learn/table/recipe_steps.h"
#include "learn/table/select_features.h"
#include "learn/table/target_encoding.h"

namespace auspex::learn {
namespace {

/// One stump a column of numbers, cut at 0.5, three times too sure; loaded as "tree" is.
class Stumps : public ForestClassifier {
 public:
  Stumps() : ForestClassifier("tree") {}
  void Fit(const TrainingRows& rows, const TrainingRows*, uint64_t, Progress&) override {
    Forest forest;
    forest.schema = rows.table.schema;
    for (uint32_t f = 0; f < forest.schema.size(); ++f)
      if (!forest.schema[f].is_category()) forest.trees.push_back(StumpOf(rows, f));
    SetForest(std::move(forest));
  }

 private:
  static Tree StumpOf(const TrainingRows& rows, uint32_t feature) {
    double count[2] = {1, 1}, yes[2] = {0.5, 0.5};
    for (size_t r = 0; r < rows.table.rows; ++r) {
      const bool left = rows.table.columns[feature][r] <= 0.5f;
      count[left] += 1;
      yes[left] += rows.labels[r];
    }
    Tree tree{std::vector<TreeNode>(3)};
    tree.nodes[0] = {feature, 0.5f, 1, 2, 0, false, false, 0, count[0] + count[1]};
    for (size_t side = 0; side < 2; ++side) {
      tree.nodes[2 - side].value = 3 * std::log(yes[side] / (count[side] - yes[side]));
      tree.nodes[2 - side].cover = count[side];
    }
    return tree;
  }
};

/// Numbers, one of which tells much, and categories of which some tell.
LabelledTable Rows(size_t rows) {
  LabelledTable data = Noise(rows, 5);
  const LabelledTable more = RandomCategories(rows, 30);
  data.table.schema.push_back(more.table.schema[0]);
  data.table.columns.push_back(more.table.columns[0]);
  for (size_t r = 0; r < rows; ++r) {
    data.table.columns[3][r] += 2 * static_cast<float>(data.labels[r]);
    if (data.labels[r] && r % 2) data.table.columns[5][r] = static_cast<float>(r % 5);
    if (r % 9 == 0) data.table.columns[r % 6][r] = kMissing;
  }
  return data;
}

FittedRecipe FitWhole(const LabelledTable& data) {
  const auto same = [](const TrainingPart& part) {
    return LabelledTable{part.table(), {part.labels().begin(), part.labels().end()}, std::vector<float>(part.table().rows, 2)};
  };
  const Recipe recipe{.name = "whole",
                      .model = [] { return std::make_unique<Stumps>(); },
                      .steps = {RowsStep("same", same), TargetEncoding(), RowsStep("again", same), SelectFeatures({.features = 3})},
                      .calibration_folds = 3};
  Progress progress;
  return FitOnAll(recipe, data, 1, progress);
}

std::vector<float> PredictionsOf(const FittedRecipe& recipe, const FeatureTable& table) {
  std::vector<float> out(table.rows);
  recipe.Predict(table, out);
  return out;
}

bool TreeIsThere() {
  const auto kinds = ClassifierKinds();
  return std::any_of(kinds.begin(), kinds.end(), [](const ClassifierKind& kind) { return std::string(kind.name) == "tree"; });
}

TEST(RecipeArchive, LoadedRecipesPredictTheSameBits) {
  if (!TreeIsThere()) GTEST_SKIP() << "the model 'tree' is not there";
  const LabelledTable data = Rows(600);
  const FittedRecipe fitted = FitWhole(data);
  Archive archive;
  fitted.Save(archive);
  const FittedRecipe loaded = FittedRecipe::Load(archive);
  EXPECT_EQ(loaded.schema(), fitted.schema());
  EXPECT_EQ(loaded.model().Name(), "tree");
  EXPECT_EQ(loaded.calibrator().kind, fitted.calibrator().kind);
  EXPECT_NE(fitted.calibrator().kind, CalibrationKind::kNone);
  const std::vector<float> before = PredictionsOf(fitted, data.table);
  EXPECT_GT(std::set<float>(before.begin(), before.end()).size(), 5u);
  EXPECT_EQ(PredictionsOf(loaded, data.table), before);
  Archive again;
  loaded.Save(again);
  EXPECT_EQ(again.tensors.size(), archive.tensors.size());
  EXPECT_EQ(again.lists, archive.lists);
  EXPECT_EQ(again.texts, archive.texts);
  EXPECT_EQ(again.text_lists, archive.text_lists);
}

TEST(RecipeArchive, LeavesOutStepsThatOnlyChangeRows) {
  Archive archive;
  FitWhole(Rows(600)).Save(archive);
  EXPECT_EQ(archive.GetTexts("recipe.steps"), (std::vector<std::string>{"target_encoding", "select_features"}));
}

TEST(RecipeArchive, RefusesDamage) {
  if (!TreeIsThere()) GTEST_SKIP() << "the model 'tree' is not there";
  Archive whole;
  FitWhole(Rows(600)).Save(whole);
  const auto text = [&](const std::function<void(Archive&)>& damage) {
    Archive archive = whole;
    damage(archive);
    return TextOf([&] {
      try {
        FittedRecipe::Load(archive);
      } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::kUsage);
        throw;
      }
    });
  };
  EXPECT_EQ(text([](Archive&) {}), "nothing was thrown");
  EXPECT_EQ(text([](Archive& a) { a = {}; }), "the model lacks the list of texts 'recipe.schema.names'");
  EXPECT_EQ(text([](Archive& a) { a.text_lists["recipe.steps"][0] = "sorcery"; }), "the step 'sorcery' is not known");
  EXPECT_EQ(text([](Archive& a) { a.lists["recipe.step0.encoded"] = {6}; }), "the target encoding is of columns that the recipe does not have");
  EXPECT_EQ(text([](Archive& a) { a.lists["recipe.step0.encoded"] = {0}; }), "the target encoding is of columns that the recipe does not have");
  EXPECT_EQ(text([](Archive& a) { a.tensors["recipe.step0.encoding5"] = {{2}, {0, 1}}; }),
            "the tensor 'encoding5' has the shape [2] instead of [31]");
  EXPECT_EQ(text([](Archive& a) { a.lists["recipe.step1.kept"] = {1, 2, 6}; }), "the selection is of columns that the recipe does not have");
  EXPECT_EQ(text([](Archive& a) { a.lists["recipe.step1.kept"] = {2, 1}; }), "the selection is of columns that the recipe does not have");
  EXPECT_EQ(text([](Archive& a) { a.lists["recipe.step1.kept"] = {0, 1, 2}; }), "the recipe's model is of other columns than its steps give");
  EXPECT_EQ(text([](Archive& a) { a.text_lists["recipe.steps"].pop_back(); }), "the recipe's model is of other columns than its steps give");
  EXPECT_EQ(text([](Archive& a) { a.texts["recipe.model"] = "oracle"; }), "there is no model 'oracle'");
  EXPECT_EQ(text([](Archive& a) { a.lists["recipe.model.forest.nodes"].pop_back(); }), "the model's nodes and values do not fit together");
  EXPECT_EQ(text([](Archive& a) { a.texts["recipe.calibration"] = "guess"; }), "the calibration 'guess' is not known");
  EXPECT_EQ(text([](Archive& a) { a.numbers.erase("recipe.calibration.slope"); }), "the model lacks the number 'calibration.slope'");
}

TEST(RecipeArchive, RefusesToSaveAStepThatCannotBe) {
  FeatureTable seen;
  Progress progress;
  const StepMaker spy = [&] { return std::make_unique<Spy>(seen); };
  const FittedRecipe fitted = FitOnAll({.name = "r", .model = MakeProbe, .steps = {spy}}, Noise(50, 2), 1, progress);
  Archive archive;
  EXPECT_EQ(TextOf([&] { fitted.Save(archive); }), "the step 'spy' cannot be saved");
}

}  // namespace
}  // namespace auspex::learn
