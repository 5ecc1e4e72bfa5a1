// How customers are distributed over the pack's layers, and what goes with their assets.
#include <memory>
#include <mutex>

#include "base/progress.h"
#include "flow/layers.h"
#include "serve/answer_cache.h"
#include "serve/api.h"

namespace auspex::serve {
namespace {

constexpr size_t kLongestSegment = 200;

/// What was measured last, for answers in other languages; the customers are read once for each state of the workspace. One at a time: it takes all cores.
std::shared_ptr<const flow::LayerSummary> Measured(Context& context, const std::string& segment, uint64_t version) {
  static std::mutex mutex;
  static std::pair<std::string, std::shared_ptr<const flow::LayerSummary>> kept;  // state, what was measured
  const std::string state = context.workspace.folder().string() + " " + std::to_string(version) + " " + segment;
  const std::lock_guard lock(mutex);
  if (kept.first == state) return kept.second;
  Progress progress;
  auto summary = std::make_shared<const flow::LayerSummary>(flow::MeasureLayers(context.workspace, context.pack, {.month = {}, .segment = segment}, progress));
  kept = {state, summary};
  return summary;
}

Response GetLayers(Context& context, const Caller& caller, Request& request) {
  const std::string segment = request.Query("segment").value_or("").substr(0, kLongestSegment);
  const uint64_t version = context.answers.Version();
  const std::string question = "layers " + std::to_string(version) + " " + caller.language + " " + segment;
  Response response;
  if (const auto kept = context.answers.Find(question)) {
    response.body = *kept;
    return response;
  }
  pack::Pack pack = context.pack;
  if (pack.wording.contains(caller.language)) pack.language = caller.language;
  response.body = flow::ToJson(*Measured(context, segment, version), pack);
  context.answers.Keep(question, response.body);
  return response;
}

constexpr Route kRoutes[] = {
    {.method = "GET", .pattern = "/api/v1/layers", .least = Role::kViewer, .handler = GetLayers, .needs = Needs::kLayers},
};

}  // namespace

std::span<const Route> LayerRoutes() { return kRoutes; }

}  // namespace auspex::serve
