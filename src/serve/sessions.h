#pragma once
// Who is signed in. A session's token lives in the browser's cookie; the workspace keeps its BLAKE2b hash, so a copied
// workspace opens no session. Sessions outlive a restart of the server.
#include <memory>
#include <optional>
#include <string>

#include "serve/accounts.h"
#include "serve/api.h"
#include "serve/utc.h"

namespace auspex::serve {

struct SessionInfo {
  std::string id;       ///< hash of the token
  std::string account;
  Role role = Role::kNobody;
  std::string csrf;     ///< that unsafe requests must repeat; compare it with SameSecret
};

struct SessionOptions {
  bool secure = false;  ///< the server speaks TLS: the cookie goes over TLS only
  Clock clock = UtcNow;
};

class Sessions {
 public:
  static constexpr const char* kCookie = "auspex_session";
  static constexpr Micros kIdle = 12 * kHour, kLongest = 7 * kDay;

  /// `accounts` says whose sessions count, and in which role.
  Sessions(store::Workspace& workspace, Accounts& accounts, SessionOptions options = {});
  ~Sessions();

  /// The session of a cookie's token: nothing if it is unknown, forged, expired (12 h without a request, 7 days in all), or its
  /// account is gone or disabled. Cheap: once read, sessions are kept in memory.
  std::optional<SessionInfo> Find(const std::string& token);
  /// The value of Set-Cookie that gives the browser `token`, or takes the cookie away if it is empty.
  std::string SetCookie(const std::string& token) const;
  /// Begins a session; returns the token for the cookie.
  std::string Begin(const std::string& account);
  void End(const std::string& id);
  /// Ends the sessions of an account, but for the one with the id `except`.
  void EndAllOf(const std::string& account, const std::string& except = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace auspex::serve
