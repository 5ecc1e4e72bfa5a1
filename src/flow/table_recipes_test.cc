// What a pack asks for reaches the models: steps, constraints, and the models that are left out.
#include "flow/table_recipes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "base/error.h"
#include "base/progress.h"
#include "base/random.h"
#include "flow/table_model.h"

namespace auspex::flow {
namespace {

/// 25 groups and 20 prices, of which only the pair tells the outcome, and an age by which yes becomes likelier, with noise.
learn::LabelledTable Pairs(size_t rows) {
  Random random(9);
  learn::LabelledTable data;
  data.table = {.rows = rows, .schema = {{"group", {}}, {"price", {}}, {"age", {}}}, .columns = std::vector<std::vector<float>>(3)};
  for (size_t c = 0; c < 25; ++c) data.table.schema[0].categories.push_back("g" + std::to_string(c));
  for (size_t r = 0; r < rows; ++r) {
    const uint64_t group = random.Below(25), price = random.Below(20), age = random.Below(30);
    data.table.columns[0].push_back(static_cast<float>(group));
    data.table.columns[1].push_back(static_cast<float>(price));
    data.table.columns[2].push_back(static_cast<float>(age));
    data.labels.push_back(random.Bernoulli(((group + price) % 2 == 0 ? 0.3 : 0.02) + 0.01 * static_cast<double>(age)));
  }
  return data;
}

learn::FittedRecipe FitTable(const std::string& model, const pack::OneTable& table, const learn::LabelledTable& data) {
  Progress progress;
  return learn::FitOnAll(TableRecipe(model, {}, table), data, 1, progress);
}

std::string Complaint(const std::function<void()>& body) {
  try {
    body();
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::kUsage);
    return error.where() + ": " + error.message() + "; " + error.advice();
  }
  return "";
}

double MeanOf(const learn::FittedRecipe& fitted, const learn::LabelledTable& data) {
  std::vector<float> out(data.table.rows);
  fitted.Predict(data.table, out);
  double sum = 0;
  for (const float p : out) sum += static_cast<double>(p);
  return sum / static_cast<double>(out.size());
}

TEST(TableRecipe, DoesNothingThatThePackDoesNotAskFor) {
  const learn::FittedRecipe fitted = FitTable("tree", {}, Pairs(2000));
  EXPECT_FALSE(fitted.has_steps());
  EXPECT_TRUE(fitted.prior().changes_nothing());
}

TEST(TableRecipe, GivesTheModelThePairsOfColumns) {
  pack::OneTable table;
  table.pairs = true;
  const learn::FittedRecipe fitted = FitTable("tree", table, Pairs(10000));
  ASSERT_EQ(fitted.model().schema().size(), 4u);
  EXPECT_EQ(fitted.model().schema().back().name, "group × price");
  table.monotone = {{"price", 1, "p:3"}};  // what is to be monotone makes no pair
  EXPECT_EQ(FitTable("tree", table, Pairs(10000)).model().schema().size(), 3u);
}

TEST(TableRecipe, BalancesAndSetsTheChancesRightAgain) {
  const learn::LabelledTable data = Pairs(4000);
  const double share = static_cast<double>(std::ranges::count(data.labels, 1)) / 4000;
  for (const auto balance : {pack::Balance::kWeights, pack::Balance::kSmote}) {
    pack::OneTable table;
    table.balance = balance;
    const learn::FittedRecipe fitted = FitTable("logistic", table, data);
    EXPECT_NEAR(fitted.prior().odds(), share / (1 - share), 2e-3);  // from a half to the share there is
    EXPECT_NEAR(MeanOf(fitted, data), share, 0.02);
  }
}

TEST(TableRecipe, KeepsToTheDirectionsOfThePack) {
  pack::OneTable table;
  table.monotone = {{"age", 1, "p:3"}};
  const learn::LabelledTable data = Pairs(3000);
  for (const auto& model : ChooseModels({}, table).names) {
    learn::FeatureTable probe = learn::TakeRows(data.table, std::vector<uint32_t>(30, 7));
    for (size_t age = 0; age < 30; ++age) probe.columns[2][age] = static_cast<float>(age);
    std::vector<float> out(30);
    FitTable(model, table, data).Predict(probe, out);
    EXPECT_TRUE(std::ranges::is_sorted(out)) << model;
    EXPECT_TRUE(out.front() < out.back() || model == "tree") << model;  // a pruned tree may leave age out
  }
}

TEST(ChooseModels, LeavesOutWhatKeepsNoConstraint) {
  pack::OneTable table;
  table.monotone = {{"age", 1, "p:3"}};
  const ModelsHere here = ChooseModels({}, table);
  EXPECT_EQ(std::ranges::count(here.names, "logistic"), 0);
  EXPECT_TRUE(std::ranges::any_of(here.notes, [](const auto& note) { return note.find("the model logistic is left out: logistic regression keeps no monotone") == 0; }));
  EXPECT_NE(Complaint([&] { ChooseModels({"logistic"}, table); }).find("keeps no monotone constraint, as on 'age'"), std::string::npos);
}

TEST(CheckMonotone, NamesTheLineOfAColumnThatCannotBe) {
  const learn::Schema schema = Pairs(1).table.schema;
  pack::OneTable table;
  table.monotone = {{"agee", 1, "p:3"}};
  EXPECT_EQ(Complaint([&] { CheckMonotone(table, schema); }),
            "p:3: [table.monotone] names `agee`, a column that is not there to learn from; did you mean `age`?");
  table.monotone = {{"group", 1, "p:4"}};
  EXPECT_NE(Complaint([&] { CheckMonotone(table, schema); }).find("p:4: [table.monotone] names `group`, whose values are texts"), std::string::npos);
}

TEST(TableModel, WithStepsComesBackToTheSameBits) {
  const learn::LabelledTable data = Pairs(10000);
  TableModel model;
  pack::OneTable table;
  table.pairs = true;
  table.balance = pack::Balance::kWeights;
  model.kinds = {data::FeatureKind::kCategory, data::FeatureKind::kNumber, data::FeatureKind::kNumber};
  model.recipe = FitTable("xgboost", table, data);
  const std::string bytes = EncodeTableModel(model);
  const TableModel back = DecodeTableModel(bytes, "m");
  EXPECT_EQ(EncodeTableModel(back), bytes);
  EXPECT_EQ(back.recipe->Sources(), model.recipe->Sources());
  std::vector<float> before(10000), after(10000);
  model.Predict(data.table, before);
  back.Predict(data.table, after);
  EXPECT_EQ(before, after);
}

}  // namespace
}  // namespace auspex::flow
