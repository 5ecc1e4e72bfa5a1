#include "flow/task_predict.h"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/output_file.h"
#include "base/progress.h"
#include "data/ingest.h"
#include "flow/export.h"
#include "flow/list_changes.h"
#include "flow/result_runs.h"
#include "flow/runs.h"
#include "flow/stage_clock.h"
#include "flow/task_rows.h"
#include "flow/task_scorer.h"
#include "flow/task_words.h"

namespace auspex::flow {
namespace {

using store::QuoteName;

constexpr size_t kBlock = 65536;  ///< customers scored at once
constexpr size_t kTop = 3;        ///< shown in the summary

std::string Number(size_t n) { return std::to_string(n); }

std::string ReasonColumns(const std::string& form) {
  std::string columns;
  for (size_t i = 1; i <= kTaskReasons; ++i) columns += ", " + pack::FillWording(form, {{"n", Number(i)}});
  return columns;
}

/// Scores of blocks into the table, in the order of the query.
class ScoreTable {
 public:
  ScoreTable(store::Connection& connection, const std::string& table) : rows_(connection, table) {}

  void Append(const data::Matrix& block, const std::vector<ScoredCustomer>& scored) {
    for (size_t begin = 0; begin < scored.size(); begin += store::Appender::kRows) {
      const size_t count = std::min(store::Appender::kRows, scored.size() - begin);
      for (size_t r = 0; r < count; ++r) Set(r, block.ids[begin + r], scored[begin + r]);
      rows_.Flush(count);
    }
  }
  void Close() { rows_.Close(); }

 private:
  void Set(size_t row, const std::string& id, const ScoredCustomer& customer) {
    rows_.SetText(0, row, id);
    rows_.Numbers<float>(1)[row] = customer.probability;
    rows_.Numbers<double>(2)[row] = customer.margin;
    for (size_t i = 0; i < kTaskReasons; ++i) {
      if (i < customer.reasons.size()) {
        rows_.SetText(3 + 2 * i, row, customer.reasons[i].text);
        rows_.Numbers<float>(4 + 2 * i)[row] = static_cast<float>(customer.reasons[i].share);
      } else {
        rows_.SetNull(3 + 2 * i, row);
        rows_.SetNull(4 + 2 * i, row);
      }
    }
  }

  store::Appender rows_;
};

/// Features of the newest run only are kept.
void DropOlderFeatures(store::Connection& connection, int64_t run) {
  const auto tables = connection.Query("SELECT table_name FROM duckdb_tables() WHERE regexp_matches(table_name, '^run_[0-9]{1,18}_feature$')").Rows();
  for (const auto& row : tables) {
    if (*row[0] != RunTable(run, "feature")) connection.Run("DROP TABLE " + QuoteName(*row[0]));
  }
}

void Score(store::Connection& connection, const TaskScorer& scorer, int64_t run, uint64_t customers, Progress& progress) {
  data::MatrixStream stream(connection, "SELECT * FROM " + QuoteName(RunTable(run, "feature")),
                            {.name = "features", .keep = {}, .schema = &scorer.model().schema()});
  store::Connection writing = connection.Another();
  store::Transaction transaction(writing);
  writing.Run("CREATE TABLE " + QuoteName(RunTable(run, "raw")) + "(customer VARCHAR, probability FLOAT, margin DOUBLE" +
              ReasonColumns("reason_{n} VARCHAR, share_{n} FLOAT") + ")");
  ScoreTable table(writing, RunTable(run, "raw"));
  progress.Begin("scoring", "customers", customers);
  data::Matrix block;
  uint64_t done = 0;
  while (stream.Next(kBlock, block)) {
    table.Append(block, scorer.Score(block.table, kTaskReasons));
    progress.Update(done += block.ids.size());
  }
  table.Close();
  transaction.Commit();
  progress.End();
}

/// Ranks by probability, equal ones by margin, then by customer.
void RankScores(store::Connection& connection, const pack::TableTask& task, const TaskPredictSummary& summary) {
  const auto listed = static_cast<uint64_t>(std::llround(task.list_share * static_cast<double>(summary.customers)));
  connection.Run("CREATE TABLE " + QuoteName(RunTable(summary.run, "score")) + " AS SELECT customer, DATE '" + data::MonthDate(summary.cutoff) +
                 "' AS cutoff, probability, rank, rank <= " + std::to_string(std::max<uint64_t>(listed, 1)) +
                 " AS listed, NULL::BOOLEAN AS entered, margin" + ReasonColumns("reason_{n}, share_{n}") +
                 " FROM (SELECT *, row_number() OVER (ORDER BY probability DESC, margin DESC, customer) AS rank FROM " +
                 QuoteName(RunTable(summary.run, "raw")) + ") ORDER BY rank");
  connection.Run("DROP TABLE " + QuoteName(RunTable(summary.run, "raw")));
}

void Summarise(store::Connection& connection, TaskPredictSummary& summary) {
  const std::string table = QuoteName(RunTable(summary.run, "score"));
  const auto sums = connection
                        .Query(
                            "SELECT count(*) FILTER (listed), CAST(sum(CAST(probability AS DECIMAL(18, 9))) AS DOUBLE), "
                            "CAST(sum(CAST(probability AS DECIMAL(18, 9))) FILTER (listed) AS DOUBLE) FROM " +
                            table)
                        .Rows()
                        .at(0);
  summary.listed = std::stoull(*sums[0]);
  summary.expected = std::stod(sums[1].value_or("0")), summary.expected_listed = std::stod(sums[2].value_or("0"));
  for (const auto& row : connection
                             .Query("SELECT customer, probability" + ReasonColumns("reason_{n}") + " FROM " + table +
                                    " WHERE rank <= " + std::to_string(kTop) + " ORDER BY rank")
                             .Rows()) {
    TopCustomer& top = summary.top.emplace_back(TopCustomer{*row[0], std::stod(*row[1]), {}});
    for (size_t i = 2; i < row.size(); ++i) {
      if (row[i]) top.reasons.push_back(*row[i]);
    }
  }
}

std::string FileSql(int64_t run, const std::string& language) {
  const auto named = [&](const std::string& key) { return QuoteName(Word(key, language)); };
  const auto yes = [&](const std::string& column) {
    return "CASE " + column + " WHEN true THEN " + store::QuoteText(Word("yes", language)) + " WHEN false THEN " +
           store::QuoteText(Word("no", language)) + " END";
  };
  std::string sql = "SELECT customer AS " + named("customer") + ", strftime(cutoff, '%Y-%m') AS " + named("cutoff") +
                    ", round(CAST(probability AS DOUBLE), 6) AS " + named("probability") + ", rank AS " + named("rank") + ", " + yes("listed") +
                    " AS " + named("listed") + ", " + yes("entered") + " AS " + named("entered");
  for (size_t i = 1; i <= kTaskReasons; ++i) sql += ", reason_" + Number(i) + " AS " + QuoteName(Word("reason", language) + " " + Number(i));
  return sql + " FROM " + QuoteName(RunTable(run, "score")) + " ORDER BY rank";
}

std::string ChangeSql(int64_t run, const std::string& language) {
  std::string change = "CASE change";
  for (const std::string kind : {"entered", "reached", "fell", "gone"})
    change += " WHEN '" + kind + "' THEN " + store::QuoteText(Word("change_" + kind, language));
  return "SELECT customer AS " + QuoteName(Word("customer", language)) + ", " + change + " END AS " + QuoteName(Word("change", language)) +
         ", rank_before AS " + QuoteName(Word("rank_before", language)) + ", rank AS " + QuoteName(Word("rank", language)) + " FROM " +
         QuoteName(RunTable(run, "change")) + " ORDER BY change, coalesce(rank, rank_before), customer";
}

bool IsFile(const std::filesystem::path& out) { return out.extension() == ".csv" || out.extension() == ".parquet" || out.extension() == ".xlsx"; }

void WriteFiles(store::Connection& connection, const pack::Pack& pack, const std::filesystem::path& out, TaskPredictSummary& summary,
                Progress& progress) {
  if (out.empty()) return;
  summary.files.push_back(IsFile(out) ? out : out / ("predicted_" + summary.task + "_customers.csv"));
  Export(connection, FileSql(summary.run, pack.language), summary.files.back(), progress);
  if (IsFile(out) || !summary.changes) return;
  summary.files.push_back(out / "list_changes.csv");
  Export(connection, ChangeSql(summary.run, pack.language), summary.files.back(), progress);
}

std::string SettingsOf(const TaskPredictSummary& summary, const ModelRecord& model, double base) {
  return nlohmann::json({{"task", summary.task},
                         {"model", model.name},
                         {"model_run", model.run},
                         {"cutoff", data::MonthText(summary.cutoff)},
                         {"customers", summary.customers},
                         {"listed", summary.listed},
                         {"expected", summary.expected},
                         {"expected_listed", summary.expected_listed},
                         {"base", base},
                         {"before", summary.changes ? summary.changes->before : 0}})
      .dump();
}

void PrepareOut(const std::filesystem::path& out) {
  if (out.empty()) return;
  if (IsFile(out)) return CheckExportPath(out);
  std::error_code code;
  std::filesystem::create_directories(out, code);
  if (code) throw Error(Fault::kUsage, "the folder cannot be made: " + code.message(), out.string(), "Name another with --out.");
}

}  // namespace

TaskPredictSummary PredictTask(store::Workspace& workspace, const pack::Pack& pack, const TaskPredictOptions& options, Progress& progress) {
  const pack::TableTask& task = TableTaskOf(pack);
  PrepareOut(options.out);
  data::CheckTableTask(pack);
  TaskPredictSummary summary;
  StageClock clock(summary.stages);
  store::Connection connection = workspace.Connect();
  data::CreateTables(connection, pack);
  CreateRunTables(connection);
  const ModelRecord model = FindModel(connection, 0, options.model);
  const TaskScorer scorer(ReadTableModel(workspace.models_folder() / model.file), pack);
  DropUnrecorded(connection);
  summary.task = task.name, summary.model = model.name;
  summary.cutoff = data::MonthsOf(connection, pack).last;
  summary.run = NextRun(connection);
  data::SetPast(connection, pack, summary.cutoff);
  connection.Run("CREATE TABLE " + QuoteName(RunTable(summary.run, "feature")) + " AS SELECT * FROM (" + task.features_sql + ")");
  summary.customers = static_cast<uint64_t>(connection.Integer("SELECT count(*) FROM " + QuoteName(RunTable(summary.run, "feature"))));
  if (summary.customers == 0) throw EmptyPopulation(task, summary.cutoff);
  clock.Lap("features");
  Score(connection, scorer, summary.run, summary.customers, progress);
  clock.Lap("score");
  RankScores(connection, task, summary);
  clock.Lap("rank");
  summary.changes = CompareLists(connection, pack, summary.run, summary.cutoff);
  Summarise(connection, summary);
  clock.Lap("changes");
  WriteFiles(connection, pack, options.out, summary, progress);
  clock.Lap("write");
  double seconds = 0;
  for (const auto& stage : summary.stages) seconds += stage.second;
  store::Transaction recording(connection);
  DropOlderFeatures(connection, summary.run);
  connection.Run("CREATE OR REPLACE VIEW main.scores AS SELECT customer, cutoff, probability, rank FROM main." +
                 QuoteName(RunTable(summary.run, "score")));
  RecordRun(connection, summary.run, pack, {"score", scorer.model().seed, seconds, SettingsOf(summary, model, scorer.base())});
  DropOlderRuns(connection, "score", kKeptScores);
  recording.Commit();
  return summary;
}

}  // namespace auspex::flow
