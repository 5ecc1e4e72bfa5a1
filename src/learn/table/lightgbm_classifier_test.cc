#include "learn/table/lightgbm_classifier.h"

#include <gtest/gtest.h>

#include <array>

#include "base/progress.h"
#include "base/threads.h"
#include "learn/archive.h"
#include "learn/forest/forest.h"
#include "learn/forest/lightgbm_oracle.h"
#include "learn/forest/lightgbm_text.h"
#include "learn/table/boosting_fixture.h"
#include "learn/table/boosting_task.h"
#include "learn/table/classifiers.h"
#include "learn/table/explainer.h"
#include "learn/table/lightgbm_library.h"
#include "learn/table/lightgbm_training.h"

namespace auspex::learn {
namespace {

ClassifierOptions Few(size_t rounds) {
  ClassifierOptions options;
  options.boosting.rounds = options.boosting.rounds_alone = rounds;
  options.boosting.leaves = 15;
  return options;
}

class LightgbmTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!WhyNoLightgbm().empty()) GTEST_SKIP() << WhyNoLightgbm();
    SetThreads(1);
  }
  void TearDown() override { SetThreads(0); }

  std::unique_ptr<Classifier> Fitted(const ClassifierOptions& options, const TrainingRows& rows, const TrainingRows* validation = nullptr, uint64_t seed = 1) {
    std::unique_ptr<Classifier> model = MakeClassifier("lightgbm", options);
    model->Fit(rows, validation, seed, progress_);
    return model;
  }
  static std::vector<double> MarginsOf(const Classifier& model, const FeatureTable& table) {
    std::vector<double> margins(table.rows);
    model.Margins(table, margins);
    return margins;
  }

  Progress progress_;
};

TEST_F(LightgbmTest, MarginsAndContributionsAreTheEnginesOwn) {
  const BoostingSample sample = MakeBoostingSample(3000, 1);
  const ClassifierOptions options = Few(40);
  const BoostingTask task = MakeBoostingTask(sample.Weighted(), nullptr, options, 1);
  LightgbmOracle engine(Lightgbm().library.path);
  engine.Load(TrainLightgbm(Lightgbm().library, task, progress_));
  const auto model = Fitted(options, sample.Weighted());
  EXPECT_EQ(model->schema(), sample.table.schema);
  const std::vector<float> rows = LightgbmOracle::RowMajor(sample.table);
  const std::vector<double> margins = MarginsOf(*model, sample.table);
  const std::vector<double> expected = engine.Predict(rows, 4, LightgbmOracle::Output::kMargin);
  for (size_t r = 0; r < margins.size(); ++r) ASSERT_NEAR(margins[r], expected[r], 1e-6) << r;

  const std::vector<double> contributions = engine.Predict(rows, 4, LightgbmOracle::Output::kContributions);
  const std::unique_ptr<Explainer> explainer = model->MakeExplainer();
  EXPECT_NEAR(explainer->base(), contributions[4], 1e-6);
  explainer->Explain(sample.table, [&](const ShapBlock& block) {
    for (size_t i = 0; i < block.rows * 4; ++i) {
      const double theirs = contributions[(block.begin + i / 4) * 5 + i % 4];
      EXPECT_NEAR(block.values[i], theirs, 1e-4 * std::max(1.0, std::fabs(theirs)));
    }
  });
}

TEST_F(LightgbmTest, LearnsNumbersCategoriesAndWhatIsMissing) {
  const BoostingSample train = MakeBoostingSample(4000, 1), test = MakeBoostingSample(1500, 2);
  const auto model = Fitted(Few(80), train.Rows());
  EXPECT_GT(PairAuc(MarginsOf(*model, test.table), test.labels), 0.80);
  EXPECT_FALSE(model->forest()->category_sets.empty());
}

TEST_F(LightgbmTest, SeveralSeedsAreTheMeanOfModelsOfTheirOwn) {
  const BoostingSample sample = MakeBoostingSample(1000, 3);
  ClassifierOptions three = Few(10);
  three.boosting.seeds = 3;
  const std::vector<double> mean = MarginsOf(*Fitted(three, sample.Weighted()), sample.table);
  std::vector<double> sums(mean.size());
  for (size_t member = 0; member < 3; ++member) {
    const std::vector<double> margins = MarginsOf(*Fitted(Few(10), sample.Weighted(), nullptr, SeedOf(1, member)), sample.table);
    for (size_t r = 0; r < sums.size(); ++r) sums[r] += margins[r];
  }
  for (size_t r = 0; r < sums.size(); ++r) ASSERT_NEAR(mean[r], sums[r] / 3, 1e-12);
}

TEST_F(LightgbmTest, SameBitsForAnyNumberOfThreads) {
  const BoostingSample train = MakeBoostingSample(2000, 3), validation = MakeBoostingSample(1000, 4);
  const TrainingRows watch = validation.Weighted();
  std::vector<double> expected;
  for (const size_t threads : {1, 2, 7}) {
    SetThreads(threads);
    const std::vector<double> margins = MarginsOf(*Fitted(Few(10), train.Weighted(), &watch), validation.table);
    if (expected.empty()) expected = margins;
    EXPECT_EQ(margins, expected) << threads;
  }
  SetThreads(1);
  EXPECT_NE(MarginsOf(*Fitted(Few(10), train.Weighted(), &watch, 2), validation.table), expected);
}

TEST_F(LightgbmTest, StopsEarlyAndKeepsTheBestRound) {
  const BoostingSample train = MakeBoostingSample(500, 5), validation = MakeBoostingSample(500, 6);
  const TrainingRows watch = validation.Rows();
  ClassifierOptions options = Few(1000);
  options.boosting.learning_rate = 0.3;
  options.boosting.patience = 10;
  const auto model = Fitted(options, train.Rows(), &watch);
  const size_t best = model->forest()->trees.size();
  EXPECT_LT(best, 200u);
  options.boosting.rounds = best;
  EXPECT_EQ(MarginsOf(*Fitted(options, train.Rows(), &watch), train.table), MarginsOf(*model, train.table));
  EXPECT_EQ(Fitted(options, train.Rows())->forest()->trees.size(), best);
}

TEST_F(LightgbmTest, WeightZeroIsAsIfItsOutcomeWereUnknown) {
  BoostingSample sample = MakeBoostingSample(2000, 7);
  const auto model = Fitted(Few(20), sample.Weighted());
  for (size_t r = 0; r < sample.labels.size(); ++r)
    if (sample.weights[r] == 0) sample.labels[r] = 1 - sample.labels[r];
  EXPECT_EQ(MarginsOf(*Fitted(Few(20), sample.Weighted()), sample.table), MarginsOf(*model, sample.table));
}

TEST_F(LightgbmTest, TenThousandCategoriesAreNoTrouble) {
  const BoostingSample sample = MakeBoostingSample(12000, 12, 10000);
  EXPECT_EQ(Fitted(Few(5), sample.Rows())->schema()[2].categories.size(), 10000u);
}

TEST_F(LightgbmTest, MonotoneConstraintsHoldOnAGrid) {
  const BoostingSample train = MakeBoostingSample(2000, 8);
  ClassifierOptions options = Few(60);
  options.monotone = {{"x", 1}, {"noise", -1}};
  const auto model = Fitted(options, train.Rows());
  for (size_t r = 0; r < 20; ++r) {
    for (const size_t feature : {0, 3}) {
      const std::vector<uint32_t> same(81, static_cast<uint32_t>(r));
      FeatureTable grid = TakeRows(train.table, same);
      for (size_t i = 0; i < grid.rows; ++i) grid.columns[feature][i] = static_cast<float>(i) / 10 - 4;
      const std::vector<double> margins = MarginsOf(*model, grid);
      const double direction = feature == 0 ? 1 : -1;
      for (size_t i = 1; i < grid.rows; ++i) EXPECT_GE(direction * (margins[i] - margins[i - 1]), 0);
    }
  }
}

TEST_F(LightgbmTest, SavedAndLoadedItScoresTheSameWithoutTheEngine) {
  const BoostingSample sample = MakeBoostingSample(1000, 9);
  const auto model = Fitted(Few(20), sample.Rows());
  Archive archive;
  model->Save(archive);
  EXPECT_EQ(MarginsOf(*LoadClassifier("lightgbm", archive), sample.table), MarginsOf(*model, sample.table));
}

TEST_F(LightgbmTest, ATableThatTeachesNothingGivesTheShareOfTheOutcome) {
  const FeatureTable table{.rows = 40, .schema = {{"same", {}}, {"none", {}}}, .columns = {std::vector<float>(40, 2), std::vector<float>(40, kMissing)}};
  std::vector<uint8_t> labels(40, 0);
  std::fill_n(labels.begin(), 10, 1);
  for (const double margin : MarginsOf(*Fitted(Few(10), {table, labels, {}}), table)) EXPECT_NEAR(margin, std::log(10.0 / 30.0), 1e-6);
}

TEST_F(LightgbmTest, IsCancelledBetweenRounds) {
  const BoostingSample sample = MakeBoostingSample(500, 10);
  StopFlag flag;
  flag.Stop();
  const StopScope scope(&flag);
  Progress progress;
  EXPECT_THROW(MakeLightgbm(Few(5))->Fit(sample.Rows(), nullptr, 1, progress), Error);
}

TEST_F(LightgbmTest, TheEnginesOwnTextIsInItsError) {
  const BoostingSample sample = MakeBoostingSample(100, 11);
  BoostingTask task = MakeBoostingTask(sample.Rows(), nullptr, Few(5), 1);
  task.options.features_share = 2;
  const std::string complaint = Complaint([&] { TrainLightgbm(Lightgbm().library, task, progress_); });
  EXPECT_TRUE(complaint.starts_with("LightGBM cannot train: Check failed: (feature_fraction) <= (1.0) at ")) << complaint;
}

TEST_F(LightgbmTest, TrainingShowsNothing) {
  const BoostingSample sample = MakeBoostingSample(300, 11);
  testing::internal::CaptureStderr();
  testing::internal::CaptureStdout();
  Fitted(Few(5), sample.Rows());
  EXPECT_EQ(testing::internal::GetCapturedStderr() + testing::internal::GetCapturedStdout(), "");
}

}  // namespace
}  // namespace auspex::learn
