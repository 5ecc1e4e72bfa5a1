#pragma once
// The API: a table of routes, and what every one of them shares: who asks, whether they may, and answers to errors.
// A new endpoint is a line in the table of its *_routes.cc and a path in openapi.json.
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "pack/pack.h"
#include "serve/http.h"
#include "store/workspace.h"

namespace auspex::serve {

enum class Role { kNobody, kViewer, kAnalyst, kAdmin };  ///< kNobody: not signed in

struct Caller {
  std::string account;  ///< empty: not signed in
  Role role = Role::kNobody;
  std::string session;  ///< the session's id; empty: none
  std::string language; ///< for texts in answers
};

class Accounts;      // serve/accounts.h
class Sessions;      // serve/sessions.h
class AuditLog;      // serve/audit_log.h
class Uploads;       // serve/uploads.h
class JobQueue;      // serve/job_queue.h
class AnswerCache;   // serve/answer_cache.h
class Metrics;       // serve/metrics.h
class DashboardMaker;  // serve/dashboard_maker.h
struct Settings;     // serve/settings.h

/// What handlers work on. Everything in it may be used by many threads at once.
struct Context {
  store::Workspace& workspace;
  const pack::Pack& pack;
  const Settings& settings;
  Accounts& accounts;
  Sessions& sessions;
  AuditLog& audit;
  Uploads& uploads;
  JobQueue& jobs;
  AnswerCache& answers;
  Metrics& metrics;
  DashboardMaker* dashboard = nullptr;  ///< a server has one; only the dashboard's routes need it
};

/// What a route answers about; a pack may be without it.
enum class Needs { kNothing, kJourneys, kTask, kResults, kSegments, kLayers, kContacts };

/// Answers a request or throws Error (serve/problem.h says how that is answered).
using Handler = Response (*)(Context&, const Caller&, Request&);

struct Route {
  const char* method;
  const char* pattern;     ///< "/api/v1/jobs/{id}"; {name} matches one segment
  Role least;              ///< who may; kNobody: everybody, signed in or not
  Handler handler;
  const char* audit = "";  ///< action recorded in the audit table; empty: not recorded
  bool streams_body = false;
  Needs needs = Needs::kNothing;  ///< answers only where the pack has it
};

// One function an area, each in its *_routes.cc.
std::span<const Route> SessionRoutes();    // session, password
std::span<const Route> AccountRoutes();    // accounts, audit
std::span<const Route> WorkspaceRoutes();  // pack, summary, events a day, openapi.json
std::span<const Route> UploadRoutes();     // uploads, preview
std::span<const Route> LoadRoutes();       // loads, rejects
std::span<const Route> JobRoutes();
std::span<const Route> RunRoutes();        // runs, results, files, saved filters
std::span<const Route> CustomerRoutes();   // customers, what-if
std::span<const Route> TaskCustomerRoutes();  // of a task over tables: explanation, customers, what-if, contacts
std::span<const Route> ModelRoutes();
std::span<const Route> StrategyRoutes();
std::span<const Route> DashboardRoutes();
std::span<const Route> TaskModelRoutes();  // trainings of a task over tables
std::span<const Route> WatchRoutes();      // what came of the contacts
std::span<const Route> ReportRoutes();
std::span<const Route> LayerRoutes();
std::span<const Route> SegmentRoutes();

/// Every route of the API.
std::vector<Route> AllRoutes();

/// Whether a pack has what routes answer about. Results are those of journeys, or plans of contacts.
bool Has(const pack::Pack& pack, Needs needs);

/// Throws HttpError(409) with code no_journeys, no_task, no_results, no_segments, no_layers or no_contacts where the pack is without it.
void Require(const pack::Pack& pack, Needs needs);

/// Calls the route's handler. Throws as Require.
Response Handle(const Route& route, Context& context, const Caller& caller, Request& request);

/// Finds the route, checks session, role and CSRF token, calls the handler, turns errors into problems, writes the audit
/// table and counts metrics. Never throws.
class Api {
 public:
  explicit Api(Context& context);
  ~Api();
  /// The route of a method and path; fills `parameters`. nullptr if there is none; `known_path` says whether another method
  /// has one.
  const Route* Find(const std::string& method, const std::string& path, std::map<std::string, std::string>& parameters, bool& known_path) const;
  Response Answer(Request& request);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace auspex::serve
