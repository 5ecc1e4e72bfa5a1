#include "flow/predict.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <memory>

#include "base/error.h"
#include "base/progress.h"
#include "data/ingest.h"
#include "decide/results.h"
#include "decide/strategy.h"
#include "flow/export.h"
#include "flow/model_file.h"
#include "flow/result_runs.h"
#include "flow/prediction_table.h"
#include "flow/result_table.h"
#include "flow/runs.h"
#include "flow/stage_clock.h"

namespace auspex::flow {
namespace {

constexpr size_t kBlock = 65536;  ///< customers scored at once

/// The model that is asked for, checked against the pack. Its horizon is its own: the pack's is what training begins with.
TrainedModel ModelFor(store::Workspace& workspace, const pack::Pack& pack, const ModelRecord& record) {
  TrainedModel trained = ReadModel(workspace.models_folder() / record.file);
  CheckFits(trained, pack, record.file);
  return trained;
}

/// What is recorded of the run. Names of models and times need no escaping.
std::string SettingsOf(const ModelRecord& model, const PredictSummary& summary) {
  return R"({"model": ")" + model.name + R"(", "model_run": )" + std::to_string(model.run) + R"(, "from": ")" + FormatTime(summary.from) +
         R"(", "to": ")" + FormatTime(summary.to) + R"(", "now": ")" + FormatTime(summary.now) + R"(", "customers": )" +
         std::to_string(summary.customers) + "}";
}

/// Fills in the period and the time of prediction.
void SetPeriod(store::Connection& connection, const pack::Pack& pack, const PredictOptions& options, PredictSummary& summary) {
  const auto period = data::PeriodOf(connection, pack);
  if (!period) throw Error(Fault::kUsage, "there are no events in this workspace", {}, "Load some with: auspex -w DIR ingest FILE");
  summary.from = options.from.value_or((*period)[0]);
  summary.to = options.to.value_or((*period)[1] + 1);
  summary.now = options.now.value_or(options.to.value_or((*period)[1]));
  if (summary.from >= summary.to) {
    throw Error(Fault::kUsage, "the period ends before it begins", FormatTime(summary.from) + " to " + FormatTime(summary.to), "Give --from before --to.");
  }
}

Error NoEvents(store::Connection& connection, const pack::Pack& pack, const PredictSummary& summary) {
  const auto period = data::PeriodOf(connection, pack);
  return Error(Fault::kData, "there are no events in this period", FormatTime(summary.from) + " to " + FormatTime(summary.to),
               "The workspace has events from " + FormatTime((*period)[0]) + " to " + FormatTime((*period)[1]) + ".");
}

/// One window for each of the customers [first, end): all their steps, foretold after the last.
std::vector<learn::Window> LastWindows(const data::Journeys& journeys, size_t first, size_t end) {
  std::vector<learn::Window> windows;
  for (size_t c = first; c < end; ++c) {
    const auto length = static_cast<uint32_t>(journeys.begin[c + 1] - journeys.begin[c]);
    windows.push_back({journeys.begin[c], length, length - 1});
  }
  return windows;
}

/// Scores all journeys block by block into the prediction table; a block is stored while the next one is scored.
void Score(const TrainedModel& trained, const pack::Pack& pack, const data::Journeys& journeys, store::Connection& connection,
           const std::string& table, Micros now, StageClock& clock, Progress& progress) {
  const learn::StepTable steps = trained.encoder.Encode(journeys);
  clock.Lap("encode");
  PredictionTable rows(connection, pack, table, journeys, trained.encoder, now);
  progress.Begin("foretelling", "customers", journeys.size());
  std::future<void> storing;
  for (size_t first = 0; first < journeys.size(); first += kBlock) {
    const size_t end = std::min(journeys.size(), first + kBlock);
    auto predictions = std::make_unique<learn::Predictions>();
    trained.model->Predict(steps, LastWindows(journeys, first, end), *predictions);
    clock.Lap("score");
    if (storing.valid()) storing.get();
    storing = std::async(std::launch::async, [&rows, first, block = std::move(predictions), flag = StopScope::Current()] {
      const StopScope scope(flag);
      rows.Append(first, *block);
    });
    clock.Lap("store");
    progress.Update(end);
  }
  storing.get();
  rows.Close();
  progress.End();
  clock.Lap("store");
}

/// Laps of one name added up, in order of first sight.
std::vector<std::pair<std::string, double>> AddUp(const std::vector<std::pair<std::string, double>>& laps) {
  std::vector<std::pair<std::string, double>> stages;
  for (const auto& [name, seconds] : laps) {
    auto at = std::find_if(stages.begin(), stages.end(), [&, &lap = name](const auto& s) { return s.first == lap; });
    if (at == stages.end()) stages.emplace_back(name, seconds);
    else at->second += seconds;
  }
  return stages;
}

/// Evaluates the strategy once, stores what it said beside the prediction, and makes the view `run_N_decision` of both.
void Advise(store::Connection& connection, const pack::Pack& pack, int64_t run) {
  const std::string prediction = store::QuoteName(RunTable(run, "prediction"));
  const std::string decision = store::QuoteName(RunTable(run, "decision"));
  if (!pack.strategy) {
    connection.Run("CREATE VIEW " + decision + " AS SELECT * FROM " + prediction);
    return;
  }
  const std::string advice = store::QuoteName(RunTable(run, "advice"));
  connection.Run("CREATE TABLE " + advice + " AS SELECT rule, channel, action, advice FROM (" + decide::DecisionSql(pack, prediction) + ")");
  connection.Run("CREATE VIEW " + decision + " AS SELECT * FROM " + prediction + " POSITIONAL JOIN " + advice);
}

void CountAdvice(store::Connection& connection, const pack::Pack& pack, int64_t run, PredictSummary& summary) {
  if (!pack.strategy) return;
  const auto rows = connection.Query("SELECT advice, count(*) FROM " + store::QuoteName(RunTable(run, "advice")) + " GROUP BY 1 ORDER BY 2 DESC, 1").Rows();
  for (const auto& row : rows) summary.advice.emplace_back(row[0].value_or(""), std::stoull(*row[1]));
  summary.example = connection.Text("SELECT customer FROM " + store::QuoteName(RunTable(run, "decision")) + " WHERE rule IS NOT NULL LIMIT 1");
}

/// Writes the result file from what is committed, which is read on all threads (what is not, on one); drops it if that fails.
void WriteFile(store::Connection& connection, int64_t run, const std::filesystem::path& out, Progress& progress) {
  try {
    Export(connection, "SELECT * FROM " + store::QuoteName(RunTable(run, "file")), out, progress);
  } catch (...) {
    try {
      DropUnrecorded(connection);
    } catch (const Error&) {  // the next prediction does it
    }
    throw;
  }
}

}  // namespace

PredictSummary Predict(store::Workspace& workspace, const pack::Pack& pack, const PredictOptions& options, Progress& progress) {
  if (!options.out.empty()) CheckExportPath(options.out);
  PredictSummary summary;
  std::vector<std::pair<std::string, double>> laps;
  StageClock clock(laps);
  store::Connection connection = workspace.Connect();
  data::CreateTables(connection, pack);
  CreateRunTables(connection);
  if (pack.strategy) decide::CheckStrategy(connection, pack);
  decide::CheckResults(connection, pack);
  const ModelRecord model = FindModel(connection, options.model_run, options.model);
  const TrainedModel trained = ModelFor(workspace, pack, model);
  summary.model = trained.model->Name();
  SetPeriod(connection, pack, options, summary);
  DropUnrecorded(connection);
  store::Transaction transaction(connection);
  data::SetViews(connection, pack, summary.from, summary.to, data::HorizonOf(pack));
  clock.Lap("open");
  const data::Journeys journeys = data::ReadLastSteps(connection, pack, "past." + store::QuoteName(pack.Events().name), trained.steps, progress);
  if (journeys.size() == 0) throw NoEvents(connection, pack, summary);
  summary.customers = journeys.size();
  summary.events = journeys.steps();
  clock.Lap("journeys");
  summary.run = NextRun(connection);
  Score(trained, pack, journeys, connection, RunTable(summary.run, "prediction"), summary.now, clock, progress);
  Advise(connection, pack, summary.run);
  CountAdvice(connection, pack, summary.run, summary);
  clock.Lap("advise");
  MakeResultTable(connection, pack, summary.run);
  clock.Lap("result");
  transaction.Commit();
  clock.Lap("commit");
  if (!options.out.empty()) WriteFile(connection, summary.run, options.out, progress);
  clock.Lap("write");
  double seconds = 0;
  for (const auto& lap : laps) seconds += lap.second;
  store::Transaction recording(connection);
  RecordRun(connection, summary.run, pack, {"predict", trained.seed, seconds, SettingsOf(model, summary)});
  recording.Commit();
  summary.stages = AddUp(laps);
  return summary;
}

}  // namespace auspex::flow
