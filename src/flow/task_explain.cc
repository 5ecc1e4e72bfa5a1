#include "flow/task_explain.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/progress.h"
#include "data/follow_sql.h"
#include "flow/result_runs.h"
#include "flow/runs.h"
#include "flow/task_rows.h"
#include "flow/task_words.h"

namespace auspex::flow {
namespace {

void AddFeatures(const TaskScorer& scorer, const pack::Pack& pack, const learn::FeatureTable& table, const std::string& language, TaskReceipt& receipt) {
  const auto& texts = TextsOf(pack, language);
  const std::vector<double> shares = scorer.Contributions(table);
  for (size_t f = 0; f < table.features(); ++f) {
    const pack::TaskFeature& feature = *pack.table_task->Find(table.schema[f].name);
    ReceiptLine& line = receipt.features.emplace_back();
    line.feature = feature.name, line.meaning = texts.at(feature.meaning), line.group = texts.at(feature.group);
    if (!feature.unit.empty()) line.unit = texts.at(feature.unit);
    line.source = feature.source, line.format = feature.format, line.share = shares[f];
    line.number = table.columns[f][0], line.categories = table.schema[f].categories;
    line.value = ValueInWords(line.number, table.schema[f], feature.format, language.empty() ? pack.language : language);
  }
  std::ranges::stable_sort(receipt.features, [](const ReceiptLine& a, const ReceiptLine& b) { return std::abs(a.share) > std::abs(b.share); });
}

}  // namespace

std::shared_ptr<const TaskScorer> ScorerOf(store::Workspace& workspace, store::Connection& connection, const pack::Pack& pack, const ScoredRun& run,
                                           const TaskExplainOptions& options) {
  const ModelRecord record = FindModel(connection, run.model_run, run.model);
  const auto read = [&](const std::filesystem::path& file) { return TaskScorer(ReadTableModel(file), pack); };
  const std::filesystem::path file = workspace.models_folder() / record.file;
  return options.scorers != nullptr ? options.scorers->Get(file, read) : std::make_shared<const TaskScorer>(read(file));
}

TaskReceipt EmptyReceipt(const TaskScorer& scorer, const pack::Pack& pack, const ScoredRun& run, const std::string& language) {
  TaskReceipt receipt;
  receipt.task = pack.table_task->name, receipt.outcome = OutcomeInWords(pack, language);
  receipt.run = run.run, receipt.model_run = run.model_run, receipt.model = run.model;
  receipt.cutoff = data::MonthText(run.cutoff), receipt.customers = run.customers;
  receipt.base = scorer.base(), receipt.margin_is_probability = scorer.probability();
  receipt.calibration = learn::NameOf(scorer.model().recipe->calibrator().kind);
  return receipt;
}

void FillReceipt(const TaskScorer& scorer, const pack::Pack& pack, const learn::FeatureTable& table, const std::string& language, TaskReceipt& receipt) {
  const ScoredCustomer scored = scorer.Score(table, scorer.groups().names.size(), language).at(0);
  receipt.probability = scored.probability, receipt.margin = scored.margin;
  receipt.raw = receipt.margin_is_probability ? scored.margin : 1 / (1 + std::exp(-scored.margin));
  receipt.reasons = scored.reasons;
  AddFeatures(scorer, pack, table, language, receipt);
  receipt.remainder = receipt.margin - receipt.base;
  for (const auto& reason : receipt.reasons) receipt.remainder -= reason.share;
}

TaskReceipt ExplainCustomer(store::Workspace& workspace, const pack::Pack& pack, const std::string& customer, const TaskExplainOptions& options) {
  const pack::TableTask& task = TableTaskOf(pack);
  store::Connection connection = workspace.Connect();
  const ScoredRun run = NewestScores(connection);
  const ScoredLine line = FindScored(connection, run, customer);
  const auto scorer = ScorerOf(workspace, connection, pack, run, options);
  const auto features = data::FeaturesIn(connection, "main." + store::QuoteName(RunTable(run.run, "feature")));
  Progress quiet;
  const data::Matrix row = data::ReadMatrix(connection, "SELECT * FROM " + features.relation + " WHERE " + store::QuoteName(features.columns[0]) + " = " + store::QuoteText(customer),
                                            {.name = task.features_file.filename().string(), .keep = {}, .schema = &scorer->model().schema()}, quiet);
  if (row.ids.empty()) throw Error(Fault::kInternal, "the features of customer " + customer + " are missing in run " + std::to_string(run.run));
  TaskReceipt receipt = EmptyReceipt(*scorer, pack, run, options.language);
  receipt.customer = customer, receipt.rank = line.rank, receipt.listed = line.listed;
  FillReceipt(*scorer, pack, row.table, options.language, receipt);
  return receipt;
}

}  // namespace auspex::flow
