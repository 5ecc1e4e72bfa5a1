#include "flow/task_train.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <system_error>

#include "base/error.h"
#include "base/progress.h"
#include "data/ingest.h"
#include "flow/table_model.h"
#include "flow/table_recipes.h"
#include "flow/task_picture_store.h"
#include "flow/task_training_rows.h"
#include "flow/task_words.h"

namespace auspex::flow {
namespace {

using Clock = std::chrono::steady_clock;
using nlohmann::json;

double SecondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

std::string FileNameOf(int64_t run, const std::string& model) { return "run-" + std::to_string(run) + "-" + model + ".auspex"; }

/// Model files that belong to no run yet: removed if the run does not come about.
class NewTableModels {
 public:
  explicit NewTableModels(std::filesystem::path folder) : folder_(std::move(folder)) { std::filesystem::create_directories(folder_); }
  ~NewTableModels() {
    std::error_code code;
    for (const auto& name : names_) std::filesystem::remove(folder_ / name, code);
  }
  NewTableModels(const NewTableModels&) = delete;

  void Write(const std::string& name, const TableModel& model) {
    WriteTableModel(folder_ / name, model);
    names_.push_back(name);
  }
  void Keep() { names_.clear(); }

 private:
  std::filesystem::path folder_;
  std::vector<std::string> names_;
};

/// What the model to be used is fitted on.
uint64_t RowsLearned(const TaskTrainingRows& rows) { return rows.rows.table.rows - (rows.beside ? rows.calibrating : 0); }

TableModel Fit(const std::string& name, const pack::Pack& pack, const TaskTrainingRows& rows, const TaskTrainOptions& options, Progress& progress) {
  TableModel model;
  model.pack = pack.name;
  model.pack_fingerprint = pack.fingerprint;
  model.target = pack.task;
  model.positive = "true";
  model.id = pack.tables.front().customer;
  model.kinds = rows.kinds;
  model.seed = options.seed;
  model.rows = RowsLearned(rows);
  learn::Recipe recipe = TableRecipe(name, {.calibrate = false, .tune_seconds = options.tune_seconds, .tune_trials = options.tune_trials, .tell = {}});
  SetCalibration(rows, recipe);
  progress.Begin("training " + name, "models", 1);
  model.recipe = learn::FitOnAll(recipe, rows.rows, options.seed, progress);
  progress.End();
  return model;
}

/// Fits, writes and measures one model.
TaskLine TrainOne(const std::string& name, const pack::Pack& pack, const TaskTrainingRows& rows, TaskPictureMaker& picture,
                  const TaskTrainOptions& options, int64_t run, NewTableModels& files, Progress& progress) {
  TaskLine line;
  const auto start = Clock::now();
  const TableModel model = Fit(name, pack, rows, options, progress);
  line.record = {.run = run, .name = name, .file = FileNameOf(run, name), .seconds = SecondsSince(start), .windows = RowsLearned(rows)};
  line.calibration = learn::NameOf(model.recipe->calibrator().kind);
  files.Write(line.record.file, model);
  picture.Add(name, model);
  return line;
}

/// The lines in the order of the leaderboard, the best chosen.
void Rank(std::vector<TaskLine>& lines, const std::vector<ReportModel>& best_first) {
  std::vector<TaskLine> ranked;
  for (const ReportModel& model : best_first) {
    ranked.push_back(std::move(*std::ranges::find_if(lines, [&](const TaskLine& line) { return line.record.name == model.name; })));
    ranked.back().judged = JudgedFrom(model);
    ModelRecord& record = ranked.back().record;
    record.auc = ranked.back().judged.auc.auc;
    record.validation_log_loss = model.metrics.log_loss;
    record.chosen = ranked.size() == 1;
  }
  lines = std::move(ranked);
}

/// What people are shown of the run; the chosen model is read back, so that only one is in memory at a time.
TaskPicture MakePicture(TaskPictureMaker& maker, const TaskTrainSummary& summary, const std::filesystem::path& folder) {
  const ModelRecord& chosen = summary.leaderboard.front().record;
  return maker.Finish(summary.run, chosen.name, ReadTableModel(folder / chosen.file), summary.seed);
}

json ToJson(const CutoffRows& rows) {
  return {{"cutoff", data::MonthText(rows.cutoff)}, {"rows", rows.rows}, {"positives", rows.positives}, {"unknown", rows.unknown}};
}

/// What `runs` keeps of the training.
std::string SettingsOf(const TaskTrainSummary& summary, const TaskTrainOptions& options, const pack::TableTask& task) {
  json settings = {{"task", task.name},           {"horizon_months", task.horizon_months},        {"max_rows", options.max_rows},
                   {"share", summary.share},      {"calibration_rows", summary.calibration_rows}, {"features", summary.features},
                   {"test", ToJson(summary.test)}};
  for (const auto& setting : task.settings) settings["settings"][setting.name] = setting.value;
  for (const auto& rows : summary.training) settings["training"].push_back(ToJson(rows));
  for (const auto& line : summary.leaderboard) {
    const auto& m = line.judged.metrics;
    settings["models"][line.record.name] = {
        {"auc", m.roc_auc},     {"ap", m.average_precision},      {"brier", m.brier}, {"log_loss", m.log_loss}, {"ece", m.ece},
        {"ks", line.judged.ks}, {"calibration", line.calibration}, {"auc_low", line.judged.auc.interval.low},
        {"auc_high", line.judged.auc.interval.high}, {"as_good_as_best", line.judged.as_good_as_best}};
  }
  return settings.dump();
}

void CheckTest(const LabelledRows& test, const pack::Pack& pack) {
  const uint64_t positives = test.positives();
  if (!test.labels.empty() && positives > 0 && positives < test.labels.size()) return;
  const std::string outcome = OutcomeInWords(pack);
  throw Error(Fault::kData,
              "as of " + data::MonthText(test.cutoff) + ", which the models are tested on, " + std::to_string(positives) + " of " +
                  std::to_string(test.labels.size()) + " customers came to the outcome (" + outcome + "): nothing can be told apart",
              {}, "Load more customers or months.");
}

}  // namespace

TaskTrainSummary TrainTask(store::Workspace& workspace, const pack::Pack& pack, const TaskTrainOptions& options, Progress& progress) {
  const auto start = Clock::now();
  const pack::TableTask& task = TableTaskOf(pack);
  const ModelsHere models = ChooseModels(options.models);
  data::CheckTableTask(pack);
  store::Connection connection = workspace.Connect();
  data::CreateTables(connection, pack);
  CreateRunTables(connection);
  TaskTrainSummary summary;
  summary.task = task.name;
  summary.seed = options.seed;
  summary.notes = models.notes;
  summary.span = data::MonthsOf(connection, pack);
  const CutoffPlan plan = PlanCutoffs(summary.span, task);
  TaskTrainingRows rows = ReadTrainingRows(connection, pack, plan, options, progress);
  learn::CheckLabelled(rows.rows);
  const LabelledRows test = ReadLabelledRows(connection, pack, plan.test, {}, &rows.rows.table.schema, progress);
  CheckTest(test, pack);
  summary.stages.emplace_back("features", SecondsSince(start));
  summary.training = rows.cutoffs;
  summary.test = {plan.test, test.labels.size(), test.positives(), test.unknown};
  summary.rows = rows.rows.table.rows;
  summary.features = rows.rows.table.features();
  summary.positives = static_cast<uint64_t>(std::ranges::count(rows.rows.labels, 1));
  summary.calibration_rows = rows.calibrating;
  summary.share = rows.share;
  summary.run = NextRun(connection);
  NewTableModels files(workspace.models_folder());
  TaskPictureMaker maker(test);
  for (const auto& name : models.names) {
    summary.leaderboard.push_back(TrainOne(name, pack, rows, maker, options, summary.run, files, progress));
    summary.stages.emplace_back(name, summary.leaderboard.back().record.seconds);
  }
  Rank(summary.leaderboard, maker.Rank());
  const TaskPicture picture = MakePicture(maker, summary, workspace.models_folder());
  summary.seconds = SecondsSince(start);
  store::Transaction transaction(connection);
  RecordRun(connection, summary.run, pack, {"train", options.seed, summary.seconds, SettingsOf(summary, options, task)});
  for (const auto& line : summary.leaderboard) RecordModel(connection, line.record);
  StoreTaskPicture(connection, picture);
  transaction.Commit();
  files.Keep();
  return summary;
}

}  // namespace auspex::flow
