// features, train, evaluate, predict, explain and report in a workspace whose pack has a task over tables.
#include "base/error.h"
#include "cli/session.h"
#include "cli/task_report_text.h"
#include "flow/report/layer_report.h"
#include "flow/report/segment_report.h"
#include "flow/report/report.h"
#include "flow/task_report_data.h"

namespace auspex::cli {
namespace {

/// An option of journeys would be ignored in silence.
void RefuseOption(bool given, const std::string& option, const pack::Pack& pack) {
  if (given)
    throw Error(Fault::kUsage, option + " is for packs of journeys", option, "Leave it out: the pack " + pack.name + " foretells as of months.");
}

template <class Summary>
int Show(const Common& common, const Summary& summary) {
  Print(common.json ? flow::ToJson(summary) : ToText(summary));
  return 0;
}

}  // namespace

int RunFeatures(const Common& common, const FeaturesArguments& arguments) {
  const auto workspace = OpenWorkspace(common);
  const pack::Pack pack = pack::ReadPack(workspace->pack_folder());
  flow::TaskFeaturesOptions options;
  options.out = arguments.out;
  if (!arguments.month.empty()) {
    options.month = data::MonthFrom(arguments.month);
    if (!options.month) throw Error(Fault::kUsage, "'" + arguments.month + "' is no month", "--month", "Write it like 2025-03.");
  }
  const auto progress = MakeProgress();
  return Show(common, flow::MakeTaskFeatures(*workspace, pack, options, *progress));
}

int RunTaskTrain(const Common& common, const TrainArguments& arguments, store::Workspace& workspace, const pack::Pack& pack) {
  RefuseOption(arguments.max_events > 0, "--max-events", pack);
  RefuseOption(arguments.epochs > 0, "--epochs", pack);
  flow::TaskTrainOptions options;
  options.models = arguments.models;
  options.seed = common.seed;
  options.tune_seconds = arguments.tune_seconds;
  options.tune_trials = arguments.tune_trials;
  if (arguments.max_rows > 0) options.max_rows = arguments.max_rows;
  const auto progress = MakeProgress();
  return Show(common, flow::TrainTask(workspace, pack, options, *progress));
}

int RunTaskEvaluate(const Common& common, const EvaluateArguments& arguments, store::Workspace& workspace, const pack::Pack& pack) {
  const auto progress = MakeProgress();
  return Show(common, flow::EvaluateTask(workspace, pack, {.truth = arguments.truth, .model = arguments.model}, *progress));
}

int RunTaskPredict(const Common& common, const PredictArguments& arguments, store::Workspace& workspace, const pack::Pack& pack) {
  RefuseOption(!arguments.from.empty(), "--from", pack);
  RefuseOption(!arguments.to.empty(), "--to", pack);
  RefuseOption(!arguments.now.empty(), "--now", pack);
  const auto progress = MakeProgress();
  return Show(common, flow::PredictTask(workspace, pack, {.out = arguments.out, .model = arguments.model}, *progress));
}

int RunTaskExplain(const Common& common, const ExplainArguments& arguments, store::Workspace& workspace, const pack::Pack& pack) {
  return Show(common, flow::ExplainCustomer(workspace, pack, arguments.customer));
}

int RunReport(const Common& common, const ReportArguments& arguments) {
  const auto workspace = OpenWorkspace(common);
  const pack::Pack pack = pack::ReadPack(workspace->pack_folder());
  const auto progress = MakeProgress();
  flow::ReportData data = flow::FillTaskReport(*workspace, pack, {.truth = arguments.truth}, *progress);
  if (!pack.layers.empty()) data.layers = flow::LayersForReport(flow::MeasureLayers(*workspace, pack, {}, *progress), pack);
  if (!pack.segments.empty()) {
    flow::SegmentOptions segmenting;
    segmenting.seed = common.seed;
    const auto segments = flow::SegmentCustomers(*workspace, pack, segmenting, *progress);
    store::Connection connection = workspace->Connect();
    data.segments = flow::SegmentsForReport(connection, segments);
  }
  const auto files = flow::WriteReport(data, arguments.out, {.pdf = arguments.pdf});
  std::string text;
  for (const auto& file : files) text += "Written: " + file.string() + "\n";
  Print(common.json ? flow::FilesToJson(files) : text);
  return 0;
}

}  // namespace auspex::cli
