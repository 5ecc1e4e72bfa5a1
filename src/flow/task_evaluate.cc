#include "flow/task_evaluate.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/progress.h"
#include "data/ingest.h"
#include "flow/table_model.h"

namespace auspex::flow {
namespace {

/// The probability of each row of the test, NaN where the file has none.
std::vector<float> ReadTruth(store::Connection& connection, const std::filesystem::path& path, const LabelledRows& test) {
  if (!std::filesystem::is_regular_file(path)) throw Error(Fault::kUsage, "there is no such file", path.string());
  const std::string source = "read_csv(" + store::QuoteText(path.string()) + ", header = true, all_varchar = true, auto_detect = true)";
  const store::Result shape = connection.Query("SELECT * FROM " + source + " LIMIT 0");
  if (shape.columns() < 3 || shape.Name(2) != "probability") {
    throw Error(Fault::kData, "the file has no columns customer, month, probability", path.string(),
                "Use the truth.csv that `auspex simulate` wrote with this pack.");
  }
  const std::string customer = store::QuoteName(shape.Name(0)), month = store::QuoteName(shape.Name(1));
  store::Result result = connection.Stream("SELECT " + customer + ", CAST(probability AS FLOAT) FROM " + source + " WHERE " + month + " = ?",
                                           {data::MonthText(test.cutoff)});
  std::vector<float> truth(test.labels.size(), NAN);
  store::Chunk chunk;
  while (result.Next(chunk)) {
    for (size_t r = 0; r < chunk.rows(); ++r) {
      const auto at = std::ranges::lower_bound(test.matrix.ids, chunk.Text(0, r));
      if (at == test.matrix.ids.end() || *at != chunk.Text(0, r)) continue;
      truth[static_cast<size_t>(at - test.matrix.ids.begin())] = std::clamp(chunk.Numbers<float>(1)[r], 0.0f, 1.0f);
    }
  }
  return truth;
}

TruthEvaluation CompareWithTruth(const std::vector<float>& truth, const std::vector<JudgedModel>& models, const LabelledRows& test,
                                 const std::filesystem::path& path) {
  std::vector<uint32_t> rows;
  for (uint32_t r = 0; r < truth.size(); ++r) {
    if (!std::isnan(truth[r])) rows.push_back(r);
  }
  if (rows.empty()) {
    throw Error(Fault::kData, "none of its customers and months is in the test of " + data::MonthText(test.cutoff), path.string(),
                "Load the files that were simulated together with it, without --pseudonymise.");
  }
  const auto take = [&](const std::vector<float>& values) {
    std::vector<float> taken;
    for (const uint32_t r : rows) taken.push_back(values[r]);
    return taken;
  };
  const std::vector<float> known = take(truth);
  TruthEvaluation out{.cutoff = test.cutoff, .rows = rows.size(), .optimum = MeasureAgainst(known, known), .models = {}};
  for (const JudgedModel& model : models) out.models.emplace_back(model.name, MeasureAgainst(take(model.probabilities), known));
  return out;
}

}  // namespace

data::Month TestCutoffOf(store::Connection& connection, int64_t run) {
  const auto rows = connection.Query("SELECT settings FROM runs WHERE run = ?", {run}).Rows();
  const auto settings = nlohmann::json::parse(rows.empty() ? "" : rows[0][0].value_or(""), nullptr, false);
  if (settings.is_object() && settings.contains("test")) {
    if (const auto month = data::MonthFrom(settings["test"].value("cutoff", ""))) return *month;
  }
  throw Error(Fault::kUsage, "training run " + std::to_string(run) + " is none of a task over tables", {}, "Run: auspex -w DIR train");
}

TaskEvaluateSummary EvaluateTask(store::Workspace& workspace, const pack::Pack& pack, const TaskEvaluateOptions& options, Progress& progress) {
  const pack::TableTask& task = TableTaskOf(pack);
  data::CheckTableTask(pack);
  store::Connection connection = workspace.Connect();
  data::CreateTables(connection, pack);
  CreateRunTables(connection);
  const ModelRecord asked = FindModel(connection, 0, options.model);
  TaskEvaluateSummary summary{.run = asked.run, .task = task.name, .model = asked.name, .test = {}, .models = {}, .truth = {}};
  std::vector<TableModel> models;
  for (const ModelRecord& record : ModelsOf(connection, asked.run)) models.push_back(ReadTableModel(workspace.models_folder() / record.file));
  const LabelledRows test = ReadLabelledRows(connection, pack, TestCutoffOf(connection, asked.run), {}, &models.front().schema(), progress);
  summary.test = {test.cutoff, test.labels.size(), test.positives(), test.unknown};
  progress.Begin("judging", "models", models.size());
  for (const TableModel& model : models) {
    JudgedModel& judged = summary.models.emplace_back();
    judged.name = model.model().Name();
    judged.probabilities.resize(test.labels.size());
    model.Predict(test.matrix.table, judged.probabilities);
    progress.Update(summary.models.size());
  }
  Judge(summary.models, test.labels);
  if (!options.truth.empty()) summary.truth = CompareWithTruth(ReadTruth(connection, options.truth, test), summary.models, test, options.truth);
  for (JudgedModel& model : summary.models) model.probabilities = {};
  progress.End();
  return summary;
}

}  // namespace auspex::flow
