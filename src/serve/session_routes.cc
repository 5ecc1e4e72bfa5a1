#include "flow/version.h"
#include "serve/accounts.h"
#include "serve/api.h"
#include "serve/audit_log.h"
#include "serve/json_answer.h"
#include "serve/json_fields.h"
#include "serve/problem.h"
#include "serve/sessions.h"

namespace auspex::serve {
namespace {

using Json = nlohmann::ordered_json;

/// The object Session; `token` of the session that is described, empty if nobody is signed in.
Json Describe(Context& context, const std::string& token) {
  Json body{{"signed_in", false}};
  const auto session = context.sessions.Find(token);
  const auto account = session ? context.accounts.Find(session->account) : std::nullopt;
  if (account) {
    body["signed_in"] = true;
    body["account"] = Json{{"name", account->name}, {"role", RoleName(account->role)}, {"has_password", account->has_password}};
    body["csrf"] = session->csrf;
  }
  body["no_password_yet"] = !context.accounts.AnyPassword();
  body["version"] = flow::kVersion;
  return body;
}

Response WithCookie(Context& context, Response response, const std::string& token) {
  response.headers.emplace_back("Set-Cookie", context.sessions.SetCookie(token));
  return response;
}

Response ReadSession(Context& context, const Caller&, Request& request) {
  return JsonAnswer(Describe(context, request.Cookie(Sessions::kCookie)));
}

/// Counts an attempt with a password; throws HttpError 429 if there were too many.
std::vector<std::string> CountAttempt(Context& context, const std::string& name, const Request& request) {
  // No account has a longer name, and what is remembered of strangers' attempts should not grow with what they send.
  std::vector<std::string> keys{"account " + name.substr(0, 260), "address " + request.address};
  if (const auto wait = context.accounts.attempts().Attempt(keys)) {
    const std::string seconds = std::to_string(*wait);
    throw HttpError(429, "too_many_attempts", "there were too many attempts to sign in", {}, "Wait " + seconds + " seconds, then try again.")
        .With("Retry-After", seconds);
  }
  return keys;
}

/// The account that a name and a password open.
std::string CheckPassword(Context& context, const std::string& name, const std::string& password, const Request& request) {
  const auto keys = CountAttempt(context, name, request);
  const auto account = password.size() > 1024 ? std::nullopt : context.accounts.Check(name, password);
  if (!account) throw HttpError(401, "wrong_password", "the name or the password is wrong", {}, "Check both, and whether Caps Lock is on.");
  context.accounts.attempts().Succeed(keys);
  return *account;
}

std::string RedeemToken(Context& context, const std::string& token, const Request& request) {
  const auto keys = CountAttempt(context, {}, request);
  if (const auto account = context.accounts.RedeemToken(token)) {
    context.accounts.attempts().Succeed(keys);
    return *account;
  }
  if (context.accounts.TokenUsed(token)) {
    throw HttpError(401, "token_used", "the one-time token was used already", {},
                    "Sign in with name and password, or start the server anew for another token.");
  }
  throw HttpError(401, "wrong_token", "this is not the one-time token of the server's last start", {},
                  "Copy the address anew from where the server was started.");
}

Response SignIn(Context& context, const Caller& caller, Request& request) {
  const auto body = ParseBody(request.body);
  const auto token = OptionalString(body, "token");
  const std::string name = token ? std::string() : StringField(body, "name");
  std::string account;
  try {
    account = token ? RedeemToken(context, *token, request) : CheckPassword(context, name, StringField(body, "password"), request);
  } catch (const HttpError& error) {
    context.audit.Record(name, request.address, "sign_in", "", error.code());
    throw;
  }
  if (!caller.session.empty()) context.sessions.End(caller.session);
  const std::string session = context.sessions.Begin(account);
  context.accounts.Seen(account);
  context.audit.Record(account, request.address, "sign_in", token ? "token" : "", "200");
  return WithCookie(context, JsonAnswer(Describe(context, session)), session);
}

Response SignOut(Context& context, const Caller& caller, Request&) {
  if (!caller.session.empty()) context.sessions.End(caller.session);
  return WithCookie(context, NoContent(), {});
}

Response SetPassword(Context& context, const Caller& caller, Request& request) {
  const auto body = ParseBody(request.body);
  const std::string password = StringField(body, "password");
  const auto account = context.accounts.Find(caller.account);
  if (account && account->has_password) {
    const std::string current = StringField(body, "current");
    const auto keys = CountAttempt(context, caller.account, request);
    if (!context.accounts.Check(caller.account, current)) {
      throw HttpError(403, "wrong_password", "the current password is wrong", "current", "Check whether Caps Lock is on.");
    }
    context.accounts.attempts().Succeed(keys);
  }
  context.accounts.SetPassword(caller.account, password);
  context.sessions.EndAllOf(caller.account, caller.session);
  return JsonAnswer(Describe(context, request.Cookie(Sessions::kCookie)));
}

constexpr Route kRoutes[] = {
    {.method = "GET", .pattern = "/api/v1/session", .least = Role::kNobody, .handler = ReadSession},
    {.method = "POST", .pattern = "/api/v1/session", .least = Role::kNobody, .handler = SignIn},  // which records itself
    {.method = "DELETE", .pattern = "/api/v1/session", .least = Role::kNobody, .handler = SignOut, .audit = "sign_out"},
    {.method = "PUT", .pattern = "/api/v1/session/password", .least = Role::kViewer, .handler = SetPassword, .audit = "password.change"},
};

}  // namespace

std::span<const Route> SessionRoutes() { return kRoutes; }

}  // namespace auspex::serve
