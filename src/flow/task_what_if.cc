#include "flow/task_what_if.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/format.h"
#include "base/progress.h"
#include "data/follow_sql.h"
#include "flow/result_runs.h"
#include "flow/task_rows.h"
#include "pack/toml_reader.h"

namespace auspex::flow {
namespace {

using store::QuoteName;

constexpr double kMostSensible = 1e15;
constexpr float kRounding = 1e-6f;  ///< relative; of values worked out another way than features.sql does
constexpr const char* kRows = "what_if_rows";  ///< temporary: seen by one connection only

[[noreturn]] void Refuse(const std::string& what, const std::string& feature, const std::string& advice) {
  throw Error(Fault::kUsage, what, Excerpt(feature), advice);
}

const learn::FeatureInfo& InfoOf(const learn::Schema& schema, const std::string& feature) {
  const auto at = std::ranges::find(schema, feature, &learn::FeatureInfo::name);
  if (at != schema.end()) return *at;
  std::vector<std::string> known;
  for (const auto& info : schema) known.push_back(info.name);
  Refuse("the model has no feature " + Excerpt(feature), feature, "Correct the name; " + pack::Suggest(feature, known));
}

void CheckText(const learn::FeatureInfo& info, const std::string& text) {
  if (!info.is_category()) Refuse("the feature " + info.name + " is a number, and no text", info.name, "Send a number, or null for a missing value.");
  if (std::ranges::count(info.categories, text) > 0) return;
  std::string known;
  for (const auto& category : info.categories) known += (known.empty() ? "" : ", ") + category;
  Refuse("the model has not learnt the value " + Excerpt(text) + " of the feature " + info.name, info.name, "Choose one of these: " + Excerpt(known, 600));
}

void CheckNumber(const learn::FeatureInfo& info, double number) {
  if (info.is_category()) Refuse("the feature " + info.name + " is a text, and no number", info.name, "Send one of its texts, or null for a missing value.");
  if (std::isfinite(number) && std::abs(number) <= kMostSensible) return;
  Refuse("the value of the feature " + info.name + " is out of all sense", info.name, "Send a number between -1e15 and 1e15.");
}

void CheckChanges(const FeatureChanges& changes, const learn::Schema& schema) {
  for (const auto& [feature, value] : changes) {
    const learn::FeatureInfo& info = InfoOf(schema, feature);
    if (const auto* text = std::get_if<std::string>(&value)) CheckText(info, *text);
    else if (const auto* number = std::get_if<double>(&value)) CheckNumber(info, *number);
    else if (const auto* whole = std::get_if<int64_t>(&value)) CheckNumber(info, static_cast<double>(*whole));
    else if (std::holds_alternative<bool>(value)) Refuse("the feature " + feature + " is neither true nor false", feature, "Send a number, a text or null.");
  }
}

/// The customer's row as stored and as changed, aligned to the model.
struct Rows {
  learn::FeatureTable changed, stored;
};

Rows ReadRows(store::Connection& connection, const pack::Pack& pack, const ScoredRun& run, const std::string& customer, const FeatureChanges& changes,
              const learn::Schema& schema) {
  const auto features = data::FeaturesIn(connection, "main." + QuoteName(RunTable(run.run, "feature")));
  std::set<std::string> names;
  std::vector<store::Value> values = {customer};
  for (const auto& [feature, value] : changes) names.insert(feature), values.push_back(value);
  try {
    connection.Query(std::string("CREATE OR REPLACE TEMP TABLE ") + kRows + " AS " + data::FollowSql(*pack.table_task, features, run.cutoff, names), values);
  } catch (const Error& error) {
    throw Error(Fault::kData, "what follows the changed features cannot be worked out: " + error.message(), pack.table_task->described_file.string(),
                "Correct `follows` of the features that follow, in the pack.");
  }
  Progress quiet;
  const data::Matrix both = data::ReadMatrix(connection, std::string("SELECT * FROM ") + kRows,
                                             {.name = pack.table_task->features_file.filename().string(), .keep = {}, .schema = &schema}, quiet);
  if (both.ids.size() != 2) throw UnscoredCustomer(run.run, customer);
  const uint32_t first = 0, second = 1;  // in the order of their names: changed, stored
  return {learn::TakeRows(both.table, {&first, 1}), learn::TakeRows(both.table, {&second, 1})};
}

std::vector<std::string> MovedFeatures(const Rows& rows, const FeatureChanges& changes) {
  std::vector<std::string> moved;
  for (size_t f = 0; f < rows.stored.features(); ++f) {
    const float before = rows.stored.columns[f][0], after = rows.changed.columns[f][0];
    const bool same = std::abs(before - after) <= kRounding * std::max(std::abs(before), std::abs(after)) || (std::isnan(before) && std::isnan(after));
    if (!same && !changes.contains(rows.stored.schema[f].name)) moved.push_back(rows.stored.schema[f].name);
  }
  return moved;
}

}  // namespace

TaskWhatIf ExplainIf(store::Workspace& workspace, const pack::Pack& pack, const std::string& customer, const FeatureChanges& changes,
                     const TaskExplainOptions& options) {
  TableTaskOf(pack);
  store::Connection connection = workspace.Connect();
  const ScoredRun run = NewestScores(connection);
  const ScoredLine line = FindScored(connection, run, customer);
  const auto scorer = ScorerOf(workspace, connection, pack, run, options);
  CheckChanges(changes, scorer->model().schema());
  const Rows rows = ReadRows(connection, pack, run, customer, changes, scorer->model().schema());
  TaskWhatIf answer;
  answer.before = answer.after = EmptyReceipt(*scorer, pack, run, options.language);
  answer.before.customer = answer.after.customer = customer;
  FillReceipt(*scorer, pack, rows.stored, options.language, answer.before);
  FillReceipt(*scorer, pack, rows.changed, options.language, answer.after);
  answer.before.rank = line.rank, answer.before.listed = line.listed;
  answer.after.rank = RankWith(connection, run, line, answer.after.probability, answer.after.margin);
  answer.after.listed = answer.after.rank <= std::max<uint64_t>(run.listed, 1);
  answer.moved = MovedFeatures(rows, changes);
  return answer;
}

}  // namespace auspex::flow
