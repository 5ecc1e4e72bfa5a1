#include "serve/gate.h"

#include <sodium.h>

#include <chrono>
#include <cstdio>

#include "serve/problem.h"
#include "serve/request_head.h"

namespace auspex::serve {
namespace {

bool IsParameter(const std::string& segment) { return segment.size() > 2 && segment.front() == '{' && segment.back() == '}'; }

/// Fills `parameters` if the segments are those of the pattern. A parameter takes no empty segment.
bool Match(const std::vector<std::string>& pattern, const std::vector<std::string>& segments, std::map<std::string, std::string>& parameters) {
  if (pattern.size() != segments.size()) return false;
  std::map<std::string, std::string> found;
  for (size_t k = 0; k < pattern.size(); ++k) {
    const bool is_parameter = IsParameter(pattern[k]);
    if (is_parameter ? segments[k].empty() : pattern[k] != segments[k]) return false;
    if (is_parameter) found[pattern[k].substr(1, pattern[k].size() - 2)] = segments[k];
  }
  parameters = std::move(found);
  return true;
}

/// Fixed segments win over parameters, from left to right: /strategies/cases over /strategies/{id}.
bool IsMoreExact(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  for (size_t k = 0; k < a.size(); ++k) {
    if (IsParameter(a[k]) != IsParameter(b[k])) return IsParameter(b[k]);
  }
  return false;
}

bool IsUnsafe(const std::string& method) { return method != "GET" && method != "OPTIONS"; }

bool Equal(const std::string& a, const std::string& b) { return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0; }

const char* NameOf(Role role) {
  switch (role) {
    case Role::kViewer: return "viewer";
    case Role::kAnalyst: return "analyst";
    default: return "admin";
  }
}

void CheckCaller(const Route& route, const Caller& caller) {
  if (caller.role >= route.least) return;
  if (caller.role == Role::kNobody) throw HttpError(401, "not_signed_in", "you are not signed in", {}, "Sign in, then try again.");
  throw Forbidden("your account may not do this", std::string("Ask an administrator for the role ") + NameOf(route.least) + ".");
}

void CheckToken(const Request& request, const std::optional<SessionInfo>& session) {
  if (!session || !IsUnsafe(request.method)) return;
  const std::string sent = request.Header("x-csrf-token");
  if (!session->csrf.empty() && Equal(sent, session->csrf)) return;
  throw HttpError(403, "csrf", "the request does not carry the session's CSRF token", "X-CSRF-Token", "Reload the page.");
}

/// Other types are what forms and scripts of other sites can send without asking.
void CheckType(const Route& route, const Request& request) {
  if (route.streams_body || !IsUnsafe(request.method) || request.body.empty()) return;
  const std::string type = request.Header("content-type");
  const std::string_view media = std::string_view(type).substr(0, type.find_first_of("; "));
  if (media == "application/json") return;
  throw HttpError(415, "unsupported_media_type", "the body must be JSON", "Content-Type", "Send it with Content-Type: application/json.");
}

std::string SubjectOf(const Request& request) {
  std::string subject;
  for (const auto& [name, value] : request.parameters) subject += (subject.empty() ? "" : " ") + value;
  return subject;
}

std::string CodeOf(const Error& error) {
  const auto* http = dynamic_cast<const HttpError*>(&error);
  return http ? http->code() : std::to_string(ProblemResponse(error, "en").status);
}

bool HasHeader(const Response& response, std::string_view name) {
  for (const auto& header : response.headers) {
    if (header.first == name) return true;
  }
  return false;
}

}  // namespace

void RefuseOtherSites(const Request& request) {
  if (!IsUnsafe(request.method)) return;
  const std::string site = request.Header("sec-fetch-site"), origin = request.Header("origin");
  bool is_other = !site.empty() && site != "same-origin" && site != "none";
  if (site.empty() && !origin.empty()) {
    const size_t slashes = origin.find("://");
    is_other = slashes == std::string::npos || origin.substr(slashes + 3) != request.Header("host");
  }
  if (is_other) throw HttpError(403, "other_site", "the request comes from another site", origin);
}

Gate::Gate(std::vector<Route> routes, GateSeams seams) : routes_(std::move(routes)), seams_(std::move(seams)) {
  for (const Route& route : routes_) patterns_.push_back(PathSegments(route.pattern));
}

const Route* Gate::Find(const std::string& method, const std::string& path, std::map<std::string, std::string>& parameters, bool& known_path) const {
  const auto segments = PathSegments(path);
  const Route* best = nullptr;
  size_t best_at = 0;
  known_path = false;
  for (size_t i = 0; i < routes_.size(); ++i) {
    std::map<std::string, std::string> found;
    if (!Match(patterns_[i], segments, found)) continue;
    known_path = true;
    if (method != routes_[i].method || (best && !IsMoreExact(patterns_[i], patterns_[best_at]))) continue;
    best = &routes_[i], best_at = i;
    parameters = std::move(found);
  }
  return best;
}

std::string Gate::Allowed(const std::string& path) const {
  std::string methods;
  bool known = false;
  std::map<std::string, std::string> ignored;
  for (const char* method : {"GET", "POST", "PUT", "PATCH", "DELETE"}) {
    if (!Find(method, path, ignored, known)) continue;
    methods += (methods.empty() ? "" : ", ") + std::string(method);
    if (std::string_view(method) == "GET") methods += ", HEAD";
  }
  return methods;
}

const Route& Gate::FindOrThrow(Request& request) const {
  bool known = false;
  if (const Route* route = Find(request.method, request.path, request.parameters, known)) return *route;
  if (known) throw HttpError(405, "method_not_allowed", "this method does not go with this address", request.method);
  throw NotFound("there is nothing at this address");
}

void Gate::Audit(const Route& route, const Caller& caller, const Request& request, const std::string& outcome) const {
  if (route.audit[0] != '\0') seams_.audit(caller.account, request.address, route.audit, SubjectOf(request), outcome);
}

Response Gate::AnswerRoute(const Route& route, Caller& caller, Request& request) const {
  try {
    RefuseOtherSites(request);
    const std::string cookie = request.Cookie(Sessions::kCookie);
    const auto session = cookie.empty() ? std::nullopt : seams_.session(cookie);
    if (session) caller.account = session->account, caller.role = session->role, caller.session = session->id;
    CheckCaller(route, caller);
    CheckToken(request, session);
    CheckType(route, request);
    Response response = seams_.call(route, caller, request);
    Audit(route, caller, request, std::to_string(response.status));
    return response;
  } catch (const Error& error) {
    Audit(route, caller, request, CodeOf(error));
    throw;
  } catch (const std::exception&) {
    Audit(route, caller, request, "500");
    throw;
  }
}

Response Gate::Answer(Request& request) const {
  const auto begin = std::chrono::steady_clock::now();
  Caller caller;
  caller.language = LanguageOf(request);
  std::string pattern = "none";
  Response response;
  try {
    const Route& route = FindOrThrow(request);
    pattern = route.pattern;
    response = AnswerRoute(route, caller, request);
  } catch (const Error& error) {
    response = ProblemResponse(error, caller.language);
    if (response.status == 405) response.headers.emplace_back("Allow", Allowed(request.path));
    if (response.status >= 500) std::fprintf(stderr, "auspex: %s %s: %s\n", request.method.c_str(), pattern.c_str(), error.what());
  } catch (const std::bad_alloc&) {
    response = ProblemResponse(HttpError(507, "out_of_memory", "out of memory"), caller.language);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "auspex: this is a bug: %s %s: %s\n", request.method.c_str(), pattern.c_str(), error.what());
    response = ProblemResponse(HttpError(500, "internal", "something went wrong in the server"), caller.language);
  }
  if (!HasHeader(response, "Cache-Control")) response.headers.emplace_back("Cache-Control", "no-store");
  seams_.count(request.method, pattern, response.status, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  return response;
}

}  // namespace auspex::serve
