#include "serve/sessions.h"

#include <gmock/gmock.h>

#include <thread>

#include "serve/way_in_fixture.h"

namespace auspex::serve {
namespace {

using testing::ElementsAre;

class SessionsTest : public WayInTest {
 protected:
  SessionsTest() {
    accounts_->Create("ann", Role::kAnalyst, "password");
    token_ = sessions_->Begin("ann");
  }
  std::string token_;
};

TEST_F(SessionsTest, ASessionIsFoundByItsTokenAlsoAfterARestart) {
  const auto session = sessions_->Find(token_);
  ASSERT_TRUE(session);
  EXPECT_EQ(session->account, "ann");
  EXPECT_EQ(session->role, Role::kAnalyst);
  EXPECT_EQ(session->csrf.size(), 64);
  Restart();
  const auto again = sessions_->Find(token_);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->id, session->id);
  EXPECT_EQ(again->csrf, session->csrf);
}

TEST_F(SessionsTest, TheTablesHoldNothingThatOpensASession) {
  const auto session = sessions_->Find(token_);
  for (const auto& row : Rows("SELECT * FROM sessions")) {
    EXPECT_EQ(row.find(token_), std::string::npos);
    EXPECT_EQ(row.find(session->csrf), std::string::npos);
  }
  EXPECT_FALSE(sessions_->Find(session->id));
}

TEST_F(SessionsTest, ForgedTokensOpenNothing) {
  std::string other = token_;
  other[0] = other[0] == 'a' ? 'b' : 'a';
  for (const std::string& token : {std::string(), other, token_ + "a", token_.substr(1), std::string(1'000'000, 'a'), std::string(43, '\0')}) {
    EXPECT_FALSE(sessions_->Find(token));
  }
  EXPECT_NE(sessions_->Find(sessions_->Begin("ann"))->csrf, sessions_->Find(token_)->csrf);
}

TEST_F(SessionsTest, ASessionEndsTwelveHoursAfterItsLastRequest) {
  now_ += 12 * kHour - 1;
  EXPECT_TRUE(sessions_->Find(token_));
  now_ += 12 * kHour - 1;
  Restart();
  EXPECT_TRUE(sessions_->Find(token_));
  now_ += 12 * kHour;
  EXPECT_FALSE(sessions_->Find(token_));
  Restart();
  EXPECT_FALSE(sessions_->Find(token_));
  EXPECT_THAT(Rows("SELECT id FROM sessions"), ElementsAre());
}

TEST_F(SessionsTest, ASessionEndsAfterSevenDaysWhateverIsAsked) {
  for (int hour = 1; hour < 7 * 24; ++hour) {
    now_ += kHour;
    ASSERT_TRUE(sessions_->Find(token_)) << hour;
  }
  now_ += kHour;
  EXPECT_FALSE(sessions_->Find(token_));
  sessions_->Begin("ann");
  EXPECT_EQ(Rows("SELECT id FROM sessions").size(), 1);
}

TEST_F(SessionsTest, RolesAndDisablingTakeEffectAtOnce) {
  accounts_->SetRole("ann", Role::kViewer);
  EXPECT_EQ(sessions_->Find(token_)->role, Role::kViewer);
  accounts_->SetDisabled("ann", true);
  EXPECT_FALSE(sessions_->Find(token_));
  accounts_->SetDisabled("ann", false);
  EXPECT_TRUE(sessions_->Find(token_));
  accounts_->Delete("ann");
  EXPECT_FALSE(sessions_->Find(token_));
}

TEST_F(SessionsTest, SessionsEndForGood) {
  const std::string second = sessions_->Begin("ann"), third = sessions_->Begin("ann");
  sessions_->End(sessions_->Find(token_)->id);
  EXPECT_FALSE(sessions_->Find(token_));
  sessions_->EndAllOf("ann", sessions_->Find(third)->id);
  EXPECT_FALSE(sessions_->Find(second));
  sessions_->EndAllOf("bob");
  Restart();
  EXPECT_FALSE(sessions_->Find(second));
  EXPECT_TRUE(sessions_->Find(third));
  sessions_->EndAllOf("ann");
  EXPECT_FALSE(sessions_->Find(third));
}

TEST_F(SessionsTest, TheCookieIsOutOfReachOfScriptsAndOtherSites) {
  EXPECT_EQ(sessions_->SetCookie("t"), "auspex_session=t; Path=/; HttpOnly; SameSite=Strict; Max-Age=604800");
  EXPECT_EQ(sessions_->SetCookie(""), "auspex_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
  secure_ = true;
  Restart();
  EXPECT_EQ(sessions_->SetCookie("t"), "auspex_session=t; Path=/; HttpOnly; SameSite=Strict; Max-Age=604800; Secure");
}

TEST_F(SessionsTest, ManyThreadsMayAsk) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([this] {
      for (int i = 0; i < 20; ++i) {
        const std::string token = sessions_->Begin("ann");
        EXPECT_TRUE(sessions_->Find(token));
        EXPECT_TRUE(sessions_->Find(token_));
        sessions_->End(sessions_->Find(token)->id);
        EXPECT_FALSE(sessions_->Find(token));
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(Rows("SELECT id FROM sessions").size(), 1);
}

TEST_F(WayInTest, TheAuditTableKeepsWhoDidWhatNewestFirst) {
  audit_->Record("ann", "127.0.0.1", "sign_in", "", "200");
  now_ += kSecond;
  audit_->Record("", "::1", "account.create", std::string(5000, 'x') + "\xFF", "wrong\nline");
  audit_->Record("ann", "127.0.0.1", "sign_out", "", "204");
  EXPECT_EQ(audit_->Size(), 3);
  const auto lines = audit_->Read(0, 2);
  ASSERT_EQ(lines.size(), 2);
  EXPECT_EQ(lines[0].action, "sign_out");
  EXPECT_EQ(lines[0].at, "2023-11-14T22:13:21Z");
  EXPECT_LT(lines[1].subject.size(), 320);
  EXPECT_EQ(lines[1].outcome, "wrong\\x0Aline");
  EXPECT_EQ(audit_->Read(2, 10)[0].account, "ann");
  EXPECT_EQ(audit_->Read(3, 10).size(), 0);
  Restart();
  EXPECT_EQ(audit_->Size(), 3);
}

}  // namespace
}  // namespace auspex::serve
