// train, evaluate, predict, explain, crossval: from tables to advice.
#include "base/error.h"
#include "cli/report.h"
#include "cli/session.h"
#include "flow/model_settings.h"
#include "flow/period.h"

namespace auspex::cli {

int RunTrain(const Common& common, const TrainArguments& arguments) {
  if (!arguments.pack.empty()) return RunTableTrain(common, arguments);
  const auto workspace = OpenWorkspace(common);
  const pack::Pack pack = pack::ReadPack(workspace->pack_folder());
  CheckTask(pack, arguments.task);
  if (pack.table_task) return RunTaskTrain(common, arguments, *workspace, pack);
  flow::TrainOptions options;
  options.models = arguments.models;
  options.seed = common.seed;
  options.settings = flow::SettingsOf(pack);
  if (arguments.max_events > 0) options.max_events = arguments.max_events;
  if (arguments.epochs > 0) options.settings.lstm.epochs = arguments.epochs;
  const auto progress = MakeProgress();
  const auto summary = flow::Train(*workspace, pack, options, *progress);
  Print(common.json ? flow::ToJson(summary) : ToText(summary));
  return 0;
}

int RunEvaluate(const Common& common, const EvaluateArguments& arguments) {
  const auto workspace = OpenWorkspace(common);
  const pack::Pack pack = pack::ReadPack(workspace->pack_folder());
  if (pack.table_task) return RunTaskEvaluate(common, arguments, *workspace, pack);
  const auto progress = MakeProgress();
  flow::EvaluateOptions options;
  options.truth = arguments.truth;
  options.model = arguments.model;
  options.seed = common.seed;
  const auto summary = flow::Evaluate(*workspace, pack, options, *progress);
  Print(common.json ? flow::ToJson(summary) : ToText(summary));
  return 0;
}

int RunPredict(const Common& common, const PredictArguments& arguments) {
  const auto workspace = OpenWorkspace(common);
  const pack::Pack pack = pack::ReadPack(workspace->pack_folder());
  CheckTask(pack, arguments.task);
  if (pack.table_task) return RunTaskPredict(common, arguments, *workspace, pack);
  flow::PredictOptions options;
  options.from = flow::PeriodTime("--from", arguments.from, false);
  options.to = flow::PeriodTime("--to", arguments.to, true);
  options.now = flow::PeriodTime("--now", arguments.now, false);
  options.out = arguments.out;
  options.model = arguments.model;
  const auto progress = MakeProgress();
  const auto summary = flow::Predict(*workspace, pack, options, *progress);
  if (common.json) {
    Print(flow::ToJson(summary));
    return 0;
  }
  Print(ToText(summary) + "\nThe result is in " + arguments.out.string() + "\n");
  if (!summary.example.empty()) Print("Why a customer got this advice: auspex -w " + common.workspace.string() + " explain --customer " + summary.example + "\n");
  return 0;
}

int RunExplain(const Common& common, const ExplainArguments& arguments) {
  if (!arguments.model.empty()) return RunTableExplain(common, arguments);
  if (arguments.customer.empty()) {
    throw Error(Fault::kUsage, "nothing was named to explain", {}, "Write -w DIR explain --customer ID, or explain --model FILE --input FILE for a table.");
  }
  const auto workspace = OpenWorkspace(common);
  const pack::Pack pack = pack::ReadPack(workspace->pack_folder());
  if (pack.table_task) return RunTaskExplain(common, arguments, *workspace, pack);
  const auto receipt = flow::ReadReceipt(*workspace, pack, arguments.customer);
  Print(common.json ? flow::ToJson(receipt) : ToText(receipt));
  return 0;
}

int RunCrossval(const Common& common, const CrossvalArguments& arguments) {
  const pack::Pack pack = pack::ReadPack(FindPack(arguments.pack));
  if (pack.table) return RunTableCrossval(common, arguments, pack);
  if (arguments.fold_column.empty()) {
    throw Error(Fault::kUsage, "the column with each case's fold is not named", pack.name, "Add --fold-column NAME.");
  }
  flow::CrossvalOptions options;
  options.input = arguments.input;
  options.fold_column = arguments.fold_column;
  options.models = arguments.models;
  options.seed = common.seed;
  options.settings = flow::SettingsOf(pack);
  const auto progress = MakeProgress();
  const auto summary = flow::Crossval(pack, options, *progress);
  Print(common.json ? flow::ToJson(summary) : ToText(summary));
  return 0;
}

}  // namespace auspex::cli
