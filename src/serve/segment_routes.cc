// The newest segments, as they were stored.
#include "flow/segment_json.h"
#include "flow/segment_record.h"
#include "serve/answer_cache.h"
#include "serve/api.h"
#include "serve/problem.h"

namespace auspex::serve {
namespace {

Response GetSegments(Context& context, const Caller& caller, Request&) {
  const std::string question = "segments " + std::to_string(context.answers.Version()) + " " + caller.language;
  Response response;
  if (const auto kept = context.answers.Find(question)) {
    response.body = *kept;
    return response;
  }
  pack::Pack pack = context.pack;
  if (pack.wording.contains(caller.language)) pack.language = caller.language;
  store::Connection connection = context.workspace.Connect();
  const auto summary = flow::ReadNewestSegments(connection, pack);
  if (!summary) throw HttpError(404, "not_segmented", "the customers have not been segmented yet", {}, "Predict first, and segment the customers.");
  response.body = flow::ToJson(*summary, flow::MeanProbabilities(connection, *summary));
  context.answers.Keep(question, response.body);
  return response;
}

constexpr Route kRoutes[] = {
    {.method = "GET", .pattern = "/api/v1/segments", .least = Role::kViewer, .handler = GetSegments, .needs = Needs::kSegments},
};

}  // namespace

std::span<const Route> SegmentRoutes() { return kRoutes; }

}  // namespace auspex::serve
