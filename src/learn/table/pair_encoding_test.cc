#include "learn/table/pair_encoding.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/progress.h"
#include "base/threads.h"
#include "learn/archive.h"
#include "learn/table/classifiers.h"
#include "learn/table/imbalance.h"
#include "learn/table/recipe_fixture.h"
#include "learn/table/recipe_steps.h"

namespace auspex::learn {
namespace {

/// 20 groups, 15 prices and a column of noise; the outcome depends on whether group + price is even, and on nothing else.
LabelledTable Checkerboard(size_t rows) {
  Random random(5);
  LabelledTable data;
  data.table = {.rows = rows, .schema = {{"noise", {}}, {"group", {}}, {"price", {}}}, .columns = std::vector<std::vector<float>>(3)};
  for (size_t c = 0; c < 20; ++c) data.table.schema[1].categories.push_back("g" + std::to_string(c));
  for (size_t r = 0; r < rows; ++r) {
    const uint64_t group = random.Below(20), price = random.Below(15);
    data.table.columns[0].push_back(static_cast<float>(random.Below(30)));
    data.table.columns[1].push_back(random.Bernoulli(0.05) ? kMissing : static_cast<float>(group));
    data.table.columns[2].push_back(static_cast<float>(price) / 4);
    data.labels.push_back(random.Bernoulli((group + price) % 2 == 0 ? 0.7 : 0.2));
  }
  return data;
}

PairEncodingOptions Small() { return {.least_cells = 50}; }

struct Fitted {
  FeatureTable trained, applied;
  std::vector<uint8_t> labels;
  std::vector<float> weights, out;
  Archive archive;
};

Fitted FitSteps(const LabelledTable& data, const PairEncodingOptions& options) {
  Fitted fitted;
  const auto spy = [&](const TrainingPart& part) {
    fitted.trained = part.table();
    fitted.labels.assign(part.labels().begin(), part.labels().end());
    fitted.weights.assign(part.weights().begin(), part.weights().end());
    return LabelledTable{part.table(), fitted.labels, fitted.weights};
  };
  RecipeStep* made = nullptr;
  const StepMaker encode = [&, make = PairEncoding(options)] {
    auto step = make();
    made = step.get();
    return step;
  };
  const StepMaker last = [&] { return std::make_unique<Spy>(fitted.applied); };
  const Recipe recipe{.name = "r", .model = MakeProbe, .steps = {encode, RowsStep("look", spy), last}};
  Progress progress;
  const FittedRecipe recipe_fitted = FitOnAll(recipe, data, 1, progress);
  fitted.out.resize(data.table.rows);
  recipe_fitted.Predict(data.table, fitted.out);
  made->Save(fitted.archive);
  return fitted;
}

TEST(PairEncoding, FindsThePairThatSaysMoreThanItsParts) {
  const LabelledTable data = Checkerboard(8000);
  const Fitted fitted = FitSteps(data, Small());
  ASSERT_EQ(fitted.applied.features(), 4u);
  EXPECT_EQ(fitted.applied.schema[3].name, "group × price");
  double even = 0, odd = 0, evens = 0, odds = 0;
  for (size_t r = 0; r < data.table.rows; ++r) {
    if (std::isnan(data.table.columns[1][r])) continue;
    const bool is_even = static_cast<int>(data.table.columns[1][r] + 4 * data.table.columns[2][r]) % 2 == 0;
    (is_even ? even : odd) += fitted.applied.columns[3][r];
    (is_even ? evens : odds) += 1;
  }
  EXPECT_GT(even / evens, 0.6);  // 27 rows a cell, drawn towards .45 by 5
  EXPECT_LT(odd / odds, 0.3);
}

TEST(PairEncoding, AppliesTheShrunkenShareOfTheCell) {
  const LabelledTable data = Checkerboard(8000);
  const Fitted fitted = FitSteps(data, Small());
  double yes = 0, all = 0, total = 0;
  const float group = data.table.columns[1][0], price = data.table.columns[2][0];
  for (size_t r = 0; r < data.table.rows; ++r) {
    total += data.labels[r];
    if (data.table.columns[1][r] != group || data.table.columns[2][r] != price) continue;
    ++all;
    yes += data.labels[r];
  }
  EXPECT_NEAR(fitted.applied.columns[3][0], (yes + 5 * total / 8000) / (all + 5), 1e-6);  // by hand
}

TEST(PairEncoding, GivesThreeCopiesOfAThirdOfTheWeightEachEncodedWithoutItsOwnOutcome) {
  const LabelledTable data = Checkerboard(4000);
  const Fitted fitted = FitSteps(data, Small());
  ASSERT_EQ(fitted.trained.rows, 12000u);
  size_t other = 0;
  for (size_t r = 0; r < 12000; ++r) {
    EXPECT_EQ(fitted.labels[r], data.labels[r % 4000]);
    EXPECT_FLOAT_EQ(fitted.weights[r], 1.0f / 3);
    EXPECT_EQ(fitted.trained.columns[2][r], data.table.columns[2][r % 4000]);
    other += fitted.trained.columns[3][r] != fitted.trained.columns[3][r % 4000];
  }
  EXPECT_GT(other, 6000u) << "copies differ by their inner folds";
}

TEST(PairEncoding, LeavesATableOfNoiseAsItIs) {
  LabelledTable data = Checkerboard(4000);
  Random random(8);
  for (uint8_t& label : data.labels) label = random.Bernoulli(0.3);
  const Fitted fitted = FitSteps(data, Small());
  EXPECT_EQ(fitted.trained.rows, 4000u);
  EXPECT_EQ(fitted.applied.features(), 3u);
}

TEST(PairEncoding, LoadsBackToTheSameBitsAndKnowsCellsItHasNotSeen) {
  const LabelledTable data = Checkerboard(3000);
  const Fitted fitted = FitSteps(data, Small());
  const auto loaded = LoadStep("pair_encoding", fitted.archive, data.table.schema);
  EXPECT_EQ(loaded->Apply(data.table).columns[3], fitted.applied.columns[3]);
  const FeatureTable unseen{.rows = 2, .schema = data.table.schema, .columns = {{0, 0}, {1, kMissing}, {99, kMissing}}};
  const std::vector<float> encoded = loaded->Apply(unseen).columns[3];
  double yes = 0;
  for (const uint8_t label : data.labels) yes += label;
  EXPECT_FLOAT_EQ(encoded[0], static_cast<float>(yes / 3000));
  EXPECT_FLOAT_EQ(encoded[1], static_cast<float>(yes / 3000));
}

TEST(PairEncoding, TellsWhichColumnsAPairIsMadeOf) {
  const LabelledTable data = Checkerboard(8000);
  const Recipe recipe{.name = "r", .model = MakeProbe, .steps = {PairEncoding(Small())}};
  Progress progress;
  const FittedRecipe fitted = FitOnAll(recipe, data, 1, progress);
  EXPECT_EQ(fitted.Sources(), (std::vector<std::vector<size_t>>{{0}, {1}, {2}, {1, 2}}));
  const FeatureTable seen = fitted.Transform(data.table);
  EXPECT_EQ(seen.schema.back().name, "group × price");
  EXPECT_EQ(seen.rows, 8000u);
}

TEST(PairEncoding, LeavesOutColumnsThatAreToMakeNoPair) {
  PairEncodingOptions options = Small();
  options.without = {"price"};
  EXPECT_EQ(FitSteps(Checkerboard(8000), options).applied.features(), 3u);
}

TEST(PairEncoding, TellsTheModelOfItsCopies) {
  size_t copies = 0;
  struct Counting : LinearProbe {
    explicit Counting(size_t& seen) : copies(seen) {}
    void Fit(const TrainingRows& rows, const TrainingRows* validation, uint64_t seed, Progress& progress) override {
      copies = rows.copies;
      LinearProbe::Fit(rows, validation, seed, progress);
    }
    size_t& copies;
  };
  const auto copies_of = [&](const PairEncodingOptions& options) {
    const Recipe recipe{.name = "r", .model = [&] { return std::make_unique<Counting>(copies); }, .steps = {PairEncoding(options), BalanceStep()}};
    Progress progress;
    FitOnAll(recipe, Checkerboard(8000), 1, progress);
    return copies;
  };
  EXPECT_EQ(copies_of(Small()), 3u);
  EXPECT_EQ(copies_of({.least_gain = 1e9, .least_cells = 50}), 1u);  // no pair: the rows as they are
}

TEST(PairEncoding, IsPartOfASavedRecipe) {
  const LabelledTable data = Checkerboard(3000);
  Progress progress;
  const Recipe recipe{.name = "r", .model = [] { return MakeClassifier("tree", {}); }, .steps = {PairEncoding(Small())}};
  const FittedRecipe fitted = FitOnAll(recipe, data, 1, progress);
  Archive archive;
  fitted.Save(archive);
  std::vector<float> before(data.table.rows), after(data.table.rows);
  fitted.Predict(data.table, before);
  FittedRecipe::Load(archive).Predict(data.table, after);
  EXPECT_EQ(after, before);
  EXPECT_EQ(fitted.model().schema().back().name, "group × price");
}

TEST(PairEncoding, RefusesWhatWasSavedForOtherColumns) {
  const LabelledTable data = Checkerboard(3000);
  const Fitted fitted = FitSteps(data, Small());
  const Schema narrow(data.table.schema.begin(), data.table.schema.begin() + 2);
  EXPECT_NE(TextOf([&] { LoadStep("pair_encoding", fitted.archive, narrow); }).find("columns that the recipe does not have"), std::string::npos);
  Archive damaged = fitted.archive;
  damaged.lists["pair0.cells"][0] = UINT64_MAX;
  const std::string why = TextOf([&] { LoadStep("pair_encoding", damaged, data.table.schema); });
  EXPECT_NE(why.find("the cells of an encoded pair do not rise"), std::string::npos) << why;
}

TEST(PairEncoding, GivesTheSameBitsForAnyNumberOfThreads) {
  const LabelledTable data = Checkerboard(3000);
  SetThreads(1);
  const Fitted one = FitSteps(data, Small());
  for (const size_t threads : {2, 7}) {
    SetThreads(threads);
    const Fitted more = FitSteps(data, Small());
    EXPECT_EQ(more.trained.columns[3], one.trained.columns[3]);
    EXPECT_EQ(more.out, one.out);
  }
  SetThreads(0);
}

TEST(PairEncoding, RefusesSettingsOutOfRange) {
  EXPECT_EQ(TextOf([] { PairEncoding({.pairs = 0}); }), "the setting 'pairs' of pair encoding must be at least 1");
  EXPECT_EQ(TextOf([] { PairEncoding({.least_gain = 0}); }), "the setting 'least_gain' of pair encoding must be a number above 0");
  EXPECT_EQ(TextOf([] { PairEncoding({.most_values = 1}); }), "the setting 'most_values' of pair encoding must be at least 2");
  EXPECT_EQ(TextOf([] { PairEncoding({.smoothing = -1}); }), "the setting 'smoothing' of pair encoding must be a number from 0 up");
  EXPECT_EQ(TextOf([] { PairEncoding({.folds = 1}); }), "the setting 'folds' of pair encoding must be at least 2");
  EXPECT_EQ(TextOf([] { PairEncoding({.copies = 0}); }), "the setting 'copies' of pair encoding must be 1 to 100");
}

}  // namespace
}  // namespace auspex::learn
