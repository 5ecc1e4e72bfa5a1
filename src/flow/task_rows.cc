#include "flow/task_rows.h"

#include <algorithm>
#include <unordered_map>

#include "base/error.h"
#include "base/progress.h"

namespace auspex::flow {
namespace {

using data::Month;
using data::MonthText;

struct TextHash : std::hash<std::string_view> {
  using is_transparent = void;
};
using Labels = std::unordered_map<std::string, bool, TextHash, std::equal_to<>>;

/// Of the customers that are kept.
Labels ReadLabels(store::Connection& connection, const pack::TableTask& task, const KeepCustomer& keep) {
  Labels labels;
  store::Result result = connection.Stream("SELECT * FROM (" + task.label_sql + ")");
  store::Chunk chunk;
  while (result.Next(chunk)) {
    for (size_t r = 0; r < chunk.rows(); ++r) {
      if (!chunk.Valid(0, r) || !chunk.Valid(1, r) || (keep && !keep(chunk.Text(0, r)))) continue;
      labels.emplace(chunk.Text(0, r), chunk.Numbers<bool>(1)[r]);
    }
  }
  return labels;
}

/// The rows that have a label, with it.
void KeepLabelled(const Labels& labels, LabelledRows& rows) {
  std::vector<uint32_t> taken;
  for (uint32_t r = 0; r < rows.matrix.ids.size(); ++r) {
    const auto at = labels.find(rows.matrix.ids[r]);
    if (at == labels.end()) continue;
    taken.push_back(r);
    rows.labels.push_back(at->second ? 1 : 0);
  }
  rows.unknown = rows.matrix.ids.size() - taken.size();
  if (rows.unknown == 0) return;
  rows.matrix.table = learn::TakeRows(rows.matrix.table, taken);
  std::vector<std::string> ids;
  for (const uint32_t r : taken) ids.push_back(std::move(rows.matrix.ids[r]));
  rows.matrix.ids = std::move(ids);
}

}  // namespace

const pack::TableTask& TableTaskOf(const pack::Pack& pack) {
  if (pack.table_task) return *pack.table_task;
  throw Error(Fault::kUsage, "the pack " + pack.name + " has no task over tables", pack.folder.string(),
              "Use a pack with [task] and features, such as wealth.");
}

CutoffPlan PlanCutoffs(const data::MonthSpan& span, const pack::TableTask& task) {
  CutoffPlan plan{span, span.last - task.horizon_months, {}};
  const Month earliest = span.first + task.least_months - 1;
  for (Month cutoff = plan.test - task.horizon_months; cutoff >= earliest && static_cast<int>(plan.training.size()) < task.training_cutoffs; --cutoff) {
    plan.training.push_back(cutoff);
  }
  if (plan.training.empty()) {
    throw Error(Fault::kData,
                "there are " + std::to_string(span.months()) + " months, from " + MonthText(span.first) + " to " + MonthText(span.last) +
                    ", too few to train and test: " + std::to_string(task.least_months) + " to look back on and twice a horizon of " +
                    std::to_string(task.horizon_months) + " are " + std::to_string(task.least_months + 2 * task.horizon_months),
                {}, "Load more months, or lower least_months or horizon_months of the task in the workspace's pack/pack.toml.");
  }
  return plan;
}

uint64_t LabelledRows::positives() const { return static_cast<uint64_t>(std::ranges::count(labels, 1)); }

LabelledRows ReadLabelledRows(store::Connection& connection, const pack::Pack& pack, Month cutoff, const KeepCustomer& keep,
                              const learn::Schema* schema, Progress& progress) {
  const pack::TableTask& task = TableTaskOf(pack);
  LabelledRows rows;
  rows.cutoff = cutoff;
  data::SetPast(connection, pack, cutoff);
  rows.matrix = data::ReadMatrix(connection, task.features_sql, {.name = "features of " + MonthText(cutoff), .keep = keep, .schema = schema}, progress);
  if (rows.matrix.ids.empty() && !keep) throw EmptyPopulation(task, cutoff);
  data::SetFuture(connection, pack, cutoff);
  KeepLabelled(ReadLabels(connection, task, keep), rows);
  data::SetPast(connection, pack, cutoff);
  return rows;
}

Error EmptyPopulation(const pack::TableTask& task, Month cutoff) {
  return Error(
      Fault::kData, "nobody is in the population of " + task.name + " at the end of " + MonthText(cutoff), {},
      "The features' SQL gives no row: all customers may be past what is foretold. Check the task's settings in pack/pack.toml, and the files loaded.");
}

uint64_t CountPopulation(store::Connection& connection, const pack::Pack& pack, Month cutoff) {
  data::SetPast(connection, pack, cutoff);
  const int64_t count = connection.Integer("SELECT count(*) FROM (" + TableTaskOf(pack).features_sql + ")");
  if (count == 0) throw EmptyPopulation(TableTaskOf(pack), cutoff);
  return static_cast<uint64_t>(count);
}

}  // namespace auspex::flow
