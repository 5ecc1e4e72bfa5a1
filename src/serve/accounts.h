#pragma once
// Accounts with roles; passwords as argon2id hashes (libsodium's crypto_pwhash_str, RFC 9106). All of them are kept in memory, and
// every change is written to table `accounts` first.
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "serve/api.h"
#include "serve/throttle.h"

namespace auspex::serve {

struct AccountInfo {
  std::string name;
  Role role = Role::kNobody;
  bool disabled = false, has_password = false;
  std::string created, last_seen;  ///< UTC with Z; last_seen may be empty
};

/// What is to be changed of an account.
struct AccountChange {
  std::optional<Role> role;
  std::optional<bool> disabled;
  std::optional<std::string> password;
};

/// "viewer", "analyst", "admin".
std::string RoleName(Role role);
/// Nothing for another text.
std::optional<Role> RoleOf(std::string_view name);

/// Throws BadRequest for names that are not 1 to 64 letters, digits, `._-@` and Chinese characters or only dots, HttpError 409 "exists"
/// for one that is taken, BadRequest for passwords that have not 8 to 1024 bytes, NotFound for accounts that are not there, and HttpError
/// 409 "last_admin" for what would leave no enabled administrator with a password where there is one.
class Accounts {
 public:
  /// `attempts` limits signing in; its clock is the clock of everything here.
  explicit Accounts(store::Workspace& workspace, ThrottleOptions attempts = {});
  ~Accounts();

  /// Whether some account has a password. While none has, a start of the server prints a one-time token.
  bool AnyPassword();
  /// Makes the one-time token of this start: 43 characters of base64url. It is kept in memory only.
  std::string MakeOneTimeToken();
  /// Uses the token up: the account "admin", made if missing, is signed in by it. Nothing if it is not the token.
  std::optional<std::string> RedeemToken(const std::string& token);
  /// Whether it was the token and is used up.
  bool TokenUsed(const std::string& token);
  /// The account's name if the password is right. Takes equally long for unknown names.
  std::optional<std::string> Check(const std::string& name, const std::string& password);
  /// Counts attempts to sign in.
  Throttle& attempts();

  std::vector<AccountInfo> List();
  std::optional<AccountInfo> Find(const std::string& name);
  /// The role of an account; kNobody if it is not there or disabled. Cheap: every request asks.
  Role RoleOfAccount(const std::string& name);
  void Create(const std::string& name, Role role, const std::string& password);
  /// All of it or nothing.
  void Change(const std::string& name, const AccountChange& change);
  void SetRole(const std::string& name, Role role) { Change(name, {.role = role, .disabled = {}, .password = {}}); }
  void SetDisabled(const std::string& name, bool disabled) { Change(name, {.role = {}, .disabled = disabled, .password = {}}); }
  void SetPassword(const std::string& name, const std::string& password) { Change(name, {.role = {}, .disabled = {}, .password = password}); }
  void Delete(const std::string& name);
  /// Notes that the account's owner was here; written at most once a minute.
  void Seen(const std::string& name);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace auspex::serve
