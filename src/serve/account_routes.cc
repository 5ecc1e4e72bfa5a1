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

Json Describe(const AccountInfo& account) {
  return {{"name", account.name},       {"role", RoleName(account.role)}, {"disabled", account.disabled}, {"has_password", account.has_password},
          {"created", account.created}, {"last_seen", account.last_seen.empty() ? Json() : Json(account.last_seen)}};
}

Json DescribeAccount(Context& context, const std::string& name) {
  const auto account = context.accounts.Find(name);
  if (!account) throw NotFound("there is no account of this name", name);
  return Describe(*account);
}

Role RoleField(const std::string& name) {
  const auto role = RoleOf(name);
  if (!role) throw BadRequest("must be viewer, analyst or admin", "role");
  return *role;
}

Response ListAccounts(Context& context, const Caller&, Request&) {
  Json accounts = Json::array();
  for (const auto& account : context.accounts.List()) accounts.push_back(Describe(account));
  return JsonAnswer({{"accounts", std::move(accounts)}});
}

Response CreateAccount(Context& context, const Caller&, Request& request) {
  const auto body = ParseBody(request.body);
  const std::string name = StringField(body, "name");
  request.parameters["name"] = name;  // the subject in the audit table
  context.accounts.Create(name, RoleField(StringField(body, "role")), StringField(body, "password"));
  return JsonAnswer(DescribeAccount(context, name), 201);
}

Response ChangeAccount(Context& context, const Caller& caller, Request& request) {
  const std::string& name = request.parameters["name"];
  const auto body = ParseBody(request.body);
  const auto role = OptionalString(body, "role");
  AccountChange change{.role = {}, .disabled = OptionalBool(body, "disabled"), .password = OptionalString(body, "password")};
  if (role) change.role = RoleField(*role);
  if (!change.role && !change.disabled && !change.password) throw BadRequest("nothing is to be changed", "body", "Give role, password or disabled.");
  context.accounts.Change(name, change);
  const bool locked_out = change.password || (change.disabled && *change.disabled);
  if (locked_out) context.sessions.EndAllOf(name, name == caller.account ? caller.session : std::string());
  return JsonAnswer(DescribeAccount(context, name));
}

Response DeleteAccount(Context& context, const Caller&, Request& request) {
  const std::string& name = request.parameters["name"];
  context.accounts.Delete(name);
  context.sessions.EndAllOf(name);
  return NoContent();
}

Response ReadAudit(Context& context, const Caller&, Request& request) {
  const int64_t offset = QueryInteger(request, "offset", 0, 0, INT64_MAX), limit = QueryInteger(request, "limit", 100, 1, 1000);
  Json entries = Json::array();
  for (const auto& line : context.audit.Read(static_cast<uint64_t>(offset), static_cast<uint64_t>(limit))) {
    entries.push_back({{"at", line.at}, {"account", line.account}, {"address", line.address}, {"action", line.action}, {"subject", line.subject},
                       {"outcome", line.outcome}});
  }
  return JsonAnswer({{"total", context.audit.Size()}, {"entries", std::move(entries)}});
}

constexpr Route kRoutes[] = {
    {.method = "GET", .pattern = "/api/v1/accounts", .least = Role::kAdmin, .handler = ListAccounts},
    {.method = "POST", .pattern = "/api/v1/accounts", .least = Role::kAdmin, .handler = CreateAccount, .audit = "account.create"},
    {.method = "PATCH", .pattern = "/api/v1/accounts/{name}", .least = Role::kAdmin, .handler = ChangeAccount, .audit = "account.change"},
    {.method = "DELETE", .pattern = "/api/v1/accounts/{name}", .least = Role::kAdmin, .handler = DeleteAccount, .audit = "account.delete"},
    {.method = "GET", .pattern = "/api/v1/audit", .least = Role::kAdmin, .handler = ReadAudit},
};

}  // namespace

std::span<const Route> AccountRoutes() { return kRoutes; }

}  // namespace auspex::serve
