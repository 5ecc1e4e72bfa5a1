// How customers are distributed over the pack's layers, and what goes with their assets.
#include "serve/api.h"
#include "serve/layer_answers.h"

namespace auspex::serve {
namespace {

constexpr size_t kLongestSegment = 200;

Response GetLayers(Context& context, const Caller& caller, Request& request) {
  Response response;
  const std::string segment = request.Query("segment").value_or("").substr(0, kLongestSegment);
  response.body = LayersAnswer(context.workspace, context.pack, context.answers, caller.language, segment);
  return response;
}

constexpr Route kRoutes[] = {
    {.method = "GET", .pattern = "/api/v1/layers", .least = Role::kViewer, .handler = GetLayers, .needs = Needs::kLayers},
};

}  // namespace

std::span<const Route> LayerRoutes() { return kRoutes; }

}  // namespace auspex::serve
