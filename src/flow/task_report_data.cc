#include "flow/task_report_data.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/format.h"
#include "base/progress.h"
#include "base/time.h"
#include "data/ingest.h"
#include "flow/prediction_runs.h"
#include "flow/report/report_explain.h"
#include "flow/report/report_tree.h"
#include "flow/task_evaluate.h"
#include "flow/task_explain.h"
#include "flow/task_picture.h"
#include "flow/task_words.h"
#include "flow/version.h"

namespace auspex::flow {
namespace {

using nlohmann::json;
using store::QuoteName;

json SettingsOf(store::Connection& connection, int64_t run) {
  return json::parse(connection.Text("SELECT settings FROM runs WHERE run = " + std::to_string(run)), nullptr, false);
}

ReportRows RowsOf(const json& cutoff, const std::string& role) {
  return {role, cutoff.value("cutoff", ""), cutoff.value("rows", uint64_t{0}), cutoff.value("positives", uint64_t{0})};
}

/// What was measured of the models, and the logistic regression and the tree in words.
void AddModels(TaskPicture picture, const std::vector<ModelRecord>& records, const std::filesystem::path& folder, const pack::Pack& pack,
               ReportData& data) {
  data.features = FeaturesInWords(picture.features, pack);
  data.models = std::move(picture.models);
  data.shap = std::move(picture.shap);
  const ReportWords words(data.language);
  for (const ModelRecord& record : records) {
    if (record.chosen) data.chosen = record.name;
    std::ranges::find(data.models, record.name, &ReportModel::name)->seconds = record.seconds;
    if (record.name == "logistic") data.logistic = LogisticOf(ReadTableModel(folder / record.file).model());
    if (record.name != "tree") continue;
    const TableModel tree = ReadTableModel(folder / record.file);
    data.tree = TreeOf(*tree.model().forest(), 0, data.features, words);
    data.rules = RulesInWords(*tree.model().forest(), 0, data.features, words);
  }
}

/// The newest prediction: what it holds, and the customer who is ranked first.
void AddScores(store::Workspace& workspace, store::Connection& connection, const pack::Pack& pack, ReportData& data) {
  const int64_t run = connection.Integer("SELECT coalesce(max(run), 0) FROM runs WHERE kind = 'score'");
  if (run == 0) return;
  const json settings = SettingsOf(connection, run);
  ReportScores scores{.cutoff = settings.value("cutoff", ""),
                      .customers = settings.value("customers", uint64_t{0}),
                      .listed = settings.value("listed", uint64_t{0}),
                      .expected = settings.value("expected", 0.0),
                      .expected_listed = settings.value("expected_listed", 0.0)};
  if (settings.value("before", int64_t{0}) > 0) {
    const std::string table = QuoteName(RunTable(run, "change"));
    scores.entered = static_cast<uint64_t>(connection.Integer("SELECT count(*) FROM " + table + " WHERE change = 'entered'"));
    scores.left = static_cast<uint64_t>(connection.Integer("SELECT count(*) FROM " + table + " WHERE change != 'entered'"));
  }
  data.scores = scores;
  data.cutoff = scores.cutoff;
  const TaskReceipt receipt =
      ExplainCustomer(workspace, pack, connection.Text("SELECT customer FROM " + QuoteName(RunTable(run, "score")) + " WHERE rank = 1"));
  ReportCustomer customer;
  customer.id = receipt.customer, customer.model = receipt.model, customer.of_probability = receipt.margin_is_probability;
  customer.probability = receipt.probability, customer.base = receipt.base, customer.margin = receipt.margin, customer.rank = receipt.rank;
  for (const auto& line : receipt.features) customer.lines.push_back({line.meaning, line.value, line.share});
  for (size_t i = 0; i < std::min<size_t>(5, receipt.reasons.size()); ++i) customer.reasons.push_back(receipt.reasons[i].text);
  data.customer = std::move(customer);
}

void AddChecks(store::Connection& connection, const pack::Pack& pack, ReportData& data, Progress& progress) {
  const auto& texts = pack.wording.at(pack.language);
  for (const auto& finding : data::MeasureQuality(connection, pack, progress).findings) {
    if (!finding.failure.empty()) continue;
    const auto table = texts.find("table." + finding.rule.table);
    data.checks.push_back(
        {table == texts.end() ? finding.rule.table : table->second, texts.at(finding.rule.text), finding.checked, finding.offenders, {}});
  }
  for (const auto& row : connection.Query("SELECT file, fingerprint FROM loads ORDER BY load_id").Rows())
    data.inputs.emplace_back(row[0].value_or(""), row[1].value_or(""));
}

std::string NowLocal(const pack::Pack& pack) {
  const auto now = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  return FormatTime(now + pack.utc_offset_minutes * kMinute).substr(0, 16);
}

void AddHead(store::Workspace& workspace, const pack::Pack& pack, const json& settings, ReportData& data) {
  const pack::TableTask& task = *pack.table_task;
  data.language = pack.language;
  data.outcome = OutcomeInWords(pack);
  data.title = data.outcome;
  data.horizon = pack.language == "en" ? std::to_string(task.horizon_months) + " months"
                                       : std::to_string(task.horizon_months) + (pack.language == "zh-Hans" ? " 个月" : " 個月");
  data.workspace = workspace.folder().filename().string();
  data.pack = pack.name, data.version = kVersion, data.created = NowLocal(pack);
  for (const auto& cutoff : settings.value("training", json::array())) data.rows.push_back(RowsOf(cutoff, "train"));
  data.rows.push_back(RowsOf(settings.value("test", json::object()), "test"));
  data.cutoff = data.rows.back().period;
  for (const auto& setting : task.settings) {
    if (setting.name == "asked_auc") data.asked_auc = setting.value;
    else data.settings.emplace_back(setting.name, WithCommas(static_cast<uint64_t>(std::max(0.0, setting.value))));
  }
  data.settings.emplace_back("horizon_months", std::to_string(task.horizon_months));
}

}  // namespace

ReportData FillTaskReport(store::Workspace& workspace, const pack::Pack& pack, const TaskReportOptions& options, Progress& progress) {
  TableTaskOf(pack);
  store::Connection connection = workspace.Connect();
  data::CreateTables(connection, pack);
  CreateRunTables(connection);
  const auto records = NewestModels(connection);
  ReportData data;
  data.run = records.front().run;
  data.seed = std::stoull(connection.Text("SELECT seed FROM runs WHERE run = " + std::to_string(data.run)));
  AddHead(workspace, pack, SettingsOf(connection, data.run), data);
  AddModels(PictureOfRun(workspace, pack, records, progress), records, workspace.models_folder(), pack, data);
  AddScores(workspace, connection, pack, data);
  AddChecks(connection, pack, data, progress);
  if (options.truth.empty()) return data;
  const auto judged = EvaluateTask(workspace, pack, {.truth = options.truth, .model = {}}, progress);
  const auto chosen = std::ranges::find(judged.truth->models, data.chosen, &std::pair<std::string, learn::BinaryMetrics>::first);
  data.truth = ReportTruth{judged.truth->optimum, chosen->second.ece, chosen->second.roc_auc};
  return data;
}

}  // namespace auspex::flow
