#include "serve/accounts.h"

#include <gmock/gmock.h>

#include <thread>

#include "serve/secret.h"
#include "serve/way_in_fixture.h"

namespace auspex::serve {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

TEST_F(WayInTest, APasswordOpensItsAccountOnlyAndOutlivesARestart) {
  EXPECT_FALSE(accounts_->AnyPassword());
  accounts_->Create("王小明", Role::kAnalyst, "correct horse");
  EXPECT_TRUE(accounts_->AnyPassword());
  EXPECT_EQ(accounts_->Check("王小明", "correct horse"), "王小明");
  EXPECT_EQ(accounts_->Check("王小明", "correct hors"), std::nullopt);
  EXPECT_EQ(accounts_->Check("nobody", "correct horse"), std::nullopt);
  Restart();
  EXPECT_EQ(accounts_->Check("王小明", "correct horse"), "王小明");
  const auto info = accounts_->Find("王小明");
  ASSERT_TRUE(info);
  EXPECT_EQ(info->role, Role::kAnalyst);
  EXPECT_EQ(info->created, "2023-11-14T22:13:20Z");
  EXPECT_EQ(info->last_seen, "");
  EXPECT_TRUE(info->has_password);
  EXPECT_THAT(Rows("SELECT password FROM accounts"), ElementsAre(StartsWith("$argon2id$v=19$m=65536,t=2,p=1$")));
}

TEST_F(WayInTest, NamesAndPasswordsAreChecked) {
  const std::string names = "400 bad_request name: must be 1 to 64 letters, digits, dots, hyphens, underscores, @ and Chinese characters";
  std::string long_name;
  for (int i = 0; i < 64; ++i) long_name += "字";
  for (const std::string& name : {std::string(), std::string("a b"), std::string("a/b"), std::string(".."), std::string("a\0b", 3), std::string("é"),
                                  std::string("<script>"), std::string("\xFF"), std::string("😀"), long_name + "a", std::string(1'000'000, 'a')}) {
    EXPECT_EQ(Thrown([&] { accounts_->Create(name, Role::kViewer, "12345678"); }), names) << name.substr(0, 100);
  }
  for (const size_t length : {0, 7, 1025}) {
    EXPECT_EQ(Thrown([&] { accounts_->Create("a", Role::kViewer, std::string(length, 'x')); }),
              "400 bad_request password: must have 8 to 1024 bytes");
  }
  accounts_->Create(long_name, Role::kViewer, std::string("12345\0" "78", 8));
  EXPECT_TRUE(accounts_->Check(long_name, std::string("12345\0" "78", 8)));
  EXPECT_FALSE(accounts_->Check(long_name, std::string("12345\0" "79", 8)));
  EXPECT_EQ(Thrown([&] { accounts_->Create(long_name, Role::kViewer, "12345678"); }),
            "409 exists " + long_name + ": there is an account of this name");
  EXPECT_EQ(accounts_->List().size(), 1);
}

TEST_F(WayInTest, UnknownAccountsCannotBeChanged) {
  const std::string unknown = "404 not_found nobody: there is no account of this name";
  EXPECT_EQ(Thrown([&] { accounts_->SetRole("nobody", Role::kAdmin); }), unknown);
  EXPECT_EQ(Thrown([&] { accounts_->SetDisabled("nobody", true); }), unknown);
  EXPECT_EQ(Thrown([&] { accounts_->Delete("nobody"); }), unknown);
  EXPECT_EQ(accounts_->Find("nobody").has_value(), false);
}

TEST_F(WayInTest, TheLastAdministratorWithAPasswordStays) {
  accounts_->Create("a", Role::kAdmin, "password a");
  const auto token = accounts_->MakeOneTimeToken();
  EXPECT_EQ(accounts_->RedeemToken(token), "admin");  // an administrator without a password does not count
  const std::string last = "409 last_admin a: this is the last administrator with a password";
  EXPECT_EQ(Thrown([&] { accounts_->SetRole("a", Role::kViewer); }), last);
  EXPECT_EQ(Thrown([&] { accounts_->SetDisabled("a", true); }), last);
  EXPECT_EQ(Thrown([&] { accounts_->Delete("a"); }), last);
  EXPECT_EQ(Thrown([&] { accounts_->Change("a", {.role = Role::kAdmin, .disabled = true, .password = {}}); }), last);
  EXPECT_EQ(accounts_->Find("a")->disabled, false);
  accounts_->SetPassword("admin", "password b");
  accounts_->SetDisabled("a", true);
  EXPECT_EQ(accounts_->Check("a", "password a"), std::nullopt);
  EXPECT_EQ(accounts_->RoleOfAccount("a"), Role::kNobody);
  EXPECT_THAT(Thrown([&] { accounts_->Delete("admin"); }), StartsWith("409 last_admin admin"));
  accounts_->Delete("a");
  Restart();
  EXPECT_EQ(accounts_->List().size(), 1);
}

TEST_F(WayInTest, TheOneTimeTokenWorksOnce) {
  EXPECT_EQ(accounts_->RedeemToken(""), std::nullopt);
  const std::string token = accounts_->MakeOneTimeToken();
  EXPECT_EQ(token.size(), 43);
  EXPECT_EQ(accounts_->RedeemToken(token + "x"), std::nullopt);
  EXPECT_FALSE(accounts_->TokenUsed(token));
  EXPECT_EQ(accounts_->RedeemToken(token), "admin");
  EXPECT_EQ(accounts_->RedeemToken(token), std::nullopt);
  EXPECT_TRUE(accounts_->TokenUsed(token));
  EXPECT_FALSE(accounts_->AnyPassword());
  EXPECT_EQ(accounts_->RoleOfAccount("admin"), Role::kAdmin);
  EXPECT_FALSE(accounts_->Check("admin", ""));
  Restart();
  EXPECT_EQ(accounts_->RedeemToken(token), std::nullopt);
}

TEST_F(WayInTest, LastSeenIsWrittenAtMostOnceAMinute) {
  accounts_->Create("a", Role::kViewer, "password a");
  accounts_->Seen("a");
  accounts_->Seen("nobody");
  now_ += 59 * kSecond;
  accounts_->Seen("a");
  EXPECT_EQ(accounts_->Find("a")->last_seen, "2023-11-14T22:13:20Z");
  now_ += kSecond;
  accounts_->Seen("a");
  Restart();
  EXPECT_EQ(accounts_->Find("a")->last_seen, "2023-11-14T22:14:20Z");
}

TEST_F(WayInTest, ManyThreadsMayUseAccountsWhileAJobWrites) {
  store::Connection job = workspace_->Connect();
  job.Run("CREATE TABLE other (i BIGINT)");
  store::Transaction transaction(job);
  job.Run("INSERT INTO other SELECT * FROM range(100000)");
  accounts_->Create("a", Role::kAdmin, "password a");
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([this, t] {
      const std::string name = "user" + std::to_string(t);
      accounts_->Create(name, Role::kViewer, "password");
      for (int i = 0; i < 5; ++i) accounts_->SetRole("a", Role::kAdmin), accounts_->List(), accounts_->Find(name);
      accounts_->SetRole(name, Role::kAnalyst);
    });
  }
  for (auto& thread : threads) thread.join();
  transaction.Commit();
  EXPECT_EQ(Rows("SELECT name FROM accounts WHERE role = 'analyst'").size(), 4);
}

TEST(Secret, ComparesAndHashes) {
  EXPECT_TRUE(SameSecret("abc", "abc"));
  EXPECT_FALSE(SameSecret("abc", "abd"));
  EXPECT_FALSE(SameSecret("abc", "ab"));
  EXPECT_TRUE(SameSecret("", ""));
  EXPECT_NE(RandomToken(), RandomToken());
  EXPECT_NE(HashToken("x", "session"), HashToken("x", "csrf"));
  // Python 3.11: hashlib.blake2b(b"x", digest_size=32, person=b"session").hexdigest()
  EXPECT_EQ(HashToken("x", "session"), "056229178e4748df32a48ae213cce8c42129413139e38d364889ad0a73956fd7");
}

}  // namespace
}  // namespace auspex::serve
