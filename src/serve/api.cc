#include "serve/api.h"

#include "serve/audit_log.h"
#include "serve/gate.h"
#include "serve/metrics.h"
#include "serve/problem.h"
#include "serve/sessions.h"

namespace auspex::serve {

Response Handle(const Route& route, Context& context, const Caller& caller, Request& request) {
  if (route.of_journeys && !context.pack.HasEvents()) {
    throw HttpError(409, "no_journeys", "the pack " + context.pack.name + " has no journeys: its data are tables", "",
                    "Look at its dashboard; predictions are written by `auspex predict --out`.");
  }
  return route.handler(context, caller, request);
}

struct Api::State {
  Gate gate;
};

Api::Api(Context& context)
    : state_(new State{Gate(AllRoutes(), {.session = [&context](const std::string& token) { return context.sessions.Find(token); },
                                          .call = [&context](const Route& route, const Caller& caller,
                                                             Request& request) { return Handle(route, context, caller, request); },
                                          .audit =
                                              [&context](const std::string& account, const std::string& address, const std::string& action,
                                                         const std::string& subject, const std::string& outcome) {
                                                context.audit.Record(account, address, action, subject, outcome);
                                              },
                                          .count =
                                              [&context](const std::string& method, const std::string& pattern, int status, double seconds) {
                                                context.metrics.Count(method, pattern, status, seconds);
                                              }})}) {}

Api::~Api() = default;

const Route* Api::Find(const std::string& method, const std::string& path, std::map<std::string, std::string>& parameters, bool& known_path) const {
  return state_->gate.Find(method, path, parameters, known_path);
}

Response Api::Answer(Request& request) { return state_->gate.Answer(request); }

}  // namespace auspex::serve
