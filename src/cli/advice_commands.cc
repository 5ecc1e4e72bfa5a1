// segment, act, watch: what kinds of customers there are, whom to approach how, and what came of it.
#include "cli/advice_text.h"
#include "cli/session.h"
#include "flow/segment_json.h"

namespace auspex::cli {

int RunSegment(const Common& common, const SegmentArguments& arguments) {
  const auto workspace = OpenWorkspace(common);
  const pack::Pack pack = pack::ReadPack(workspace->pack_folder());
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

}  // namespace auspex::cli
