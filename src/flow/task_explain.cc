#include "flow/task_explain.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/progress.h"
#include "flow/result_runs.h"
#include "flow/runs.h"
#include "flow/task_rows.h"
#include "flow/task_words.h"

namespace auspex::flow {
namespace {

using store::QuoteName;

/// Fills in what the newest run stored of the customer; returns what the run recorded.
nlohmann::json ReadScore(store::Connection& connection, TaskReceipt& receipt) {
  CreateRunTables(connection);
  const auto runs = connection.Query("SELECT run, settings FROM runs WHERE kind = 'score' ORDER BY run DESC LIMIT 1").Rows();
  if (runs.empty()) throw Error(Fault::kUsage, "nothing has been predicted in this workspace yet", {}, "Run: auspex -w DIR predict --out FOLDER");
  receipt.run = std::stoll(*runs[0][0]);
  const auto rows = connection
                        .Query("SELECT strftime(cutoff, '%Y-%m'), CAST(probability AS DOUBLE), rank, listed FROM " +
                                   QuoteName(RunTable(receipt.run, "score")) + " WHERE customer = ?",
                               {receipt.customer})
                        .Rows();
  if (rows.empty()) {
    throw Error(Fault::kUsage, "the newest prediction (run " + std::to_string(receipt.run) + ") has no customer " + receipt.customer, {},
                "Customers whom the outcome has come to already are not foretold; for others, check the id.");
  }
  receipt.cutoff = *rows[0][0], receipt.rank = std::stoull(*rows[0][2]), receipt.listed = *rows[0][3] == "true";
  receipt.probability = std::stod(*rows[0][1]);
  return nlohmann::json::parse(runs[0][1].value_or("{}"));
}

void AddFeatures(const TaskScorer& scorer, const pack::Pack& pack, const learn::FeatureTable& table, TaskReceipt& receipt) {
  const auto explainer = scorer.model().model().MakeExplainer();
  const auto& texts = pack.wording.at(pack.language);
  explainer->Explain(table, [&](const learn::ShapBlock& block) {
    for (size_t f = 0; f < table.features(); ++f) {
      const pack::TaskFeature& feature = *pack.table_task->Find(table.schema[f].name);
      receipt.features.push_back({feature.name, texts.at(feature.meaning),
                                  ValueInWords(table.columns[f][0], table.schema[f], feature.format, pack.language), block.values[f]});
    }
  });
  std::ranges::stable_sort(receipt.features, [](const ReceiptLine& a, const ReceiptLine& b) { return std::abs(a.share) > std::abs(b.share); });
}

}  // namespace

TaskReceipt ExplainCustomer(store::Workspace& workspace, const pack::Pack& pack, const std::string& customer) {
  const pack::TableTask& task = TableTaskOf(pack);
  store::Connection connection = workspace.Connect();
  TaskReceipt receipt;
  receipt.customer = customer, receipt.task = task.name, receipt.outcome = OutcomeInWords(pack);
  const auto settings = ReadScore(connection, receipt);
  receipt.customers = settings.at("customers").get<uint64_t>();
  receipt.model_run = settings.at("model_run").get<int64_t>();
  const ModelRecord record = FindModel(connection, receipt.model_run, settings.at("model").get<std::string>());
  const TaskScorer scorer(ReadTableModel(workspace.models_folder() / record.file), pack);
  receipt.model = record.name;
  const std::string features = QuoteName(RunTable(receipt.run, "feature"));
  const std::string id = QuoteName(connection.Query("SELECT * FROM " + features + " LIMIT 0").Name(0));
  Progress quiet;
  const data::Matrix row = data::ReadMatrix(connection, "SELECT * FROM " + features + " WHERE " + id + " = " + store::QuoteText(customer),
                                            {.name = "features", .keep = {}, .schema = &scorer.model().schema()}, quiet);
  if (row.ids.empty()) throw Error(Fault::kInternal, "the features of customer " + customer + " are missing in run " + std::to_string(receipt.run));
  const ScoredCustomer scored = scorer.Score(row.table, scorer.groups().size()).at(0);
  receipt.base = scorer.base(), receipt.margin = scored.margin, receipt.margin_is_probability = scorer.probability();
  receipt.raw = receipt.margin_is_probability ? scored.margin : 1 / (1 + std::exp(-scored.margin));
  receipt.calibration = learn::NameOf(scorer.model().recipe->calibrator().kind);
  receipt.reasons = scored.reasons;
  AddFeatures(scorer, pack, row.table, receipt);
  receipt.remainder = receipt.margin - receipt.base;
  for (const auto& reason : receipt.reasons) receipt.remainder -= reason.share;
  return receipt;
}

}  // namespace auspex::flow
