#pragma once
// Who is signed in. A session's token lives in the browser's cookie; the workspace keeps its BLAKE2b hash, so a copied
// workspace opens no session. Sessions outlive a restart of the server.
#include <optional>
#include <string>

#include "serve/api.h"

namespace auspex::serve {

struct SessionInfo {
  std::string id;       ///< hash of the token
  std::string account;
  Role role = Role::kNobody;
  std::string csrf;     ///< that unsafe requests must repeat
};

class Sessions {
 public:
  static constexpr const char* kCookie = "auspex_session";

  explicit Sessions(store::Workspace& workspace);
  ~Sessions();

  /// The session of a cookie's token: nothing if it is unknown, forged, expired (12 h without a request, 7 days in all), or its
  /// account is gone or disabled. Cheap: once read, sessions are kept in memory.
  std::optional<SessionInfo> Find(const std::string& token);
  /// Begins a session; returns the token for the cookie.
  std::string Begin(const std::string& account);
  void End(const std::string& id);
  void EndAllOf(const std::string& account);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace auspex::serve
