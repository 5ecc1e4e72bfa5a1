#include "flow/table_train.h"

#include <algorithm>
#include <chrono>

#include "base/error.h"
#include "base/output_file.h"

namespace auspex::flow {
namespace {

/// Of several models the one that ranks best on rows that it has not seen. Settings are the defaults: quick.
std::string ChooseByFolds(const pack::Pack& pack, const data::OneTableRows& rows, const TableTrainOptions& options, TableTrainSummary& summary,
                          Progress& progress) {
  const bool timed = !rows.rows.times.empty();
  pack::FoldPlan plan = pack.table->folds;
  if (!timed && plan.kind != pack::FoldPlan::Kind::kColumn) plan.folds = kQuickFolds;
  TableCrossvalOptions judging;
  judging.models = options.models;
  judging.seed = options.seed;
  judging.replicates = 0;
  TableCrossvalSummary judged = JudgeModels(pack, rows, MakeFolds(plan, rows), judging, progress);
  summary.lines = std::move(judged.lines);
  summary.notes = std::move(judged.notes);
  return summary.lines.front().name;
}

TableModel Fit(const std::string& name, const pack::Pack& pack, const data::OneTableRows& rows, const TableTrainOptions& options, Progress& progress) {
  TableModel model;
  model.pack = pack.name;
  model.pack_fingerprint = pack.fingerprint;
  model.target = pack.table->target;
  model.positive = pack.table->positive;
  model.id = pack.table->id;
  model.missing = pack.table->missing;
  model.delimiter = pack.table->delimiter;
  model.kinds = rows.kinds;
  model.seed = options.seed;
  model.rows = rows.rows.table.rows;
  learn::CheckLabelled(rows.rows);
  CheckMonotone(*pack.table, rows.rows.table.schema);
  model.recipe = learn::FitOnAll(TableRecipe(name, options.recipes, *pack.table), rows.rows, options.seed, progress);
  return model;
}

}  // namespace

TableTrainSummary TrainTable(const pack::Pack& pack, const TableTrainOptions& options, Progress& progress) {
  ChooseModels(options.models, *pack.table);
  OutputFile(options.out);  // a folder that is not there is told before the work
  const data::OneTableRows rows = data::ReadOneTable(options.input, *pack.table, progress);
  TableTrainSummary summary;
  summary.notes = rows.notes;
  summary.model = options.models.size() == 1 ? options.models.front() : ChooseByFolds(pack, rows, options, summary, progress);
  const auto started = std::chrono::steady_clock::now();
  const TableModel model = Fit(summary.model, pack, rows, options, progress);
  summary.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  WriteTableModel(options.out, model);
  summary.file = options.out;
  summary.rows = model.rows;
  summary.features = rows.rows.table.features();
  summary.positives = static_cast<uint64_t>(std::ranges::count(rows.rows.labels, 1));
  summary.calibration = learn::NameOf(model.recipe->calibrator().kind);
  return summary;
}

}  // namespace auspex::flow
