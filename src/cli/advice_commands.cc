// layers, segment, act, watch: how customers are distributed, what kinds of them there are, whom to approach how, and what came of it.
#include "cli/advice_text.h"
#include "cli/layers_text.h"
#include "cli/session.h"
#include "flow/act_json.h"
#include "flow/segment_json.h"

namespace auspex::cli {

int RunSegment(const Common& common, const SegmentArguments& arguments) {
  const auto workspace = OpenWorkspace(common);
  const pack::Pack pack = pack::ReadWorkspacePack(workspace->pack_folder());
  flow::SegmentOptions options;
  options.month = arguments.month;
  options.clusters = arguments.segments;
  options.out = arguments.out;
  options.seed = common.seed;
  const auto progress = MakeProgress();
  const auto summary = flow::SegmentCustomers(*workspace, pack, options, *progress);
  Print(common.json ? flow::ToJson(summary) : ToText(summary));
  return 0;
}

int RunLayers(const Common& common, const LayersArguments& arguments) {
  const auto workspace = OpenWorkspace(common);
  const pack::Pack pack = pack::ReadWorkspacePack(workspace->pack_folder());
  const auto progress = MakeProgress();
  const auto summary = flow::MeasureLayers(*workspace, pack, {arguments.month, arguments.segment}, *progress);
  Print(common.json ? flow::ToJson(summary, pack) : ToText(summary, pack, arguments.all));
  return 0;
}

int RunAct(const Common& common, const ActArguments& arguments) {
  const auto workspace = OpenWorkspace(common);
  const pack::Pack pack = pack::ReadWorkspacePack(workspace->pack_folder());
  if (!arguments.customer.empty()) {
    const auto receipt = flow::ReadContactReceipt(*workspace, pack, arguments.customer);
    Print(common.json ? flow::ToJson(receipt) : ToText(receipt));
    return 0;
  }
  flow::ActOptions options;
  options.start = arguments.start;
  options.out = arguments.out;
  const auto progress = MakeProgress();
  const auto summary = flow::PlanContacts(*workspace, pack, options, *progress);
  Print(common.json ? flow::ToJson(summary) : ToText(summary));
  if (common.json) return 0;
  if (!arguments.out.empty()) Print("\nThe plan is in " + arguments.out.string() + "\n");
  if (!summary.example.empty())
    Print("Why a customer is approached so: auspex -w " + common.workspace.string() + " act --customer " + summary.example + "\n");
  return 0;
}

int RunWatch(const Common& common, const WatchArguments& arguments) {
  const auto workspace = OpenWorkspace(common);
  const auto summary = flow::WatchContacts(*workspace, pack::ReadWorkspacePack(workspace->pack_folder()));
  Print(common.json ? flow::ToJson(summary) : ToText(summary, arguments.all));
  return 0;
}

}  // namespace auspex::cli
