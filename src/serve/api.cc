#include "serve/api.h"

#include "serve/audit_log.h"
#include "serve/gate.h"
#include "serve/metrics.h"
#include "serve/problem.h"
#include "serve/sessions.h"

namespace auspex::serve {

bool Has(const pack::Pack& pack, Needs needs) {
  switch (needs) {
    case Needs::kNothing: return true;
    case Needs::kJourneys: return pack.HasEvents();
    case Needs::kTask: return pack.table_task.has_value();
    case Needs::kResults: return pack.HasEvents() || !pack.act.empty();
    case Needs::kSegments: return !pack.segments.empty();
    case Needs::kLayers: return !pack.layers.empty();
    case Needs::kContacts: return !pack.act.empty();
  }
  return false;
}

namespace {

HttpError Without(const pack::Pack& pack, Needs needs) {
  switch (needs) {
    case Needs::kJourneys: return {409, "no_journeys", "the pack " + pack.name + " has no journeys: its data are tables"};
    case Needs::kTask: return {409, "no_task", "the pack " + pack.name + " has no task over tables"};
    case Needs::kResults: return {409, "no_results", "the pack " + pack.name + " makes no list of customers"};
    case Needs::kSegments: return {409, "no_segments", "the pack " + pack.name + " has no segments"};
    case Needs::kLayers: return {409, "no_layers", "the pack " + pack.name + " has no layers"};
    case Needs::kContacts: return {409, "no_contacts", "the pack " + pack.name + " plans no contacts"};
    case Needs::kNothing: break;
  }
  return {500, "internal", "a route without needs was refused"};
}

}  // namespace

void Require(const pack::Pack& pack, Needs needs) {
  if (!Has(pack, needs)) throw Without(pack, needs);
}

Response Handle(const Route& route, Context& context, const Caller& caller, Request& request) {
  Require(context.pack, route.needs);
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
