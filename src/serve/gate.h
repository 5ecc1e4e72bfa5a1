#pragma once
// What every request to the API goes through: the route is found, the caller known and allowed, forged requests are turned away,
// errors become problems, and what was done is written down.
#include <functional>
#include <optional>
#include <span>

#include "serve/api.h"
#include "serve/sessions.h"

namespace auspex::serve {

/// What the gate asks of the rest of the server.
struct GateSeams {
  std::function<std::optional<SessionInfo>(const std::string& token)> session;
  std::function<Response(const Route&, const Caller&, Request&)> call;
  std::function<void(const std::string& account, const std::string& address, const std::string& action, const std::string& subject,
                     const std::string& outcome)>
      audit;
  std::function<void(const std::string& method, const std::string& pattern, int status, double seconds)> count;
};

class Gate {
 public:
  Gate(std::vector<Route> routes, GateSeams seams);

  /// See Api::Find.
  const Route* Find(const std::string& method, const std::string& path, std::map<std::string, std::string>& parameters, bool& known_path) const;
  /// The methods that the path has, as the header Allow wants them.
  std::string Allowed(const std::string& path) const;
  /// Never throws.
  Response Answer(Request& request) const;

 private:
  const Route& FindOrThrow(Request& request) const;
  Response AnswerRoute(const Route& route, Caller& caller, Request& request) const;
  void Audit(const Route& route, const Caller& caller, const Request& request, const std::string& outcome) const;

  std::vector<Route> routes_;
  std::vector<std::vector<std::string>> patterns_;  ///< segments of each route's pattern
  GateSeams seams_;
};

/// Throws HttpError 403 if a request that may change something comes from another site: by Sec-Fetch-Site, else by Origin and Host.
void RefuseOtherSites(const Request& request);

}  // namespace auspex::serve
