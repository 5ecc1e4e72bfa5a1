// Saving and loading of fitted recipes (recipe.h).
#include <gtest/gtest.h>

#include <cmath>
#include <iterator>
#include <set>

#include "base/progress.h"
#include "learn/archive.h"
#include "learn/table/classifiers.h"
#include "learn/table/forest_classifier.h"
#include "learn/table/recipe_fixture.h"
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

/// Rows of yes count five times, those of no twice.
LabelledTable Unbalanced(const TrainingPart& part) {
  LabelledTable rows{part.table(), {part.labels().begin(), part.labels().end()}, {}};
  for (uint8_t label : rows.labels) rows.weights.push_back(label ? 5 : 2);
  return rows;
}

FittedRecipe FitWhole(const LabelledTable& data) {
  const Recipe recipe{.name = "whole",
                      .model = [] { return std::make_unique<Stumps>(); },
                      .steps = {RowsStep("unbalanced", Unbalanced), TargetEncoding(), RowsStep("again", Unbalanced), SelectFeatures({.features = 3})},
                      .calibration_folds = 3};
  Progress progress;
  return FitOnAll(recipe, data, 1, progress);
}

std::vector<float> PredictionsOf(const FittedRecipe& recipe, const FeatureTable& table) {
  std::vector<float> out(table.rows);
  recipe.Predict(table, out);
  return out;
}

TEST(RecipeArchive, LoadedRecipesPredictTheSameBits) {
  const LabelledTable data = Rows(600);
  const FittedRecipe fitted = FitWhole(data);
  Archive archive;
  fitted.Save(archive);
  const FittedRecipe loaded = FittedRecipe::Load(archive);
  EXPECT_EQ(loaded.schema(), fitted.schema());
  EXPECT_EQ(loaded.model().Name(), "tree");
  EXPECT_EQ(loaded.calibrator().kind, fitted.calibrator().kind);
  EXPECT_NE(fitted.calibrator().kind, CalibrationKind::kNone);
  EXPECT_LT(fitted.prior().odds(), 0.5);
  EXPECT_EQ(loaded.prior().odds(), fitted.prior().odds());
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

TEST(RecipeArchive, EveryModelThatIsThereLoadsBackToTheSameBits) {
  const LabelledTable data = Rows(600);
  Progress progress;
  for (const ClassifierKind& kind : ClassifierKinds()) {
    if (!kind.unavailable().empty()) continue;
    const Recipe recipe{.name = kind.name, .model = [&] { return kind.make({}); }, .validation_share = 0.2, .calibration_folds = 2};
    const FittedRecipe fitted = FitOnAll(recipe, data, 1, progress);
    Archive archive;
    fitted.Save(archive);
    EXPECT_EQ(PredictionsOf(FittedRecipe::Load(archive), data.table), PredictionsOf(fitted, data.table)) << kind.name;
  }
}

TEST(RecipeArchive, LeavesOutStepsThatOnlyChangeRows) {
  Archive archive;
  FitWhole(Rows(600)).Save(archive);
  EXPECT_EQ(archive.GetTexts("recipe.steps"), (std::vector<std::string>{"target_encoding", "select_features"}));
}

TEST(RecipeArchive, RefusesDamage) {
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
  EXPECT_EQ(text([](Archive& a) { a.texts["recipe.model"] = "random_forest"; }), "the recipe names another model than it holds");
  EXPECT_EQ(text([](Archive& a) { a.lists["recipe.model.forest.nodes"].pop_back(); }), "the model's nodes and values do not fit together");
  EXPECT_EQ(text([](Archive& a) { a.numbers["recipe.prior_odds"] = 0; }), "the recipe's correction of the odds is not positive");
  EXPECT_EQ(text([](Archive& a) { a.texts["recipe.calibration"] = "guess"; }), "the calibration 'guess' is not known");
  EXPECT_EQ(text([](Archive& a) { a.numbers.erase("recipe.calibration.slope"); }), "the model lacks the number 'calibration.slope'");
}

/// One value of the archive, anywhere, is lost or becomes another.
void Damage(Archive& archive, Random& random) {
  const auto any = [&](auto& map) { return std::next(map.begin(), static_cast<ptrdiff_t>(random.Below(map.size()))); };
  const auto change = [&](auto& map, const auto& values) {
    if (map.empty()) return;
    const auto entry = any(map);
    if (random.Below(4) == 0 || entry->second.empty()) {
      map.erase(entry);
    } else if (random.Below(4) == 0) {
      entry->second.pop_back();
    } else {
      entry->second[random.Below(entry->second.size())] = values[random.Below(values.size())];
    }
  };
  switch (random.Below(6)) {
    case 0: return change(archive.lists, std::vector<uint64_t>{0, 1, 2, 5, 6, 31, uint64_t{1} << 32, ~uint64_t{0}});
    case 1: return change(archive.lists, std::vector<uint64_t>{random.Next(), random.Below(100), random.Below(100) << 32});
    case 2: return change(archive.doubles, std::vector<double>{0, -1, 1e300, NAN, INFINITY});
    case 3: return change(archive.text_lists, std::vector<std::string>{"", "x0", "select_features", "target_encoding"});
    case 4: {
      Tensor& tensor = any(archive.tensors)->second;
      if (random.Bernoulli(0.5)) tensor.shape = {random.Below(40)};
      if (!tensor.values.empty()) tensor.values[random.Below(tensor.values.size())] = random.Bernoulli(0.5) ? NAN : -3e38f;
      return;
    }
    default: any(archive.numbers)->second = std::vector<double>{0, -1, 0.5, 1e300, NAN}[random.Below(5)];
  }
}

/// How many of `rounds` damaged copies are refused; the others must give probabilities.
size_t RefusedOf(const FittedRecipe& fitted, const FeatureTable& table, int rounds) {
  Archive whole;
  fitted.Save(whole);
  Random random(13);
  size_t refused = 0;
  for (int round = 0; round < rounds; ++round) {
    Archive archive = whole;
    Damage(archive, random);
    try {
      for (float p : PredictionsOf(FittedRecipe::Load(archive), table)) EXPECT_TRUE(p >= 0 && p <= 1) << fitted.model().Name();
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), Fault::kUsage) << error.what();
      ++refused;
    }
  }
  return refused;
}

TEST(RecipeArchive, AnyDamageIsRefusedOrStillGivesProbabilities) {
  const LabelledTable data = Rows(600);
  const FeatureTable few = TakeRows(data.table, std::vector<uint32_t>{0, 1, 2, 3, 4, 5, 6, 7});
  EXPECT_GT(RefusedOf(FitWhole(data), few, 2000), 1000u);
  Progress progress;
  for (const ClassifierKind& kind : ClassifierKinds()) {
    if (!kind.unavailable().empty()) continue;
    const Recipe recipe{.name = kind.name, .model = [&] { return kind.make({}); }, .validation_share = 0.2};
    EXPECT_GT(RefusedOf(FitOnAll(recipe, data, 1, progress), few, 300), 100u) << kind.name;
  }
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
