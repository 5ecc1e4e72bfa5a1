// What every model of tables owes its users, whatever it is: one test a promise, for each model that is available here.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "base/threads.h"
#include "learn/archive.h"
#include "learn/binary_metrics.h"
#include "learn/table/classifiers.h"
#include "learn/table/explainer.h"
#include "learn/table/tree_fixture.h"

namespace auspex::learn {
namespace {

class ClassifierContract : public testing::TestWithParam<std::string> {
 protected:
  void TearDown() override { SetThreads(0); }

  /// Small, so that a test takes a moment; without pruning, whose folds are drawn by row.
  static ClassifierOptions Options() {
    ClassifierOptions options;
    options.tree.prune_folds = 0;
    options.random_forest.trees = 40;
    options.boosting.rounds = 60;
    return options;
  }

  static std::unique_ptr<Classifier> Fit(const LabelledRows& data, const ClassifierOptions& options = Options(), const TrainingRows* validation = nullptr) {
    auto model = MakeClassifier(GetParam(), options);
    Progress progress;
    model->Fit(data.Training(), validation, 3, progress);
    return model;
  }

  /// "fitted", or the message of an Error that is the user's to mend; anything else is a failure.
  static std::string Refusal(const LabelledRows& data, Fault fault, const ClassifierOptions& options = Options()) {
    try {
      CheckSound(*Fit(data, options), data.table);
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), fault) << error.what();
      EXPECT_FALSE(error.message().empty());
      return error.message();
    }
    return "fitted";
  }

  static std::vector<float> ProbabilitiesOf(const Classifier& model, const FeatureTable& table) {
    std::vector<float> probabilities(table.rows);
    Probabilities(model, table, probabilities);
    return probabilities;
  }

  static void CheckSound(const Classifier& model, const FeatureTable& table) {
    for (const double margin : MarginsOf(model, table)) ASSERT_TRUE(std::isfinite(margin));
    for (const float p : ProbabilitiesOf(model, table)) ASSERT_TRUE(p >= 0 && p <= 1);
    CheckAdditive(model, table);
  }

  static void CheckAdditive(const Classifier& model, const FeatureTable& table) {
    const std::vector<double> margins = MarginsOf(model, table);
    const auto explainer = model.MakeExplainer();
    std::vector<double> sums(table.rows, explainer->base());
    const size_t features = table.features();
    explainer->Explain(table, [&](const ShapBlock& block) {
      for (size_t i = 0; i < block.rows; ++i)
        for (size_t f = 0; f < features; ++f) sums[block.begin + i] += block.values[i * features + f];
    });
    for (size_t r = 0; r < table.rows; ++r) ASSERT_NEAR(sums[r], margins[r], 1e-5 * std::max(1.0, std::abs(margins[r]))) << "row " << r;
  }

  static double MeanDifference(const std::vector<float>& a, const std::vector<float>& b) {
    double sum = 0;
    for (size_t i = 0; i < a.size(); ++i) sum += std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
    return sum / static_cast<double>(a.size());
  }

  static double AucOf(const Classifier& model, const LabelledRows& data) {
    return BinaryEvaluation(ProbabilitiesOf(model, data.table), std::vector<int8_t>(data.labels.begin(), data.labels.end())).Measure().roc_auc;
  }

  static void AddColumn(LabelledRows& data, FeatureInfo info, std::vector<float> values) {
    data.table.schema.push_back(std::move(info));
    data.table.columns.push_back(std::move(values));
  }
};

TEST_P(ClassifierContract, SaysItsName) { EXPECT_EQ(MakeClassifier(GetParam(), Options())->Name(), GetParam()); }

TEST_P(ClassifierContract, LearnsWhatCanBeLearnt) {
  const LabelledRows test = MixedRows(2000, 8, 2);
  EXPECT_GT(AucOf(*Fit(MixedRows(2000, 8, 1)), test), 0.65);
}

TEST_P(ClassifierContract, AcceptsValidationRows) {
  const LabelledRows data = MixedRows(600, 6, 1), held = MixedRows(300, 6, 2);
  const TrainingRows validation = held.Training();
  CheckSound(*Fit(data, Options(), &validation), held.table);
}

TEST_P(ClassifierContract, RefusesOneClassOnly) {
  LabelledRows data = MixedRows(100, 4, 1);
  std::fill(data.labels.begin(), data.labels.end(), uint8_t{1});
  EXPECT_EQ(Refusal(data, Fault::kData), "every row that counts has the outcome 1");
}

TEST_P(ClassifierContract, RefusesATableWithoutRows) { EXPECT_EQ(Refusal(MixedRows(0, 4, 1), Fault::kData), "the table has no row"); }

TEST_P(ClassifierContract, RefusesWeightsThatAreNone) {
  LabelledRows data = MixedRows(100, 4, 1);
  data.weights.assign(100, 1);
  data.weights[7] = -1;
  EXPECT_EQ(Refusal(data, Fault::kData), "the weight of row 7 is not a number from 0 up");
  data.weights.assign(100, 0);
  EXPECT_EQ(Refusal(data, Fault::kData), "all weights are 0");
}

TEST_P(ClassifierContract, RefusesInfiniteNumbers) {
  LabelledRows data = MixedRows(100, 4, 1);
  data.table.columns[1][5] = HUGE_VALF;
  EXPECT_EQ(Refusal(data, Fault::kData), "row 5 of column 'x1' is infinite");
}

TEST_P(ClassifierContract, RowsWithoutWeightHardlyMatter) {
  LabelledRows all = MixedRows(2400, 6, 1);
  std::vector<uint32_t> rows(2000);
  std::iota(rows.begin(), rows.end(), 0);
  const LabelledRows part{TakeRows(all.table, rows), {all.labels.begin(), all.labels.begin() + 2000}, std::vector<float>(2000, 1)};
  all.weights.assign(2400, 1);
  for (size_t r = 2000; r < 2400; ++r) all.weights[r] = 0, all.labels[r] = !all.labels[r];
  EXPECT_LT(MeanDifference(ProbabilitiesOf(*Fit(all), part.table), ProbabilitiesOf(*Fit(part), part.table)), 0.02);
}

// Models whose rows are drawn, or that count rows beside weights, agree on average only.
TEST_P(ClassifierContract, WeightOfTwoIsARowTwice) {
  LabelledRows once = MixedRows(3000, 6, 1), twice = once;
  once.weights.assign(3000, 1);
  std::vector<uint32_t> rows(3000);
  std::iota(rows.begin(), rows.end(), 0);
  for (uint32_t r = 0; r < 3000; r += 3) once.weights[r] = 2, rows.push_back(r), twice.labels.push_back(once.labels[r]);
  twice.table = TakeRows(once.table, rows);
  ClassifierOptions options = Options();
  options.boosting.rows_share = options.boosting.features_share = 1;
  const bool exact = GetParam() == "tree" || GetParam() == "logistic";
  EXPECT_LT(MeanDifference(ProbabilitiesOf(*Fit(once, options), once.table), ProbabilitiesOf(*Fit(twice, options), once.table)), exact ? 1e-6 : 0.07);
}

TEST_P(ClassifierContract, TakesConstantAndMissingColumns) {
  LabelledRows data = MixedRows(400, 4, 1);
  AddColumn(data, {"constant", {}}, std::vector<float>(400, 7));
  AddColumn(data, {"missing", {}}, std::vector<float>(400, kMissing));
  AddColumn(data, {"missing category", {"a", "b"}}, std::vector<float>(400, kMissing));
  AddColumn(data, {"one category", {"a"}}, std::vector<float>(400, 0));
  const auto model = Fit(data);
  CheckSound(*model, data.table);
  EXPECT_GT(AucOf(*model, data), 0.6);
}

TEST_P(ClassifierContract, TakesManyMissingValues) {
  LabelledRows data = MixedRows(800, 6, 1);
  Random random(3);
  for (auto& column : data.table.columns)
    for (float& value : column)
      if (random.Bernoulli(0.5)) value = kMissing;
  const auto model = Fit(data);
  CheckSound(*model, data.table);
  FeatureTable nothing = TakeRows(data.table, std::vector<uint32_t>{0});
  for (auto& column : nothing.columns) column[0] = kMissing;
  CheckSound(*model, nothing);
}

TEST_P(ClassifierContract, TakesTenThousandCategories) {
  LabelledRows data = MixedRows(3000, 4, 1);
  FeatureInfo many{"many", {}};
  for (size_t c = 0; c < 10'000; ++c) many.categories.push_back("c" + std::to_string(c));
  std::vector<float> codes;
  Random random(4);
  for (size_t r = 0; r < 3000; ++r) codes.push_back(static_cast<float>(random.Bernoulli(0.5) ? random.Below(10) : random.Below(10'000)));
  AddColumn(data, many, codes);
  const std::string answer = Refusal(data, Fault::kData);
  EXPECT_TRUE(answer == "fitted" || answer.find("many") != std::string::npos) << answer;
}

TEST_P(ClassifierContract, AnUnseenCategoryScoresAsMissing) {
  const LabelledRows data = MixedRows(600, 4, 1);
  const auto model = Fit(data);
  FeatureTable asked = TakeRows(data.table, std::vector<uint32_t>{0, 1, 2});
  asked.schema[3].categories.push_back("never seen");
  asked.columns[3] = {8, 8, 8};
  const FeatureTable aligned = AlignTo(model->schema(), asked);
  EXPECT_TRUE(std::isnan(aligned.columns[3][0]));
  CheckSound(*model, aligned);
}

TEST_P(ClassifierContract, IdenticalRowsGiveTheirShareOrAnAnswer) {
  LabelledRows data = MixedRows(200, 4, 1);
  data.table = TakeRows(data.table, std::vector<uint32_t>(200, 0));
  for (size_t r = 0; r < 200; ++r) data.labels[r] = r % 4 == 0;
  if (Refusal(data, Fault::kData) == "fitted") { EXPECT_NEAR(ProbabilitiesOf(*Fit(data), data.table)[0], 0.25, 0.05); }
}

TEST_P(ClassifierContract, FewerRowsThanALeafGiveAModelOrAnAnswer) {
  LabelledRows data = MixedRows(4, 3, 1);
  data.labels = {0, 1, 0, 1};
  ClassifierOptions options = Options();
  options.tree.prune_folds = 5;
  Refusal(data, Fault::kData, options);
}

TEST_P(ClassifierContract, MonotoneConstraintsHoldOrAreRefused) {
  const LabelledRows data = MixedRows(1500, 5, 1);
  ClassifierOptions options = Options();
  options.monotone = {{"x0", 1}, {"x4", -1}};
  std::unique_ptr<Classifier> model;
  try {
    model = Fit(data, options);
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::kUsage);
    EXPECT_NE(error.message().find("monoton"), std::string::npos);
    return;
  }
  FeatureTable grid = TakeRows(data.table, std::vector<uint32_t>(31 * 100));
  for (const auto& [feature, direction] : {std::pair<size_t, int>{0, 1}, {4, -1}}) {
    for (uint32_t row = 0; row < 100; ++row) {
      for (size_t i = 0; i < 31; ++i)
        for (size_t f = 0; f < 5; ++f) grid.columns[f][row * 31 + i] = f == feature ? 0.2f * static_cast<float>(i) - 3 : data.table.columns[f][row];
    }
    const std::vector<double> margins = MarginsOf(*model, grid);
    for (size_t i = 0; i < margins.size(); ++i)
      if (i % 31 != 0) { ASSERT_GE(direction * (margins[i] - margins[i - 1]), -1e-9) << i; }
  }
}

TEST_P(ClassifierContract, RefusesAConstraintOnAFeatureThatIsNotThere) {
  ClassifierOptions options = Options();
  options.monotone = {{"nowhere", 1}};
  EXPECT_NE(Refusal(MixedRows(200, 4, 1), Fault::kUsage, options), "fitted");
}

TEST_P(ClassifierContract, TheSameBitsForAnyNumberOfThreads) {
  const LabelledRows data = MixedRows(1500, 7, 1);
  std::vector<std::vector<double>> margins;
  for (const size_t threads : {1, 2, 7}) {
    SetThreads(threads);
    margins.push_back(MarginsOf(*Fit(data), data.table));
  }
  EXPECT_EQ(margins[0], margins[1]);
  EXPECT_EQ(margins[0], margins[2]);
}

TEST_P(ClassifierContract, LoadsBackToTheSameBits) {
  const LabelledRows data = MixedRows(600, 6, 1);
  const auto model = Fit(data);
  Archive archive;
  model->Save(archive);
  const auto loaded = LoadClassifier(GetParam(), archive);
  EXPECT_EQ(loaded->Name(), GetParam());
  EXPECT_EQ(loaded->schema(), model->schema());
  EXPECT_EQ(loaded->IsProbability(), model->IsProbability());
  EXPECT_EQ(MarginsOf(*loaded, data.table), MarginsOf(*model, data.table));
  CheckAdditive(*loaded, data.table);
  EXPECT_THROW(LoadClassifier(GetParam(), Archive()), Error);
}

TEST_P(ClassifierContract, RefusesATableOfOtherColumnsNamingTheFirst) {
  const LabelledRows data = MixedRows(300, 5, 1);
  const auto model = Fit(data);
  FeatureTable other = data.table;
  other.schema[2].name = "renamed";
  std::vector<double> out(other.rows);
  try {
    model->Margins(other, out);
    FAIL() << "it was scored";
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::kUsage);
    EXPECT_NE(error.message().find("x2"), std::string::npos) << error.message();
  }
}

std::vector<std::string> Available() {
  std::vector<std::string> names;
  for (const ClassifierKind& kind : ClassifierKinds())
    if (kind.unavailable().empty()) names.push_back(kind.name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Models, ClassifierContract, testing::ValuesIn(Available()), [](const auto& model) { return model.param; });

}  // namespace
}  // namespace auspex::learn
