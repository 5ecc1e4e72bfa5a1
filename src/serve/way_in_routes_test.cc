// The routes that let people and files in, called as the gate calls them.
#include <gmock/gmock.h>

#include "data/load_table.h"
#include "serve/way_in_fixture.h"

namespace auspex::serve {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

class WayInRoutes : public WayInTest {
 protected:
  Response Session(std::string_view method, const std::string& body = {}, const std::string& token = {}, std::string_view path = "/session") {
    Request request;
    request.body = body;
    request.address = address_;
    if (!token.empty()) request.headers.emplace("cookie", "other=1; auspex_session=" + token);
    return Call(SessionRoutes(), method, path, request, CallerOf(token));
  }
  Caller CallerOf(const std::string& token) {
    const auto session = sessions_->Find(token);
    if (!session) return {};
    return {.account = session->account, .role = session->role, .session = session->id, .language = "en"};
  }
  Response Account(std::string_view method, const std::string& name, const std::string& body = {}, const Caller& caller = {}) {
    Request request;
    request.body = body;
    if (!name.empty()) request.parameters["name"] = name;
    const Response response = Call(AccountRoutes(), method, name.empty() ? "/accounts" : "/accounts/{name}", request, caller);
    subject_ = request.parameters["name"];
    return response;
  }
  Response Upload(std::string_view method, std::string_view pattern, Request request) {
    const Caller caller{.account = "ann", .role = Role::kAnalyst, .session = {}, .language = {}};
    return Call(UploadRoutes(), method, pattern, request, caller);
  }
  /// Uploads `content` as `name` and returns its id.
  std::string Send(const std::string& name, const std::string& content) {
    const std::string id = uploads_->Begin(name, content.size(), "ann").id;
    uploads_->Append(id, 0, [&](const auto& take) { return take(content); });
    return id;
  }
  json Preview(const std::string& id, const std::string& mapping = {}) {
    Request request;
    request.parameters["id"] = id;
    if (!mapping.empty()) request.query.emplace("mapping", mapping);
    return json::parse(Upload("GET", "/uploads/{id}/preview", request).body);
  }
  Response Loads(std::string_view method, std::string_view pattern, const std::string& id = {},
                 const std::multimap<std::string, std::string>& query = {}) {
    Request request;
    if (!id.empty()) request.parameters["id"] = id;
    request.query = query;
    return Call(LoadRoutes(), method, pattern, request);
  }
  void Ingest(const std::string& name, const std::string& content) {
    std::ofstream(folder_ / "file.csv") << data::kSmallHeader << content;
    store::Connection connection = workspace_->Connect();
    Progress quiet;
    const std::vector<std::filesystem::path> files{folder_ / "file.csv"};
    data::Ingest(connection, pack_, files, {.names = {name}}, quiet);
  }
  static std::string TokenOf(const Response& response) {
    const std::string cookie = HeaderOf(response, "Set-Cookie");
    EXPECT_THAT(cookie, StartsWith("auspex_session="));
    return cookie.substr(15, cookie.find(';') - 15);
  }

  std::string address_ = "127.0.0.1", subject_;
};

TEST_F(WayInRoutes, TheOneTimeTokenSignsInAndLetsAPasswordBeSet) {
  auto nobody = json::parse(Session("GET").body);
  EXPECT_EQ(nobody, (json{{"signed_in", false}, {"no_password_yet", true}, {"version", "0.1.0"}}));
  const std::string one_time = accounts_->MakeOneTimeToken();
  EXPECT_EQ(Thrown([&] { Session("POST", R"({"token": "x"})"); }), "401 wrong_token : this is not the one-time token of the server's last start");
  const Response signed_in = Session("POST", json{{"token", one_time}}.dump());
  const std::string token = TokenOf(signed_in);
  const auto session = json::parse(signed_in.body);
  EXPECT_EQ(session["account"], (json{{"name", "admin"}, {"role", "admin"}, {"has_password", false}}));
  EXPECT_EQ(session["csrf"], sessions_->Find(token)->csrf);
  EXPECT_EQ(Thrown([&] { Session("POST", json{{"token", one_time}}.dump()); }), "401 token_used : the one-time token was used already");
  EXPECT_EQ(Thrown([&] { Session("PUT", R"({"password": "short"})", token, "/session/password"); }),
            "400 bad_request password: must have 8 to 1024 bytes");
  const auto after = json::parse(Session("PUT", R"({"password": "long enough"})", token, "/session/password").body);
  EXPECT_EQ(after["account"]["has_password"], true);
  EXPECT_EQ(after["no_password_yet"], false);
  EXPECT_EQ(json::parse(Session("GET", {}, token).body)["signed_in"], true);
  EXPECT_THAT(Rows("SELECT account, action, subject, outcome FROM audit ORDER BY rowid"),
              ElementsAre("|sign_in||wrong_token", "admin|sign_in|token|200", "|sign_in||token_used"));
}

TEST_F(WayInRoutes, APasswordSignsInAndOutAndANewOneEndsOtherSessions) {
  accounts_->Create("ann", Role::kAnalyst, "password");
  const std::string body = R"({"name": "ann", "password": "password"})";
  const std::string first = TokenOf(Session("POST", body)), second = TokenOf(Session("POST", body));
  const std::string third = TokenOf(Session("POST", body, second));
  EXPECT_FALSE(sessions_->Find(second)) << "a session goes when its browser signs in again";
  EXPECT_EQ(Thrown([&] { Session("PUT", R"({"password": "new password"})", third, "/session/password"); }),
            "400 bad_request current: is missing");
  EXPECT_EQ(Thrown([&] { Session("PUT", R"({"current": "x", "password": "new password"})", third, "/session/password"); }),
            "403 wrong_password current: the current password is wrong");
  Session("PUT", R"({"current": "password", "password": "new password"})", third, "/session/password");
  EXPECT_FALSE(sessions_->Find(first));
  EXPECT_TRUE(sessions_->Find(third));
  EXPECT_TRUE(accounts_->Check("ann", "new password"));
  const Response out = Session("DELETE", {}, third);
  EXPECT_EQ(out.status, 204);
  EXPECT_EQ(TokenOf(out), "");
  EXPECT_FALSE(sessions_->Find(third));
  EXPECT_EQ(Session("DELETE").status, 204);
}

TEST_F(WayInRoutes, AWrongPasswordDoesNotTellWhetherTheNameExists) {
  accounts_->Create("ann", Role::kViewer, "password");
  accounts_->Create("off", Role::kViewer, "password");
  accounts_->SetDisabled("off", true);
  for (const char* body : {R"({"name": "ann", "password": "x"})", R"({"name": "bob", "password": "x"})",
                           R"({"name": "off", "password": "password"})"}) {
    EXPECT_EQ(Thrown([&] { Session("POST", body); }), "401 wrong_password : the name or the password is wrong");
  }
  EXPECT_EQ(Thrown([&] { Session("POST", json{{"name", "ann"}, {"password", std::string(2000, 'x')}}.dump()); }),
            "401 wrong_password : the name or the password is wrong");
  EXPECT_THAT(Rows("SELECT account, outcome FROM audit ORDER BY rowid"),
              ElementsAre("ann|wrong_password", "bob|wrong_password", "off|wrong_password", "ann|wrong_password"));
}

TEST_F(WayInRoutes, TooManyAttemptsHaveToWait) {
  accounts_->Create("ann", Role::kViewer, "password");
  const std::string wrong = json{{"name", "ann"}, {"password", std::string(2000, 'x')}}.dump(), right = R"({"name": "ann", "password": "password"})";
  for (int i = 0; i < 4; ++i) EXPECT_THAT(Thrown([&] { Session("POST", wrong); }), StartsWith("401 "));
  TokenOf(Session("POST", right));  // which forgets them
  for (int i = 0; i < 5; ++i) EXPECT_THAT(Thrown([&] { Session("POST", wrong); }), StartsWith("401 "));
  const std::string many = "429 too_many_attempts : there were too many attempts to sign in";
  EXPECT_EQ(Thrown([&] { Session("POST", right); }), many);
  EXPECT_THAT(headers_, ElementsAre(std::pair("Retry-After", "60")));
  EXPECT_EQ(Thrown([&] { Session("POST", R"({"name": "bob", "password": "password"})"); }), many) << "from the same address";
  EXPECT_EQ(Thrown([&] { Session("POST", R"({"token": "x"})"); }), many);
  address_ = "10.0.0.1";
  EXPECT_EQ(Thrown([&] { Session("POST", right); }), many) << "to the same account";
  now_ += kMinute;
  TokenOf(Session("POST", right));
}

TEST_F(WayInRoutes, SessionBodiesOfWrongTypesAreRefused) {
  EXPECT_EQ(Thrown([&] { Session("POST", "["); }), "400 bad_request body: this is no JSON");
  EXPECT_EQ(Thrown([&] { Session("POST", "{}"); }), "400 bad_request name: is missing");
  EXPECT_EQ(Thrown([&] { Session("POST", R"({"name": "a"})"); }), "400 bad_request password: is missing");
  EXPECT_EQ(Thrown([&] { Session("POST", R"({"name": 1, "password": "x"})"); }), "400 bad_request name: must be text");
  EXPECT_EQ(Thrown([&] { Session("POST", R"({"token": ["x"]})"); }), "400 bad_request token: must be text");
}

TEST_F(WayInRoutes, AdministratorsKeepAccounts) {
  const Response made = Account("POST", "", R"({"name": "王小明", "role": "viewer", "password": "password"})");
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(subject_, "王小明");
  EXPECT_EQ(json::parse(made.body), (json{{"name", "王小明"}, {"role", "viewer"}, {"disabled", false}, {"has_password", true},
                                          {"created", "2023-11-14T22:13:20Z"}, {"last_seen", nullptr}}));
  const std::string token = sessions_->Begin("王小明");
  EXPECT_EQ(json::parse(Account("PATCH", "王小明", R"({"role": "analyst"})").body)["role"], "analyst");
  EXPECT_EQ(sessions_->Find(token)->role, Role::kAnalyst);
  Account("PATCH", "王小明", R"({"password": "another one"})");
  EXPECT_FALSE(sessions_->Find(token));
  const std::string again = sessions_->Begin("王小明");
  EXPECT_EQ(json::parse(Account("PATCH", "王小明", R"({"disabled": true})").body)["disabled"], true);
  Account("PATCH", "王小明", R"({"disabled": false})");
  EXPECT_FALSE(sessions_->Find(again));
  EXPECT_EQ(json::parse(Account("GET", "").body)["accounts"].size(), 1);
  EXPECT_EQ(Account("DELETE", "王小明").status, 204);
  EXPECT_EQ(Thrown([&] { Account("DELETE", "王小明"); }), "404 not_found 王小明: there is no account of this name");
}

TEST_F(WayInRoutes, AccountBodiesOfWrongTypesAreRefused) {
  accounts_->Create("ann", Role::kViewer, "password");
  EXPECT_EQ(Thrown([&] { Account("POST", "", R"({"name": "b", "role": "king", "password": "password"})"); }),
            "400 bad_request role: must be viewer, analyst or admin");
  EXPECT_EQ(Thrown([&] { Account("POST", "", R"({"name": "b", "role": 3, "password": "password"})"); }), "400 bad_request role: must be text");
  EXPECT_EQ(Thrown([&] { Account("PATCH", "ann", R"({"disabled": 1})"); }), "400 bad_request disabled: must be true or false");
  EXPECT_EQ(Thrown([&] { Account("PATCH", "ann", R"({"role": "nobody"})"); }), "400 bad_request role: must be viewer, analyst or admin");
  EXPECT_EQ(Thrown([&] { Account("PATCH", "ann", "{}"); }), "400 bad_request body: nothing is to be changed");
  EXPECT_EQ(Thrown([&] { Account("PATCH", "bob", R"({"role": "admin"})"); }), "404 not_found bob: there is no account of this name");
}

TEST_F(WayInRoutes, TheAuditTableIsPaged) {
  for (int i = 0; i < 3; ++i) audit_->Record("ann", "::1", "act", std::to_string(i), "200");
  Request request;
  request.query = {{"offset", "1"}, {"limit", "1"}};
  const auto page = json::parse(Call(AccountRoutes(), "GET", "/audit", request).body);
  EXPECT_EQ(page["total"], 3);
  ASSERT_EQ(page["entries"].size(), 1);
  EXPECT_EQ(page["entries"][0]["subject"], "1");
  for (const auto& [name, value] : std::multimap<std::string, std::string>{{"limit", "0"}, {"limit", "1001"}, {"offset", "-1"}, {"offset", "1e3"}}) {
    request.query = {{name, value}};
    EXPECT_THAT(Thrown([&] { Call(AccountRoutes(), "GET", "/audit", request); }),
                StartsWith("400 bad_request " + name + ": must be a whole number from "));
  }
}

TEST_F(WayInRoutes, AnUploadIsBegunSentLookedAtAndDeleted) {
  const std::string content = "customer;time;symbol;stay;shared;more\na;2025-03-01;look;1;0;x\n";
  Request begin;
  begin.body = json{{"name", "三月.csv"}, {"size", content.size()}}.dump();
  const Response begun = Upload("POST", "/uploads", begin);
  EXPECT_EQ(begun.status, 201);
  const auto upload = json::parse(begun.body);
  EXPECT_EQ(upload["complete"], false);
  EXPECT_EQ(upload["by"], "ann");
  Request piece;
  piece.parameters["id"] = upload["id"];
  piece.read_body = [&](const TakeBytes& take) { return take(std::string_view(content).substr(0, 10)) && false; };
  piece.headers = {{"upload-offset", "0"}};
  EXPECT_EQ(HeaderOf(Upload("PATCH", "/uploads/{id}", piece), "Upload-Offset"), "10");
  EXPECT_EQ(Thrown([&] { Upload("PATCH", "/uploads/{id}", piece); }), "409 upload_offset 三月.csv: the file goes on at byte 10, not at 0");
  piece.headers = {{"upload-offset", "10"}};
  piece.read_body = [&](const TakeBytes& take) { return take(std::string_view(content).substr(10)); };
  EXPECT_EQ(json::parse(Upload("PATCH", "/uploads/{id}", piece).body)["complete"], true);
  EXPECT_EQ(json::parse(Upload("GET", "/uploads", {}).body)["uploads"].size(), 1);
  EXPECT_EQ(json::parse(Upload("GET", "/uploads/{id}", piece).body)["offset"], content.size());
  const auto preview = Preview(upload["id"]);
  EXPECT_EQ(preview["encoding"], "UTF-8");
  EXPECT_EQ(preview["delimiter"], "semicolon");
  EXPECT_EQ(preview["columns"][1], (json{{"name", "time"}, {"type", "time"}, {"required", true}, {"source", "time"}}));
  EXPECT_EQ(preview["columns"][6], (json{{"name", "note"}, {"type", "text"}, {"required", false}, {"source", nullptr}}));
  EXPECT_EQ(preview["ignored"], (json{"more"}));
  EXPECT_EQ(preview["rows"], (json{{"a", "2025-03-01", "look", "1", "0", "x"}}));
  EXPECT_EQ(Preview(upload["id"], R"({"note": "more"})")["columns"][6]["source"], "more");
  EXPECT_EQ(Upload("DELETE", "/uploads/{id}", piece).status, 204);
}

TEST_F(WayInRoutes, UploadsOfWrongTypesAreRefused) {
  const auto begin = [&](const std::string& body) {
    Request request;
    request.body = body;
    return Thrown([&] { Upload("POST", "/uploads", request); });
  };
  EXPECT_EQ(begin(R"({"name": "a.csv"})"), "400 bad_request size: is missing");
  EXPECT_THAT(begin(R"({"name": "a.csv", "size": -1})"), StartsWith("400 bad_request size: must be a whole number from 0 to "));
  EXPECT_THAT(begin(R"({"name": "a.csv", "size": 1.5})"), StartsWith("400 bad_request size: must be a whole number from 0 to "));
  EXPECT_THAT(begin(R"({"name": "a.csv", "size": 18446744073709551615})"), StartsWith("400 bad_request size: "));
  EXPECT_THAT(begin(R"({"name": "a.csv", "size": 9223372036854775807})"), StartsWith("413 upload_too_large a.csv: the file has "));
  EXPECT_EQ(begin(R"({"name": {}, "size": 1})"), "400 bad_request name: must be text");
  EXPECT_EQ(begin(R"({"name": "../", "size": 1})"), "400 bad_request name: is no name of a file");
  Request piece;
  piece.parameters["id"] = uploads_->Begin("a.csv", 1, "ann").id;
  for (const char* offset : {"", "-1", "1.0", "x", "99999999999999999999"}) {
    piece.headers = {{"upload-offset", offset}};
    EXPECT_EQ(Thrown([&] { Upload("PATCH", "/uploads/{id}", piece); }),
              "400 bad_request Upload-Offset: must be the number of bytes that have arrived");
  }
}

TEST_F(WayInRoutes, PreviewsSayWhatIsWrongByTheFilesOwnName) {
  const std::string id = Send("a.csv", "customer,time,symbol\n");
  EXPECT_EQ(Preview(id)["missing"], (json{"stay", "shared"}));
  EXPECT_EQ(Thrown([&] { Preview(id, "{"); }), "400 bad_request mapping: this is no JSON");
  EXPECT_EQ(Thrown([&] { Preview(id, R"({"stay": 1})"); }),
            "400 bad_request mapping: must be an object of columns and the headers they are read from");
  EXPECT_EQ(Thrown([&] { Preview(id, R"({"stay": "x"})"); }),
            "fault 2 stay: the file has no header x to read it from; it has customer, time, symbol");
  EXPECT_EQ(Thrown([&] { Preview(Send("empty.csv", "")); }), "fault 3 empty.csv: the file is empty");
  const std::string parquet = Thrown([&] { Preview(Send("bad.parquet", "PAR1 and no more")); });
  EXPECT_THAT(parquet, StartsWith("fault 3 bad.parquet: the Parquet file cannot be read: "));
  EXPECT_EQ(parquet.find(folder_.string()), std::string::npos);
  EXPECT_THAT(Thrown([&] { Preview(uploads_->Begin("b.csv", 9, "ann").id); }), StartsWith("409 upload_incomplete b.csv: "));
  EXPECT_EQ(Thrown([&] { Preview("x"); }), "404 not_found x: there is no such upload");
}

TEST_F(WayInRoutes, LoadsAreListedWithTheirRejects) {
  EXPECT_EQ(Loads("GET", "/loads").body, R"({"loads":[]})");
  EXPECT_EQ(Thrown([&] { Loads("GET", "/loads/{id}", "1"); }), "404 not_found 1: there is no such load");
  Ingest("一.csv", "a,2025-03-01 10:00:00,look,1,0,,\nb,=1+1,look,1,0,,\nc,\"x,\"\"y\",look,1,0,,\nd,2025-03-01,look,-1,0,,\n");
  Ingest("二.csv", "a,2025-03-02,look,1,0,,\n");
  const auto loads = json::parse(Loads("GET", "/loads").body)["loads"];
  ASSERT_EQ(loads.size(), 2);
  EXPECT_EQ(loads[1]["file"], "一.csv");
  EXPECT_EQ(loads[1]["from"], "2025-03-01 10:00:00");
  EXPECT_EQ(loads[1]["loaded"].get<std::string>().back(), 'Z');
  const auto load = json::parse(Loads("GET", "/loads/{id}", "1").body);
  EXPECT_EQ(load["read"], 4);
  EXPECT_EQ(load["reasons"], (json{{{"column", "time"}, {"reason", "not a time"}, {"rows", 2}, {"first_line", 3}},
                                   {{"column", "stay"}, {"reason", "less than 0"}, {"rows", 1}, {"first_line", 5}}}));
  const auto page = json::parse(Loads("GET", "/loads/{id}/rejects", "1", {{"offset", "1"}, {"limit", "1"}}).body);
  EXPECT_EQ(page, (json{{"total", 3}, {"rejects", {{{"line", 4}, {"column", "time"}, {"reason", "not a time"}, {"value", "x,\"y"}}}}}));
  for (const char* id : {"x", "-1", "99999999999999999999", "3", "9223372036854775807", "1; DROP TABLE loads"}) {
    for (const char* pattern : {"/loads/{id}", "/loads/{id}/rejects", "/loads/{id}/rejects.csv"}) {
      EXPECT_THAT(Thrown([&] { Loads("GET", pattern, id); }), StartsWith("404 not_found ")) << id;
    }
  }
  EXPECT_THAT(Thrown([&] { Loads("GET", "/loads/{id}/rejects", "1", {{"limit", "1001"}}); }), StartsWith("400 bad_request limit: "));
}

TEST_F(WayInRoutes, RejectsAreDownloadedWithoutFormulas) {
  Ingest("a.csv", "a,2025-03-01,look,1,0,,\nb,=1+1,look,1,0,,\nc,\"x,\"\"y\",look,1,0,,\nd,2025-03-01,look,-1,0,,\n"
                  "e,@SUM,look,1,0,,\nf,中,look,1,0,,\n");
  const Response response = Loads("GET", "/loads/{id}/rejects.csv", "1");
  EXPECT_EQ(response.type, "text/csv; charset=utf-8");
  EXPECT_EQ(HeaderOf(response, "Content-Disposition"), "attachment; filename=\"rejects-1.csv\"");
  std::string text;
  while (response.stream([&](std::string_view bytes) { return text += bytes, true; })) continue;
  EXPECT_EQ(text, "\xEF\xBB\xBFline,column,reason,value\r\n3,time,not a time,'=1+1\r\n4,time,not a time,\"x,\"\"y\"\r\n5,stay,less than 0,'-1\r\n"
                  "6,time,not a time,'@SUM\r\n7,time,not a time,中\r\n");
  const Response broken = Loads("GET", "/loads/{id}/rejects.csv", "1");
  EXPECT_FALSE(broken.stream([](std::string_view) { return false; }));
}

TEST_F(WayInRoutes, ALoadIsDeletedOnce) {
  Ingest("a.csv", "a,2025-03-01,look,1,0,,\n");
  EXPECT_EQ(Loads("DELETE", "/loads/{id}", "1").status, 204);
  EXPECT_EQ(Loads("GET", "/loads").body, R"({"loads":[]})");
  EXPECT_EQ(Thrown([&] { Loads("DELETE", "/loads/{id}", "1"); }), "404 not_found 1: there is no such load");
}

TEST_F(WayInRoutes, ALoadThatSomebodyIsDeletingIsAConflict) {
  Ingest("a.csv", "a,2025-03-01,look,1,0,,\n");
  store::Connection other = workspace_->Connect();
  store::Transaction deleting(other);
  other.Run("DELETE FROM main.loads");
  EXPECT_EQ(Thrown([&] { Loads("DELETE", "/loads/{id}", "1"); }), "409 conflict 1: somebody else is changing the events now");
}

TEST(WayInRouteTables, OnlyWhoMayChangesAnything) {
  for (const auto routes : {AccountRoutes(), UploadRoutes(), LoadRoutes()}) {
    for (const Route& route : routes) {
      const Role least = std::string_view(route.method) == "GET" ? Role::kViewer : Role::kAnalyst;
      EXPECT_GE(route.least, least) << route.pattern;
    }
  }
  for (const Route& route : AccountRoutes()) EXPECT_EQ(route.least, Role::kAdmin) << route.pattern;
}

}  // namespace
}  // namespace auspex::serve
