#include "flow/what_if.h"

#include <algorithm>

#include "base/error.h"
#include "base/format.h"
#include "base/progress.h"
#include "flow/customer.h"
#include "flow/prediction_table.h"

namespace auspex::flow {
namespace {

using store::QuoteName;

constexpr const char* kEvents = "what_if_events";  ///< temporary: seen by one connection only
constexpr const char* kPrediction = "prediction";

std::shared_ptr<const TrainedModel> ModelOf(store::Workspace& workspace, store::Connection& connection, const pack::Pack& pack,
                                            ModelCache& models, const ResultRun& run) {
  const auto rows = connection.Query("SELECT file FROM models WHERE run = ? AND name = ?", {run.model_run, run.model}).Rows();
  if (rows.empty()) {
    throw Error(Fault::kUsage, "the model of prediction " + std::to_string(run.run) + " is no longer there", run.model, "Predict again.");
  }
  auto trained = models.Get(workspace.models_folder() / rows[0][0].value_or(""));
  CheckFits(*trained, pack, rows[0][0].value_or(""));
  return trained;
}

Micros TimeOf(const std::string& recorded) {
  const auto time = ParseTime(recorded);
  if (!time) throw Error(Fault::kInternal, "the run's settings hold no time: " + recorded, "runs");
  return *time;
}

/// The customer's events in the run's period and after them the step that is supposed, as a temporary table.
void SupposeStep(store::Connection& connection, const pack::Pack& pack, const ResultRun& run, const std::string& customer,
                 const std::string& symbol) {
  const std::string time = QuoteName(pack.Events().time), table = QuoteName(kEvents);
  const std::string in_period = time + " >= make_timestamp(?) AND " + time + " < make_timestamp(?)";
  connection.Query("CREATE TEMP TABLE " + table + " AS WITH mine AS MATERIALIZED (SELECT *, rowid AS \"place in the table\" FROM main." +
                       QuoteName(pack.Events().name) + " WHERE " + QuoteName(pack.Events().customer) + " = ?) SELECT * FROM mine WHERE " + in_period +
                       " ORDER BY \"place in the table\"",
                   {customer, TimeOf(run.from), TimeOf(run.to)});
  std::string changed = QuoteName(pack.journey.symbol) + " = ?, " + time + " = greatest(" + time + ", make_timestamp(?))";
  if (!pack.journey.detail.empty()) changed += ", " + QuoteName(pack.journey.detail) + " = NULL";
  connection.Run("CREATE TEMP TABLE what_if_step AS SELECT * FROM " + table + " ORDER BY " + time + " DESC, rowid DESC LIMIT 1");
  connection.Query("UPDATE what_if_step SET " + changed, {symbol, TimeOf(run.now) - kSecond});
  connection.Run("INSERT INTO " + table + " SELECT * FROM what_if_step");
}

data::Journeys ReadSupposed(store::Connection& connection, const pack::Pack& pack, size_t steps) {
  Progress progress;
  if (steps > 0) return data::ReadLastSteps(connection, pack, QuoteName(kEvents), steps, progress);
  return data::ReadJourneys(connection, pack, QuoteName(kEvents), {}, progress);
}

/// Foretells after the journey's last step into a database of its own, and decides there.
Decision Decide(const TrainedModel& trained, const pack::Pack& pack, const data::Journeys& journeys, Micros now) {
  const learn::StepTable steps = trained.encoder.Encode(journeys);
  const auto length = static_cast<uint32_t>(journeys.steps());
  learn::Predictions predictions;
  trained.model->Predict(steps, std::vector<learn::Window>{{0, length, length - 1}}, predictions);
  store::DatabaseOptions options;
  options.threads = 1;
  store::Database memory(options);
  store::Connection connection = memory.Connect();
  PredictionTable table(connection, pack, kPrediction, journeys, trained.encoder, now);
  table.Append(0, predictions);
  table.Close();
  return ReadDecision(connection, pack, kPrediction);
}

}  // namespace

std::vector<std::string> PossibleSymbols(const TrainedModel& trained, const pack::Pack& pack) {
  std::vector<std::string> symbols = trained.encoder.symbols;
  if (trained.encoder.end) symbols.pop_back();
  if (pack.journey.vocabulary.empty() && trained.encoder.unknown < symbols.size()) symbols.erase(symbols.begin() + trained.encoder.unknown);
  return symbols;
}

Decision DecideIf(store::Workspace& workspace, const pack::Pack& pack, ModelCache& models, const ResultRun& run,
                  const std::string& customer, const std::string& symbol) {
  store::Connection connection = workspace.Connect();
  const auto trained = ModelOf(workspace, connection, pack, models, run);
  const auto symbols = PossibleSymbols(*trained, pack);
  if (std::find(symbols.begin(), symbols.end(), symbol) == symbols.end()) {
    throw Error(Fault::kUsage, "the model does not know the step " + Excerpt(symbol), "next", "Choose one of the pack's vocabulary.");
  }
  SupposeStep(connection, pack, run, customer, symbol);
  const data::Journeys journeys = ReadSupposed(connection, pack, trained->steps);
  if (journeys.size() == 0) throw UnknownCustomer(run.run, customer);
  return Decide(*trained, pack, journeys, TimeOf(run.now));
}

}  // namespace auspex::flow
