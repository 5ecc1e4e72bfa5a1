// What comes of the contacts of simulated customers is steady; where it is made to fall, a warning says since when.
#include "flow/watch.h"

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "flow/wealth_for_test.h"

namespace auspex::flow {
namespace {

class Watching : public testing::Test {
 protected:
  static void SetUpTestSuite() { wealth_ = std::make_unique<WealthWorkspace>(3000); }
  static void TearDownTestSuite() { wealth_.reset(); }
  static std::unique_ptr<WealthWorkspace> wealth_;
};
std::unique_ptr<WealthWorkspace> Watching::wealth_;

TEST_F(Watching, WhatIsSteadyGivesNoWarning) {
  const auto summary = WatchContacts(wealth_->workspace(), wealth_->pack());
  EXPECT_EQ(summary.month, "2025-12");
  ASSERT_EQ(summary.shares.size(), 2u);
  const auto& interest = summary.shares[0];
  EXPECT_EQ(interest.text, "聯繫後有意向的比例");
  EXPECT_EQ(interest.why_not, "");
  EXPECT_EQ(interest.periods.size(), 12u);
  EXPECT_EQ(interest.periods[0], "2025-01");
  EXPECT_TRUE(interest.warnings.empty());
  EXPECT_EQ(summary.shares[1].periods.size(), 9u) << "three months have to pass";
  EXPECT_EQ(nlohmann::json::parse(ToJson(summary))["shares"][0]["points"].size(), 12u);
}

TEST_F(Watching, AFallIsToldWithItsBeginning) {
  wealth_->workspace().Connect().Run(
      "UPDATE main.user_behavior_assets SET contact_result = '拒绝' WHERE contact_result = '有意向' AND stat_month >= DATE '2025-10-01' AND hash(id) "
      "% 10 < 9");
  const auto summary = WatchContacts(wealth_->workspace(), wealth_->pack());
  const auto& warnings = summary.shares[0].warnings;
  ASSERT_EQ(warnings.size(), 2u);
  EXPECT_EQ(warnings[0].kind, "beyond");
  EXPECT_EQ(warnings[0].since, "2025-12");
  EXPECT_EQ(warnings[0].side, -1);
  EXPECT_EQ(warnings[1].kind, "drifted");
  EXPECT_LE(warnings[1].since, "2025-10");
  EXPECT_LT(warnings[1].share, 0.75 * summary.shares[0].chart.centre);
}

TEST_F(Watching, TooFewPeriodsGiveNoChart) {
  const auto& folder = wealth_->workspace().pack_folder();
  EditFile(folder / "act.toml", "baseline = 6", "baseline = 12");
  const auto summary = WatchContacts(wealth_->workspace(), pack::ReadPack(folder));
  EXPECT_EQ(summary.shares[0].why_not, "there are 12 periods, and limits need 12 before the first that is watched");
  EXPECT_TRUE(summary.shares[0].chart.points.empty());
  EditFile(folder / "act.toml", "baseline = 12", "baseline = 6");
}

TEST_F(Watching, CountsThatDoNotHoldAreNamedWithTheirLine) {
  CheckWatches(wealth_->pack());
  const auto& folder = wealth_->workspace().pack_folder();
  EditFile(folder / "act.toml", "SELECT stat_month, count(*)", "SELECT stat_mnth, count(*)");
  try {
    CheckWatches(pack::ReadPack(folder));
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::kUsage);
    EXPECT_NE(error.message().find("the counts of the watch `interest` do not hold as SQL"), std::string::npos);
    EXPECT_NE(error.where().find("act.toml:"), std::string::npos);
  }
}

}  // namespace
}  // namespace auspex::flow
