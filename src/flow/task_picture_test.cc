// The picture of a training run: what is measured, that it comes back as it was stored, and that its curves stay where the whole lines are.
#include "flow/task_picture.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "base/error.h"
#include "base/random.h"
#include "base/threads.h"
#include "flow/report/report_measure.h"
#include "flow/task_picture_store.h"
#include "flow/task_report_data.h"
#include "flow/task_train.h"
#include "flow/wealth_for_test.h"
#include "learn/binary_curve.h"

namespace auspex::flow {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Trained once for all tests.
class TaskPictureTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    wealth_ = new WealthWorkspace(1500);
    Progress quiet;
    TaskTrainOptions options;
    options.models = {"logistic", "tree"};
    trained_ = new TaskTrainSummary(TrainTask(wealth_->workspace(), wealth_->pack(), options, quiet));
  }
  static void TearDownTestSuite() {
    delete trained_;
    delete wealth_;
  }
  static store::Connection Connect() { return wealth_->workspace().Connect(); }
  static TaskPicture Picture() {
    Progress quiet;
    store::Connection connection = Connect();
    return PictureOfRun(wealth_->workspace(), wealth_->pack(), ModelsOf(connection, trained_->run), quiet);
  }
  static std::string Stored() {
    return Connect().Text("SELECT test || models || shap || features FROM task_pictures WHERE run = ?", {trained_->run});
  }

  static WealthWorkspace* wealth_;
  static TaskTrainSummary* trained_;
};
WealthWorkspace* TaskPictureTest::wealth_ = nullptr;
TaskTrainSummary* TaskPictureTest::trained_ = nullptr;

TEST_F(TaskPictureTest, HoldsWhatTheTrainingFound) {
  const TaskPicture picture = Picture();
  EXPECT_EQ(picture.cutoff, data::MonthText(trained_->test.cutoff));
  EXPECT_EQ(picture.rows, trained_->test.rows);
  EXPECT_EQ(picture.positives, trained_->test.positives);
  ASSERT_EQ(picture.models.size(), 2u);
  for (size_t m = 0; m < 2; ++m) {
    const ReportModel& model = picture.models[m];
    const JudgedModel& judged = trained_->leaderboard[m].judged;
    EXPECT_EQ(model.name, trained_->leaderboard[m].record.name);
    EXPECT_EQ(model.metrics.roc_auc, judged.metrics.roc_auc);
    EXPECT_EQ(model.intervals.auc.low, judged.auc.interval.low);
    EXPECT_EQ(model.against_best.p_value, judged.against_best.p_value);
    EXPECT_EQ(model.ks.distance, judged.ks);
    EXPECT_TRUE(std::isfinite(model.intervals.brier.low)) << "few rows: other figures have intervals as well";
    EXPECT_EQ(model.roc.front().threshold, INFINITY);
    EXPECT_TRUE(model.settings.size() == 2 && model.settings[0].first == "calibration");
    for (const size_t points : {model.roc.size(), model.precision_recall.size(), model.gain.size(), model.ks_curve.size()})
      EXPECT_TRUE(points >= 2 && points <= kCurvePoints) << points;
  }
  ASSERT_EQ(picture.pairs.size(), 1u);
  EXPECT_EQ(picture.pairs[0].p_value, picture.models[1].against_best.p_value);
  EXPECT_EQ(picture.shap.model, picture.models[0].name);
  EXPECT_EQ(picture.shap.rows, std::min<uint64_t>(1000, picture.rows));
  EXPECT_EQ(picture.shap.values.size(), picture.shap.rows * picture.features.size());
  EXPECT_EQ(picture.features.size(), wealth_->pack().table_task->features.size());
}

TEST_F(TaskPictureTest, ComesBackWithTheSameBits) {
  store::Connection connection = Connect();
  const TaskPicture first = ReadTaskPicture(connection, trained_->run).value();
  const std::string before = Stored();
  StoreTaskPicture(connection, first);
  EXPECT_EQ(Stored(), before);
  EXPECT_EQ(connection.Integer("SELECT count(*) FROM task_pictures"), 1) << "in place of the earlier one";
  const TaskPicture again = ReadTaskPicture(connection, trained_->run).value();
  EXPECT_EQ(again.features, first.features);
  EXPECT_TRUE(ReadTaskPicture(connection, trained_->run, {.shap = false})->shap.values.empty());
  EXPECT_EQ(std::memcmp(again.shap.contributions.data(), first.shap.contributions.data(), first.shap.contributions.size() * sizeof(float)), 0);
}

TEST_F(TaskPictureTest, FloatsComeBackWhateverTheirDigits) {
  store::Connection connection = Connect();
  TaskPicture picture;
  picture.run = 99;
  Random random(1);
  for (size_t k = 0; k < 20'000; ++k) picture.shap.values.push_back(std::bit_cast<float>(static_cast<uint32_t>(random.Next())));
  std::erase_if(picture.shap.values, [](float value) { return !std::isfinite(value); });
  StoreTaskPicture(connection, picture);
  EXPECT_EQ(ReadTaskPicture(connection, 99)->shap.values, picture.shap.values);
  connection.Run("DELETE FROM task_pictures WHERE run = 99");
}

TEST_F(TaskPictureTest, OfAnOlderRunIsMeasuredAndStoredWithTheSameFigures) {
  const std::string before = Stored();
  Connect().Run("DROP TABLE task_pictures");
  store::Connection connection = Connect();
  EXPECT_FALSE(ReadTaskPicture(connection, trained_->run));
  SetThreads(3);
  Picture();
  SetThreads(0);
  EXPECT_EQ(Stored(), before);
}

TEST_F(TaskPictureTest, AReportReadsItAndMeasuresNothing) {
  Progress quiet;
  const ReportData measured = FillTaskReport(wealth_->workspace(), wealth_->pack(), {}, quiet);
  Connect().Run("UPDATE task_pictures SET models = replace(models, '\"as_good_as_best\":true', '\"as_good_as_best\":false')");
  const ReportData changed = FillTaskReport(wealth_->workspace(), wealth_->pack(), {}, quiet);
  EXPECT_TRUE(measured.models[0].as_good_as_best);
  EXPECT_FALSE(changed.models[0].as_good_as_best);
  EXPECT_GT(changed.models[0].seconds, 0);
  EXPECT_FALSE(changed.features[0].label.empty());
  Connect().Run("DROP TABLE task_pictures");
  Picture();
}

TEST_F(TaskPictureTest, OneThatIsDamagedIsSaid) {
  store::Connection connection = Connect();
  TaskPicture picture;
  picture.run = 98;
  StoreTaskPicture(connection, picture);
  connection.Run("UPDATE task_pictures SET models = '[{\"name\": 3}]' WHERE run = 98");
  try {
    ReadTaskPicture(connection, 98);
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.message(), HasSubstr("what was measured of training run 98 cannot be read: "));
    EXPECT_EQ(error.advice(), "Train again: auspex -w DIR train");
  }
  connection.Run("DELETE FROM task_pictures WHERE run = 98");
}

TEST(FeatureSpreads, AreOrderStatisticsOfTheValuesThatAreThere) {
  learn::FeatureTable table;
  table.rows = 202;
  table.schema = {{"number", {}}, {"city", {"A", "B"}}, {"nothing", {}}};
  table.columns.resize(3);
  for (size_t k = 0; k < 202; ++k) {
    table.columns[0].push_back(k < 201 ? static_cast<float>((k * 7) % 201) : learn::kMissing);  // 0 … 200 in another order
    table.columns[1].push_back(k % 2 == 0 ? 0.0f : learn::kMissing);
    table.columns[2].push_back(learn::kMissing);
  }
  const float none = learn::kMissing;
  EXPECT_THAT(SpreadsOf(table), ElementsAre(FeatureSpread{"number", {}, 1, 0, 2, 100, 198, 200},
                                            FeatureSpread{"city", {"A", "B"}, 101, none, none, none, none, none},
                                            FeatureSpread{"nothing", {}, 202, none, none, none, none, none}));
}

/// How far y of a whole line, at a place between two kept points, may be from the chord; lines are given by rising place.
double FurthestFrom(const std::vector<std::pair<double, double>>& whole, const std::vector<std::pair<double, double>>& kept) {
  double furthest = 0;
  for (const auto& [x, y] : whole) {
    double nearest = 9;
    for (size_t k = 0; k + 1 < kept.size(); ++k) {  // distance from a point to a segment
      const auto [ax, ay] = kept[k];
      const double dx = kept[k + 1].first - ax, dy = kept[k + 1].second - ay, length = dx * dx + dy * dy;
      const double along = length > 0 ? std::clamp(((x - ax) * dx + (y - ay) * dy) / length, 0.0, 1.0) : 0;
      nearest = std::min(nearest, std::hypot(x - ax - along * dx, y - ay - along * dy));
    }
    furthest = std::max(furthest, nearest);
  }
  return furthest;
}

TEST(TaskCurves, StayWithinAHundredthOfTheWholeLine) {
  Random random(4);
  std::vector<float> scores;
  std::vector<int8_t> labels;
  for (size_t k = 0; k < 20'000; ++k) {
    const double margin = -5 + 2.2 * random.Normal(), p = 1 / (1 + std::exp(-margin));
    scores.push_back(static_cast<float>(p)), labels.push_back(random.Bernoulli(p));
  }
  const ReportModel model = MeasureModel("tree", scores, labels, {.replicates = 0});
  const auto steps = learn::BinaryEvaluation(scores, labels).Steps();
  using Line = std::vector<std::pair<double, double>>;
  Line roc, pr, yes, no, kept_roc, kept_pr, kept_yes, kept_no;
  const double all_yes = steps.back().yes, all_no = steps.back().no;
  for (const auto& step : steps) {
    roc.emplace_back(step.no / all_no, step.yes / all_yes);
    if (step.yes >= 10) pr.emplace_back(step.yes / all_yes, step.yes / (step.yes + step.no));  // a precision of fewer says nothing and is not drawn
    yes.emplace_back(step.score, step.yes / all_yes), no.emplace_back(step.score, step.no / all_no);
  }
  for (const auto& p : model.roc) kept_roc.emplace_back(p.x, p.y);
  for (const auto& p : model.precision_recall) kept_pr.emplace_back(p.x, p.y);
  for (const auto& p : model.ks_curve) kept_yes.emplace_back(p.threshold, p.yes), kept_no.emplace_back(p.threshold, p.no);
  EXPECT_LT(FurthestFrom(roc, kept_roc), 0.01);
  EXPECT_LT(FurthestFrom(yes, kept_yes), 0.01);
  EXPECT_LT(FurthestFrom(no, kept_no), 0.01);
  EXPECT_LT(FurthestFrom(pr, kept_pr), 0.01);
}

}  // namespace
}  // namespace auspex::flow
