#include "serve/sessions.h"

#include <mutex>
#include <unordered_map>

#include "serve/secret.h"

namespace auspex::serve {
namespace {

struct Session {
  std::string account, csrf;
  Micros created = 0, seen = 0, written = 0;  // when begun; last asked for; the same as the table has it
};

bool Expired(const Session& session, Micros now) {
  return now - session.seen >= Sessions::kIdle || now - session.created >= Sessions::kLongest;
}

}  // namespace

struct Sessions::State {
  State(store::Workspace& workspace, Accounts& all, SessionOptions wanted)
      : accounts(all), options(std::move(wanted)), connection(workspace.Connect()) {
    connection.Run("CREATE TABLE IF NOT EXISTS main.sessions (id VARCHAR, account VARCHAR, created TIMESTAMP, seen TIMESTAMP)");
    const Micros now = options.clock();
    connection.Query("DELETE FROM main.sessions WHERE seen <= make_timestamp(?) OR created <= make_timestamp(?)", {now - kIdle, now - kLongest});
    auto rows = connection.Query("SELECT id, account, created, seen FROM main.sessions");
    for (const auto& row : rows.Rows()) {
      const Micros seen = std::stoll(row[3].value_or("0"));
      Session& session = sessions[row[0].value_or("")];
      session = {.account = row[1].value_or(""), .csrf = {}, .created = std::stoll(row[2].value_or("0")), .seen = seen, .written = seen};
    }
  }

  /// Writes when a session was last asked for. Losing that to a failure costs somebody a sign-in at most.
  void WriteSeen(const std::string& id, Micros now) noexcept try {
    const std::lock_guard lock(writing);
    connection.Query("UPDATE main.sessions SET seen = make_timestamp(?) WHERE id = ?", {now, id});
  } catch (const std::exception&) {
  }
  template <class Ends>
  void EndThose(Ends ends) {
    std::vector<std::string> ended;
    {
      const std::lock_guard lock(reading);
      std::erase_if(sessions, [&](const auto& session) {
        const bool end = ends(session.first, session.second);
        if (end) ended.push_back(session.first);
        return end;
      });
    }
    const std::lock_guard lock(writing);
    for (const auto& id : ended) connection.Query("DELETE FROM main.sessions WHERE id = ?", {id});
  }

  Accounts& accounts;
  SessionOptions options;
  std::mutex reading;            // of `sessions`
  std::mutex writing;            // of the connection; taken without `reading`
  store::Connection connection;
  std::unordered_map<std::string, Session> sessions;  // by the hash of their token, which tells nothing of near misses
};

Sessions::Sessions(store::Workspace& workspace, Accounts& accounts, SessionOptions options)
    : state_(std::make_unique<State>(workspace, accounts, std::move(options))) {}
Sessions::~Sessions() = default;

std::optional<SessionInfo> Sessions::Find(const std::string& token) {
  if (token.size() != 43) return {};
  SessionInfo info{.id = HashToken(token, "session"), .account = {}, .csrf = {}};
  const Micros now = state_->options.clock();
  bool write = false;
  {
    const std::lock_guard lock(state_->reading);
    const auto found = state_->sessions.find(info.id);
    if (found == state_->sessions.end() || Expired(found->second, now)) return {};
    Session& session = found->second;
    if (session.csrf.empty()) session.csrf = HashToken(token, "csrf");
    session.seen = now;
    write = now - session.written >= kMinute;
    if (write) session.written = now;
    info.account = session.account, info.csrf = session.csrf;
  }
  info.role = state_->accounts.RoleOfAccount(info.account);
  if (info.role == Role::kNobody) return {};
  if (write) {
    state_->WriteSeen(info.id, now);
    state_->accounts.Seen(info.account);
  }
  return info;
}

std::string Sessions::SetCookie(const std::string& token) const {
  const std::string secure = state_->options.secure ? "; Secure" : "";
  const std::string life = token.empty() ? "0" : std::to_string(kLongest / kSecond);
  return std::string(kCookie) + "=" + token + "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + life + secure;
}

std::string Sessions::Begin(const std::string& account) {
  std::string token = RandomToken();
  const std::string id = HashToken(token, "session");
  const Micros now = state_->options.clock();
  state_->EndThose([&](const auto&, const Session& session) { return Expired(session, now); });
  {
    const std::lock_guard lock(state_->writing);
    state_->connection.Query("INSERT INTO main.sessions VALUES (?, ?, make_timestamp(?), make_timestamp(?))", {id, account, now, now});
  }
  const std::lock_guard lock(state_->reading);
  state_->sessions[id] = {.account = account, .csrf = HashToken(token, "csrf"), .created = now, .seen = now, .written = now};
  return token;
}

void Sessions::End(const std::string& id) {
  state_->EndThose([&](const std::string& other, const Session&) { return other == id; });
}

void Sessions::EndAllOf(const std::string& account, const std::string& except) {
  state_->EndThose([&](const std::string& id, const Session& session) { return session.account == account && id != except; });
}

}  // namespace auspex::serve
