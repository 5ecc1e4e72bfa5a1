#include "serve/accounts.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <shared_mutex>

#include "base/format.h"
#include "serve/problem.h"
#include "serve/secret.h"
#include "text/utf8.h"

namespace auspex::serve {
namespace {

constexpr const char* kFirstAdmin = "admin";

struct Account {
  Role role = Role::kNobody;
  bool disabled = false;
  std::string password = {};  // its hash; empty: none
  Micros created = 0, seen = 0;

  bool Administers() const { return role == Role::kAdmin && !disabled && !password.empty(); }
};

/// Han characters: the unified ones with extensions A and B to H, and the compatibility ones.
bool IsHan(std::string_view sequence) {
  const auto bits = [&](size_t i) { return static_cast<uint32_t>(static_cast<unsigned char>(sequence[i]) & 0x3F); };
  if (sequence.size() == 3) {
    const uint32_t c = ((static_cast<unsigned char>(sequence[0]) & 0x0Fu) << 12) | (bits(1) << 6) | bits(2);
    return (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF);
  }
  if (sequence.size() != 4) return false;
  const uint32_t c = ((static_cast<unsigned char>(sequence[0]) & 0x07u) << 18) | (bits(1) << 12) | (bits(2) << 6) | bits(3);
  return c >= 0x20000 && c <= 0x323AF;
}

bool MayBeInName(std::string_view sequence) {
  if (sequence.size() > 1) return IsHan(sequence);
  const char c = sequence[0];
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || std::string_view("._-@").find(c) != std::string_view::npos;
}

void CheckName(const std::string& name) {
  size_t characters = 0;
  bool good = name.find_first_not_of('.') != std::string::npos;
  for (size_t at = 0; good && at < name.size(); ++characters) {
    const size_t length = text::Utf8SequenceLength(std::string_view(name).substr(at));
    good = length > 0 && MayBeInName(std::string_view(name).substr(at, length)) && characters < 64;
    at += length;
  }
  if (good) return;
  throw BadRequest("must be 1 to 64 letters, digits, dots, hyphens, underscores, @ and Chinese characters", "name", "Choose another name.");
}

void CheckLength(const std::string& password) {
  if (password.size() < 8 || password.size() > 1024) throw BadRequest("must have 8 to 1024 bytes", "password", "Choose another password.");
}

}  // namespace

std::string RoleName(Role role) {
  switch (role) {
    case Role::kNobody: return "nobody";
    case Role::kViewer: return "viewer";
    case Role::kAnalyst: return "analyst";
    case Role::kAdmin: return "admin";
  }
  return "";
}

std::optional<Role> RoleOf(std::string_view name) {
  for (const Role role : {Role::kViewer, Role::kAnalyst, Role::kAdmin}) {
    if (RoleName(role) == name) return role;
  }
  return {};
}

struct Accounts::State {
  State(store::Workspace& workspace, ThrottleOptions limit) : clock(limit.clock), attempts(std::move(limit)), connection(workspace.Connect()) {
    connection.Run("CREATE TABLE IF NOT EXISTS main.accounts (name VARCHAR, role VARCHAR, password VARCHAR, disabled BOOLEAN, created TIMESTAMP, "
                   "last_seen TIMESTAMP)");
    auto rows = connection.Query("SELECT name, role, password, disabled, created, last_seen FROM main.accounts");
    for (const auto& row : rows.Rows()) {
      Account& account = accounts[row[0].value_or("")];
      account.role = RoleOf(row[1].value_or("")).value_or(Role::kNobody);
      account.password = row[2].value_or("");
      account.disabled = row[3] == "true";
      account.created = std::stoll(row[4].value_or("0"));
      account.seen = std::stoll(row[5].value_or("0"));
    }
  }

  Account& At(const std::string& name) {
    const auto found = accounts.find(name);
    if (found == accounts.end()) throw NotFound("there is no account of this name", Excerpt(name));
    return found->second;
  }
  /// Refuses to turn `before`, an account that is there, into `after` if nobody could administer then.
  void KeepAnAdministrator(const std::string& name, const Account& before, const Account& after) const {
    if (!before.Administers() || after.Administers()) return;
    for (const auto& [other, account] : accounts) {
      if (other != name && account.Administers()) return;
    }
    throw HttpError(409, "last_admin", "this is the last administrator with a password", name, "Make another account an administrator first.");
  }
  /// Writes an account in place of what the table has of it.
  void Write(const std::string& name, const Account& account) {
    store::Transaction transaction(connection);
    connection.Query("DELETE FROM main.accounts WHERE name = ?", {name});
    connection.Query("INSERT INTO main.accounts VALUES (?, ?, ?, ?, make_timestamp(?), make_timestamp(nullif(?, 0)))",
                     {name, RoleName(account.role), account.password, account.disabled, account.created, account.seen});
    transaction.Commit();
  }
  AccountInfo Info(const std::string& name, const Account& account) const {
    const std::string seen = account.seen == 0 ? "" : UtcText(account.seen);
    return {name, account.role, account.disabled, !account.password.empty(), UtcText(account.created), seen};
  }

  Clock clock;
  Throttle attempts;
  std::mutex writing;            // held by who changes something, from its check to its end
  std::shared_mutex reading;     // of `accounts`, and of the token
  store::Connection connection;  // of who holds `writing`
  std::map<std::string, Account> accounts;
  std::string token, used_token;  // as hashes; empty: none
};

Accounts::Accounts(store::Workspace& workspace, ThrottleOptions attempts) : state_(std::make_unique<State>(workspace, std::move(attempts))) {}
Accounts::~Accounts() = default;
Throttle& Accounts::attempts() { return state_->attempts; }

bool Accounts::AnyPassword() {
  const std::shared_lock lock(state_->reading);
  return std::ranges::any_of(state_->accounts, [](const auto& account) { return !account.second.password.empty(); });
}

std::string Accounts::MakeOneTimeToken() {
  std::string token = RandomToken();
  const std::unique_lock lock(state_->reading);
  state_->token = HashToken(token, "first sign-in");
  return token;
}

std::optional<std::string> Accounts::RedeemToken(const std::string& token) {
  const std::lock_guard writing(state_->writing);
  const std::string hash = HashToken(token, "first sign-in");
  if (state_->token.empty() || !SameSecret(hash, state_->token)) return {};
  const auto found = state_->accounts.find(kFirstAdmin);
  Account account = found == state_->accounts.end() ? Account{.created = state_->clock()} : found->second;
  account.role = Role::kAdmin;
  account.disabled = false;
  state_->Write(kFirstAdmin, account);
  const std::unique_lock lock(state_->reading);
  state_->accounts[kFirstAdmin] = account;
  state_->used_token = std::move(state_->token);
  state_->token.clear();
  return kFirstAdmin;
}

bool Accounts::TokenUsed(const std::string& token) {
  const std::shared_lock lock(state_->reading);
  return !state_->used_token.empty() && SameSecret(HashToken(token, "first sign-in"), state_->used_token);
}

std::optional<std::string> Accounts::Check(const std::string& name, const std::string& password) {
  std::optional<std::string> hash;
  {
    const std::shared_lock lock(state_->reading);
    const auto found = state_->accounts.find(name);
    if (found != state_->accounts.end() && !found->second.disabled && !found->second.password.empty()) hash = found->second.password;
  }
  if (!CheckPassword(hash, password)) return {};
  return name;
}

std::vector<AccountInfo> Accounts::List() {
  const std::shared_lock lock(state_->reading);
  std::vector<AccountInfo> infos;
  for (const auto& [name, account] : state_->accounts) infos.push_back(state_->Info(name, account));
  return infos;
}

std::optional<AccountInfo> Accounts::Find(const std::string& name) {
  const std::shared_lock lock(state_->reading);
  const auto found = state_->accounts.find(name);
  if (found == state_->accounts.end()) return {};
  return state_->Info(name, found->second);
}

Role Accounts::RoleOfAccount(const std::string& name) {
  const std::shared_lock lock(state_->reading);
  const auto found = state_->accounts.find(name);
  return found == state_->accounts.end() || found->second.disabled ? Role::kNobody : found->second.role;
}

void Accounts::Create(const std::string& name, Role role, const std::string& password) {
  CheckName(name);
  CheckLength(password);
  const auto refuse_taken = [&] {
    if (state_->accounts.contains(name)) throw HttpError(409, "exists", "there is an account of this name", name, "Choose another name.");
  };
  {
    const std::shared_lock lock(state_->reading);
    refuse_taken();
  }
  const Account account{.role = role, .password = HashPassword(password), .created = state_->clock()};
  const std::lock_guard writing(state_->writing);
  refuse_taken();
  state_->Write(name, account);
  const std::unique_lock lock(state_->reading);
  state_->accounts[name] = account;
}

void Accounts::Change(const std::string& name, const AccountChange& change) {
  std::string hash;
  if (change.password) {
    CheckLength(*change.password);
    hash = HashPassword(*change.password);
  }
  const std::lock_guard writing(state_->writing);
  Account& account = state_->At(name);
  Account after = account;
  if (change.role) after.role = *change.role;
  if (change.disabled) after.disabled = *change.disabled;
  if (change.password) after.password = hash;
  state_->KeepAnAdministrator(name, account, after);
  state_->Write(name, after);
  const std::unique_lock lock(state_->reading);
  account = after;
}

void Accounts::Delete(const std::string& name) {
  const std::lock_guard writing(state_->writing);
  state_->KeepAnAdministrator(name, state_->At(name), {});
  state_->connection.Query("DELETE FROM main.accounts WHERE name = ?", {name});
  const std::unique_lock lock(state_->reading);
  state_->accounts.erase(name);
}

void Accounts::Seen(const std::string& name) {
  const Micros now = state_->clock();
  {
    const std::shared_lock lock(state_->reading);
    const auto found = state_->accounts.find(name);
    if (found == state_->accounts.end() || now - found->second.seen < kMinute) return;
  }
  const std::lock_guard writing(state_->writing);
  const auto found = state_->accounts.find(name);
  if (found == state_->accounts.end() || now - found->second.seen < kMinute) return;
  {
    const std::unique_lock lock(state_->reading);
    found->second.seen = now;
  }
  state_->Write(name, found->second);
}

}  // namespace auspex::serve
