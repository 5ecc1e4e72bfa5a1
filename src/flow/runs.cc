#include "flow/runs.h"

#include "base/error.h"
#include "flow/version.h"

namespace auspex::flow {

void CreateRunTables(store::Connection& connection) {
  connection.Run(
      "CREATE TABLE IF NOT EXISTS runs(run BIGINT PRIMARY KEY, kind VARCHAR, finished TIMESTAMP, seconds DOUBLE, seed VARCHAR,"
      " settings VARCHAR, inputs VARCHAR, pack VARCHAR, version VARCHAR);"
      "CREATE TABLE IF NOT EXISTS run_numbers(run BIGINT);"
      "CREATE TABLE IF NOT EXISTS models(run BIGINT, name VARCHAR, file VARCHAR, chosen BOOLEAN, validation_log_loss DOUBLE,"
      " validation_top1 DOUBLE, seconds DOUBLE, windows BIGINT, horizon_days DOUBLE, auc DOUBLE)");
  // Asked first: an ALTER that changes nothing would still wait for, or fail beside, others that use the table.
  for (const std::string newer : {"horizon_days", "auc"}) {
    const int64_t there = connection.Integer(
        "SELECT count(*) FROM duckdb_columns() WHERE schema_name = 'main' AND table_name = 'models' AND column_name = '" + newer + "'");
    if (there == 0) connection.Run("ALTER TABLE models ADD COLUMN IF NOT EXISTS " + newer + " DOUBLE");
  }
}

int64_t NextRun(store::Connection& connection) {
  return connection.Integer("SELECT coalesce(max(run), 0) + 1 FROM (SELECT run FROM runs UNION ALL SELECT run FROM run_numbers)");
}

void RecordRun(store::Connection& connection, int64_t id, const pack::Pack& pack, const RunRecord& record) {
  const std::string inputs = connection.Text("SELECT coalesce(string_agg(fingerprint, ' ' ORDER BY load_id), '') FROM loads");
  connection.Query("INSERT INTO runs VALUES (?, ?, now()::TIMESTAMP, ?, ?, ?, ?, ?, ?)",
                   {id, record.kind, record.seconds, std::to_string(record.seed), record.settings, inputs,
                    pack.name + " " + pack.fingerprint, std::string(kVersion)});
  connection.Query("INSERT INTO run_numbers VALUES (?)", {id});
}

void RecordModel(store::Connection& connection, const ModelRecord& model) {
  connection.Query(
      "INSERT INTO models(run, name, file, chosen, validation_log_loss, validation_top1, seconds, windows, horizon_days, auc) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(CAST(? AS DOUBLE), 0))",
      {model.run, model.name, model.file, model.chosen, model.validation_log_loss, model.validation_top1, model.seconds,
       static_cast<int64_t>(model.windows), model.horizon_days, model.auc});
}

std::vector<ModelRecord> ModelsOf(store::Connection& connection, int64_t run) {
  std::vector<ModelRecord> models;
  const auto rows = connection
                        .Query("SELECT run, name, file, chosen, validation_log_loss, validation_top1, seconds, windows, "
                               "coalesce(horizon_days, 0), coalesce(auc, 0) FROM models WHERE run = ? ORDER BY chosen DESC, auc DESC NULLS LAST, validation_log_loss",
                               {run})
                        .Rows();
  for (const auto& row : rows) {
    models.push_back({std::stoll(*row[0]), *row[1], *row[2], *row[3] == "true", std::stod(*row[4]), std::stod(*row[5]),
                      std::stod(*row[6]), std::stoull(*row[7]), std::stod(*row[8]), std::stod(*row[9])});
  }
  return models;
}

std::vector<ModelRecord> NewestModels(store::Connection& connection) {
  std::vector<ModelRecord> models = ModelsOf(connection, connection.Integer("SELECT coalesce(max(run), 0) FROM models"));
  if (models.empty()) {
    throw Error(Fault::kUsage, "no model has been trained in this workspace yet", {}, "Run: auspex -w DIR train");
  }
  return models;
}

ModelRecord FindModel(store::Connection& connection, int64_t run, const std::string& name) {
  const auto models = run == 0 ? NewestModels(connection) : ModelsOf(connection, run);
  if (models.empty()) throw Error(Fault::kUsage, "there is no training run " + std::to_string(run), {}, "Choose another model.");
  for (const auto& model : models) {
    if (name.empty() ? model.chosen : model.name == name) return model;
  }
  const std::string training = run == 0 ? "the newest training run" : "training run " + std::to_string(run);
  throw Error(Fault::kUsage, training + " has no model " + name, {}, "Train it with: auspex -w DIR train --model " + name);
}

}  // namespace auspex::flow
