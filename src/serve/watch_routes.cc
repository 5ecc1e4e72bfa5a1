// What came of the contacts, in the caller's language.
#include "serve/api.h"
#include "serve/watch_answers.h"

namespace auspex::serve {
namespace {

Response GetWatch(Context& context, const Caller& caller, Request&) {
  Response response;
  response.body = WatchAnswer(context.workspace, context.pack, context.answers, caller.language);
  return response;
}

constexpr Route kRoutes[] = {
    {.method = "GET", .pattern = "/api/v1/watch", .least = Role::kViewer, .handler = GetWatch, .needs = Needs::kContacts},
};

}  // namespace

std::span<const Route> WatchRoutes() { return kRoutes; }

}  // namespace auspex::serve
