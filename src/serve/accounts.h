#pragma once
// Accounts with roles; passwords as argon2id hashes (libsodium's crypto_pwhash_str, RFC 9106).
#include <optional>
#include <string>
#include <vector>

#include "serve/api.h"

namespace auspex::serve {

struct AccountInfo {
  std::string name;
  Role role = Role::kNobody;
  bool disabled = false, has_password = false;
  std::string created, last_seen;  ///< UTC with Z; last_seen may be empty
};

/// "viewer", "analyst", "admin".
std::string RoleName(Role role);

class Accounts {
 public:
  explicit Accounts(store::Workspace& workspace);
  ~Accounts();

  /// Whether some account has a password. While none has, a start of the server prints a one-time token.
  bool AnyPassword();
  /// Makes the one-time token of this start: 43 characters of base64url. It is kept in memory only.
  std::string MakeOneTimeToken();
  /// Uses the token up: the account "admin", made if missing, is signed in by it. Nothing if it is not the token.
  std::optional<std::string> RedeemToken(const std::string& token);
  /// The account's name if the password is right. Takes equally long for unknown names.
  std::optional<std::string> Check(const std::string& name, const std::string& password);

  std::vector<AccountInfo> List();
  std::optional<AccountInfo> Find(const std::string& name);
  void Create(const std::string& name, Role role, const std::string& password);
  void SetRole(const std::string& name, Role role);
  void SetDisabled(const std::string& name, bool disabled);
  void SetPassword(const std::string& name, const std::string& password);
  void Delete(const std::string& name);
  void Seen(const std::string& name);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace auspex::serve
