#include "flow/prediction_run.h"

#include <nlohmann/json.hpp>

#include "base/format.h"
#include "flow/runs.h"

namespace auspex::flow {
namespace {

using nlohmann::json;

Micros TimeIn(const json& settings, const char* name) {
  const auto field = settings.find(name);
  if (field == settings.end() || !field->is_string()) return 0;
  return ParseTime(field->get<std::string>()).value_or(0);
}

void ReadSettings(PredictionRun& run) {
  const json settings = json::parse(run.settings, nullptr, false);
  if (!settings.is_object()) return;
  run.from = TimeIn(settings, "from"), run.to = TimeIn(settings, "to"), run.now = TimeIn(settings, "now");
  const auto model = settings.find("model");
  if (model != settings.end() && model->is_string()) run.model = model->get<std::string>();
  const auto training = settings.find("model_run");
  if (training != settings.end() && training->is_number_integer()) run.model_run = training->get<int64_t>();
}

void SetModel(store::Connection& connection, PredictionRun& run) {
  const std::string which = run.model_run > 0 ? "run = ?" : "run < ?";
  const auto rows = connection.Query("SELECT run, file FROM models WHERE name = ? AND " + which + " ORDER BY run DESC LIMIT 1",
                                     {run.model, run.model_run > 0 ? run.model_run : run.run}).Rows();
  if (rows.empty()) return;
  run.model_run = std::stoll(*rows[0][0]);
  run.model_file = rows[0][1].value_or("");
}

}  // namespace

std::string PredictionRun::Table(const std::string& what) const { return store::QuoteName("run_" + std::to_string(run) + "_" + what); }

std::optional<PredictionRun> FindPrediction(store::Connection& connection, int64_t run) {
  CreateRunTables(connection);
  const std::string which = run > 0 ? " AND run = ?" : " ORDER BY run DESC LIMIT 1";
  const auto rows = connection.Query("SELECT run, strftime(finished, '%Y-%m-%d %H:%M:%S'), seconds, settings, pack FROM runs WHERE kind = 'predict'" +
                                     which, run > 0 ? std::vector<store::Value>{run} : std::vector<store::Value>{}).Rows();
  if (rows.empty()) return {};
  PredictionRun found;
  found.run = std::stoll(*rows[0][0]);
  found.finished = rows[0][1].value_or("");
  found.seconds = std::stod(rows[0][2].value_or("0"));
  found.settings = rows[0][3].value_or("");
  found.pack = rows[0][4].value_or("");
  ReadSettings(found);
  SetModel(connection, found);
  found.customers = static_cast<uint64_t>(connection.Integer("SELECT count(*) FROM " + found.Table("prediction")));
  return found;
}

UnknownCustomer::UnknownCustomer(const PredictionRun& run, const std::string& customer)
    : Error(Fault::kUsage, "prediction " + std::to_string(run.run) + " has no customer " + Excerpt(customer), {},
            "Check the id; the customer may have no event in the period.") {}

int64_t RowOf(store::Connection& connection, const PredictionRun& run, const std::string& customer) {
  const auto rows = connection.Query("SELECT rowid FROM " + run.Table("prediction") + " WHERE customer = ? LIMIT 1", {customer}).Rows();
  if (rows.empty()) throw UnknownCustomer(run, customer);
  return std::stoll(*rows[0][0]);
}

}  // namespace auspex::flow
