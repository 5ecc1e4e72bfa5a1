#include "flow/runs.h"

#include "base/error.h"
#include "flow/version.h"

namespace auspex::flow {

void CreateRunTables(store::Connection& connection) {
  connection.Run(
      "CREATE TABLE IF NOT EXISTS runs(run BIGINT PRIMARY KEY, kind VARCHAR, finished TIMESTAMP, seconds DOUBLE, seed VARCHAR,"
      " settings VARCHAR, inputs VARCHAR, pack VARCHAR, version VARCHAR);"
      "CREATE TABLE IF NOT EXISTS models(run BIGINT, name VARCHAR, file VARCHAR, chosen BOOLEAN, validation_log_loss DOUBLE,"
      " validation_top1 DOUBLE, seconds DOUBLE, windows BIGINT)");
}

int64_t NextRun(store::Connection& connection) { return connection.Integer("SELECT coalesce(max(run), 0) + 1 FROM runs"); }

void RecordRun(store::Connection& connection, int64_t id, const pack::Pack& pack, const RunRecord& record) {
  const std::string inputs = connection.Text("SELECT coalesce(string_agg(fingerprint, ' ' ORDER BY load_id), '') FROM loads");
  connection.Query("INSERT INTO runs VALUES (?, ?, now()::TIMESTAMP, ?, ?, ?, ?, ?, ?)",
                   {id, record.kind, record.seconds, std::to_string(record.seed), record.settings, inputs,
                    pack.name + " " + pack.fingerprint, std::string(kVersion)});
}

void RecordModel(store::Connection& connection, const ModelRecord& model) {
  connection.Query("INSERT INTO models VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                   {model.run, model.name, model.file, model.chosen, model.validation_log_loss, model.validation_top1, model.seconds,
                    static_cast<int64_t>(model.windows)});
}

std::vector<ModelRecord> NewestModels(store::Connection& connection) {
  std::vector<ModelRecord> models;
  const auto rows = connection
                        .Query("SELECT run, name, file, chosen, validation_log_loss, validation_top1, seconds, windows FROM models "
                               "WHERE run = (SELECT max(run) FROM models) ORDER BY chosen DESC, validation_log_loss")
                        .Rows();
  for (const auto& row : rows) {
    models.push_back({std::stoll(*row[0]), *row[1], *row[2], *row[3] == "true", std::stod(*row[4]), std::stod(*row[5]),
                      std::stod(*row[6]), std::stoull(*row[7])});
  }
  if (models.empty()) {
    throw Error(Fault::kUsage, "no model has been trained in this workspace yet", {}, "Run: auspex -w DIR train");
  }
  return models;
}

}  // namespace auspex::flow
