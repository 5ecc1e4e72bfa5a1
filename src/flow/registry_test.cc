// Runs, models, trainings and evaluations as a workspace keeps them.
#include <gtest/gtest.h>

#include <iterator>
#include <nlohmann/json.hpp>

#include "flow/evaluation_record.h"
#include "flow/model_settings.h"
#include "flow/predict.h"
#include "flow/report_json.h"
#include "flow/trainings.h"
#include "flow/workspace_fixture.h"

namespace auspex::flow {
namespace {

template <class F>
std::string MessageOf(F f) {
  try {
    f();
  } catch (const Error& error) {
    return error.message();
  }
  return "no error";
}

class RegistryTest : public WorkspaceTest {
 protected:
  TrainSummary TrainQuickly(double horizon_days) {
    pack::Pack pack = pack_;
    pack.horizon_days = horizon_days;
    TrainOptions options;
    options.models = {"popularity", "markov1"};
    options.settings = SettingsOf(pack);
    return Train(*workspace_, pack, options, quiet_);
  }
  size_t ModelFiles() const {
    return static_cast<size_t>(
        std::distance(std::filesystem::directory_iterator(workspace_->models_folder()), std::filesystem::directory_iterator()));
  }

  Progress quiet_;
  store::Connection connection_ = workspace_->Connect();
};

TEST_F(RegistryTest, ARunsNumberIsNeverUsedAgain) {
  data::CreateTables(connection_, pack_);
  CreateRunTables(connection_);
  EXPECT_EQ(NextRun(connection_), 1);
  RecordRun(connection_, 1, pack_, {"predict", 1, 0, "{}"});
  connection_.Run("DELETE FROM runs");
  EXPECT_EQ(NextRun(connection_), 2);
}

TEST_F(RegistryTest, TablesOfThePreviousVersionGainTheirNewColumns) {
  connection_.Run("CREATE TABLE models(run BIGINT, name VARCHAR, file VARCHAR, chosen BOOLEAN, validation_log_loss DOUBLE,"
                  " validation_top1 DOUBLE, seconds DOUBLE, windows BIGINT)");
  connection_.Run("INSERT INTO models VALUES (3, 'lstm', 'run-3-lstm.auspex', true, 1.5, 0.5, 2, 100)");
  CreateRunTables(connection_);
  CreateRunTables(connection_);
  const ModelRecord model = FindModel(connection_, 0, {});
  EXPECT_EQ(model.file, "run-3-lstm.auspex");
  EXPECT_EQ(model.horizon_days, 0);
}

TEST_F(RegistryTest, FindsModelsOfAnyTrainingAndSaysWhatIsMissing) {
  CreateRunTables(connection_);
  EXPECT_EQ(MessageOf([&] { FindModel(connection_, 0, {}); }), "no model has been trained in this workspace yet");
  for (const int64_t run : {1, 2}) {
    RecordModel(connection_, {run, "lstm", "l", true, 1.0, 0.5, 1, 10, 7});
    RecordModel(connection_, {run, "backoff", "b", false, 2.0, 0.4, 1, 10, 7});
  }
  EXPECT_EQ(FindModel(connection_, 0, {}).run, 2);
  EXPECT_EQ(FindModel(connection_, 1, {}).name, "lstm");
  EXPECT_EQ(FindModel(connection_, 1, "backoff").run, 1);
  EXPECT_EQ(MessageOf([&] { FindModel(connection_, 9, "lstm"); }), "there is no training run 9");
  EXPECT_EQ(MessageOf([&] { FindModel(connection_, 1, "x"); }), "training run 1 has no model x");
  EXPECT_EQ(MessageOf([&] { FindModel(connection_, 0, "x"); }), "the newest training run has no model x");
}

TEST_F(RegistryTest, ATrainingTellsOnWhatItWasTrained) {
  LoadEvents();
  const TrainSummary first = TrainQuickly(7);
  const TrainSummary second = TrainQuickly(3);
  auto trainings = Trainings(*workspace_);
  ASSERT_EQ(trainings.size(), 2u);
  EXPECT_EQ(trainings[0].run, second.run);
  EXPECT_EQ(trainings[0].horizon_days, 3);
  EXPECT_EQ(trainings[0].models[0].horizon_days, 3);
  EXPECT_EQ(trainings[0].split.test.from, second.split.test.from);
  EXPECT_EQ(trainings[1].customers, first.customers);
  EXPECT_EQ(trainings[1].events, first.events);
  EXPECT_EQ(trainings[1].seed, "1");
  EXPECT_TRUE(trainings[1].models[0].chosen);
  EXPECT_EQ(trainings[1].finished.back(), 'Z');
  // A previous version kept neither; the model files still have horizon and slices.
  connection_.Run("UPDATE runs SET settings = '{\"max_events\": 1500000}'");
  trainings = Trainings(*workspace_);
  EXPECT_EQ(trainings[1].horizon_days, 7);
  EXPECT_EQ(trainings[1].split.train.to, first.split.train.to);
  EXPECT_EQ(trainings[1].customers, 0u);
}

TEST_F(RegistryTest, PredictsWithTheHorizonOfTheModelAndRecordsWhichOne) {
  LoadEvents();
  const TrainSummary first = TrainQuickly(7);
  TrainQuickly(3);
  PredictOptions options;
  options.out = folder_ / "result.csv";
  options.model = "markov1";
  options.model_run = first.run;
  const PredictSummary summary = Predict(*workspace_, pack_, options, quiet_);
  EXPECT_EQ(summary.model, "markov1");
  options.model.clear();
  options.model_run = 0;
  EXPECT_NO_THROW(Predict(*workspace_, pack_, options, quiet_)) << "its horizon is 3 days, the pack's 7";
  const auto settings = nlohmann::json::parse(connection_.Text("SELECT settings FROM runs WHERE run = ?", {summary.run}));
  EXPECT_EQ(settings["model"], "markov1");
  EXPECT_EQ(settings["model_run"], first.run);
  EXPECT_EQ(settings["customers"], summary.customers);
  EXPECT_EQ(settings["to"], FormatTime(summary.to));
}

TEST_F(RegistryTest, EvaluationsAreKeptAndReplaced) {
  LoadEvents();
  const TrainSummary trained = TrainQuickly(3);
  EXPECT_FALSE((CreateEvaluationTable(connection_), ReadEvaluation(connection_, trained.run, "markov1").has_value()));
  for (int again = 0; again < 2; ++again) Evaluate(*workspace_, pack_, {}, quiet_);
  EXPECT_EQ(connection_.Integer("SELECT count(*) FROM evaluations"), 2);
  const EvaluateSummary summary = Evaluate(*workspace_, pack_, {.truth = {}, .model = "markov1"}, quiet_);
  EXPECT_EQ(summary.run, trained.run);
  const auto kept = nlohmann::json::parse(*ReadEvaluation(connection_, trained.run, "markov1"));
  EXPECT_EQ(kept["rows"], summary.rows);
  EXPECT_DOUBLE_EQ(kept["ranking"]["top1"]["value"].get<double>(), summary.model.ranking.top[0]);
  EXPECT_LE(kept["ranking"]["top1"]["low"], kept["ranking"]["top1"]["high"]);
  EXPECT_EQ(kept["conversions"].size(), pack_.conversions.size());
  EXPECT_EQ(kept["finished"].get<std::string>().back(), 'Z');
  // The parts add up to the whole.
  uint64_t labelled = 0, confident = 0;
  double right = 0, curve = 0;
  for (const auto& symbol : summary.model.symbols) {
    labelled += symbol.metrics.count;
    right += static_cast<double>(symbol.metrics.first);
  }
  for (const auto& bin : summary.model.calibration) {
    confident += bin.count;
    curve += bin.observed * static_cast<double>(bin.count);
  }
  EXPECT_EQ(static_cast<double>(labelled), summary.model.ranking.weight);
  EXPECT_EQ(confident, labelled);
  EXPECT_NEAR(right / static_cast<double>(labelled), summary.model.ranking.top[0], 1e-9);
  EXPECT_NEAR(curve, right, 1e-6);
}

TEST_F(RegistryTest, AStoppedTrainingLeavesNoFiles) {
  LoadEvents();
  class Stopping : public Progress {
   protected:
    void Show(bool) override {
      if (stage_.find("LSTM") != std::string::npos) throw Error(Fault::kCancelled, "stopped");
    }
  } stopping;
  TrainOptions options;
  options.models = {"markov1", "lstm"};
  options.settings = SettingsOf(pack_);
  EXPECT_EQ(MessageOf([&] { Train(*workspace_, pack_, options, stopping); }), "stopped");
  EXPECT_EQ(ModelFiles(), 0u);
  EXPECT_EQ(connection_.Integer("SELECT count(*) FROM runs"), 0);
}

}  // namespace
}  // namespace auspex::flow
