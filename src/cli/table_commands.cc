// train, explain and crossval on a table instead of a workspace.
#include <cstdio>

#include "base/error.h"
#include "cli/session.h"
#include "cli/table_report_text.h"

namespace auspex::cli {
namespace {

void RefuseFoldColumn(const CrossvalArguments& arguments, const pack::Pack& pack) {
  if (arguments.fold_column.empty()) return;
  throw Error(Fault::kUsage, "--fold-column is for logs; the pack " + pack.name + " of a table says itself how rows are split", "--fold-column",
              "Write folds = \"column:" + arguments.fold_column + "\" into its pack.toml.");
}

template <class Arguments>
flow::TableRecipeOptions RecipeOptions(const Arguments& arguments) {
  flow::TableRecipeOptions options;
  options.calibrate = arguments.calibrate;
  options.tune_seconds = arguments.tune_seconds;
  options.tune_trials = arguments.tune_trials;
  options.tell = [](const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); };
  return options;
}

}  // namespace

int RunTableCrossval(const Common& common, const CrossvalArguments& arguments, const pack::Pack& pack) {
  RefuseFoldColumn(arguments, pack);
  flow::TableCrossvalOptions options;
  options.input = arguments.input;
  options.models = arguments.models;
  options.seed = common.seed;
  options.recipes = RecipeOptions(arguments);
  const auto progress = MakeProgress();
  const auto summary = flow::CrossvalTable(pack, options, *progress);
  Print(common.json ? flow::ToJson(summary) : ToText(summary));
  return 0;
}

int RunTableTrain(const Common& common, const TrainArguments& arguments) {
  const pack::Pack pack = pack::ReadPack(FindPack(arguments.pack));
  if (!pack.table) {
    throw Error(Fault::kUsage, "the pack " + pack.name + " describes journeys, and a model of a table was asked for", pack.folder.string(),
                "Train in a workspace: auspex init DIR --pack " + pack.name + ", auspex -w DIR ingest FILE, auspex -w DIR train.");
  }
  flow::TableTrainOptions options;
  options.input = arguments.input;
  options.out = arguments.out;
  options.models = arguments.models;
  options.seed = common.seed;
  options.recipes = RecipeOptions(arguments);
  const auto progress = MakeProgress();
  const auto summary = flow::TrainTable(pack, options, *progress);
  Print(common.json ? flow::ToJson(summary) : ToText(summary));
  return 0;
}

int RunTableExplain(const Common& common, const ExplainArguments& arguments) {
  flow::TableExplainOptions options;
  options.model = arguments.model;
  options.input = arguments.input;
  options.out = arguments.out;
  options.top = arguments.top;
  options.id = arguments.id;
  for (const auto& group : arguments.groups) options.groups.push_back(flow::ParseReasonGroup(group));
  const auto progress = MakeProgress();
  const auto summary = flow::ExplainTable(options, *progress);
  Print(common.json ? flow::ToJson(summary) : ToText(summary));
  return 0;
}

}  // namespace auspex::cli
