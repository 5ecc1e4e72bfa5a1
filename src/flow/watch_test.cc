// What comes of the contacts of simulated customers is steady; where it is made to fall, a warning says since when. What comes back of a plan is counted once.
#include "flow/watch.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "flow/act.h"
#include "flow/wealth_for_test.h"

namespace auspex::flow {
namespace {

namespace fs = std::filesystem;

const WatchedShare* Find(const WatchSummary& summary, const std::string& name, const std::string& value = "") {
  for (const auto& share : summary.shares) {
    if (share.name == name && share.value == value) return &share;
  }
  return nullptr;
}

class Watching : public testing::Test {
 protected:
  WatchSummary Watch() { return WatchContacts(wealth_.workspace(), wealth_.pack()); }
  void Ingest(const fs::path& file) {
    store::Connection connection = wealth_.workspace().Connect();
    data::Ingest(connection, wealth_.pack(), std::vector<fs::path>{file}, {}, quiet_);
  }
  void IngestText(const std::string& text) {
    const fs::path file = wealth_.root() / ("file" + std::to_string(++files_) + ".csv");
    std::ofstream(file) << text;
    Ingest(file);
  }
  ActSummary Plan(const std::string& start = {}) { return PlanContacts(wealth_.workspace(), wealth_.pack(), {start, wealth_.root() / "plan.csv"}, quiet_); }
  int64_t Count(const std::string& sql) { return wealth_.workspace().Connect().Integer(sql); }
  std::string Text(const std::string& sql) { return wealth_.workspace().Connect().Text(sql); }
  fs::path Folder() { return wealth_.workspace().pack_folder(); }
  std::string CheckError() {
    try {
      CheckWatches(pack::ReadPack(Folder()));
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), Fault::kUsage);
      return error.message() + " | " + error.where().substr(error.where().rfind('/') + 1) + " | " + error.advice();
    }
    return "no error";
  }
  explicit Watching(uint64_t customers = 800) : wealth_(customers) {}
  WealthWorkspace wealth_;
  Progress quiet_;
  int files_ = 0;
};

/// Enough contacts for narrow limits.
class WatchingMany : public Watching {
 protected:
  WatchingMany() : Watching(3000) {}
};

TEST_F(WatchingMany, WhatIsSteadyGivesNoWarning) {
  const auto summary = Watch();
  EXPECT_EQ(summary.month, "2025-12");
  ASSERT_EQ(summary.shares.size(), 3u) << "no channel is known";
  const auto& interest = summary.shares[0];
  EXPECT_EQ(interest.text, "聯繫後有意向的比例");
  EXPECT_FALSE(interest.no_chart);
  EXPECT_TRUE(interest.warnings.empty());
  const auto& conversion = summary.shares[1];
  EXPECT_FALSE(conversion.weeks) << "some 4 % of 100 a week are less than 5";
  EXPECT_EQ(conversion.periods.size(), 9u) << "three months have to pass";
  EXPECT_EQ(conversion.periods[0], "2025-01");
  EXPECT_EQ(summary.shares[2].no_chart->code, "none") << "nothing has been planned";
  EXPECT_EQ(WatchContacts(wealth_.workspace(), wealth_.pack(), "en").shares[0].text, wealth_.pack().wording.at("en").at("watch.interest"));
  const auto json = nlohmann::json::parse(ToJson(summary));
  EXPECT_EQ(json["shares"][1]["points"].size(), 9u);
  EXPECT_EQ(json["shares"][2]["no_chart"]["code"], "none");
}

TEST_F(Watching, AContactThatBothTablesTellIsCountedOnceWithItsChannel) {
  const auto before = Watch();
  Ingest(wealth_.root() / "sim" / "contacts.csv");
  const auto after = Watch();
  for (const char* name : {"interest", "conversion"}) {
    const WatchedShare *all = Find(after, name), *was = Find(before, name);
    EXPECT_EQ(all->trials, was->trials);
    EXPECT_EQ(all->periods, was->periods);
    for (size_t i = 0; i < all->chart.points.size(); ++i) EXPECT_EQ(all->chart.points[i].successes, was->chart.points[i].successes);
    EXPECT_EQ(Find(after, name, "push")->trials + Find(after, name, "call")->trials + Find(after, name, "branch")->trials, all->trials);
  }
  EXPECT_EQ(Find(after, "interest", "call")->called, "外撥電話");
  EXPECT_EQ(Find(after, "conversion", "branch")->no_chart->code, "few_contacts");
}

TEST_F(Watching, TheRecordWinsWhereTheTablesDiffer) {
  Ingest(wealth_.root() / "sim" / "contacts.csv");
  wealth_.workspace().Connect().Run("UPDATE main.contacts SET result = 'Interested'");
  const auto summary = Watch();
  EXPECT_EQ(Find(summary, "interest")->no_chart->code, "one_outcome") << "everybody is interested";
}

TEST_F(WatchingMany, AFallIsToldWithItsBeginningAndItsChannel) {
  Ingest(wealth_.root() / "sim" / "contacts.csv");
  EditFile(Folder() / "act.toml", "by = [\"channel\"]\nbaseline = 6", "by = [\"channel\"]\nperiod = \"month\"\nbaseline = 6");
  // From October on nine in ten of those whom a call interested are not any more: the share falls from 11 % to about 1 %.
  wealth_.workspace().Connect().Run(
      "UPDATE main.contacts SET result = '拒绝' WHERE result = '有意向' AND channel = 'call' AND contact_time >= TIMESTAMP '2025-10-01' AND hash(user_id) % 10 < 9");
  const auto summary = WatchContacts(wealth_.workspace(), pack::ReadPack(Folder()));
  const auto& warnings = Find(summary, "interest", "call")->warnings;
  ASSERT_FALSE(warnings.empty());
  EXPECT_EQ(warnings.back().kind, "drifted");
  EXPECT_EQ(warnings.back().side, -1);
  EXPECT_LE(warnings.back().since, "2025-10");
  EXPECT_LT(warnings.back().share, 0.75 * Find(summary, "interest", "call")->chart.centre);
  EXPECT_TRUE(Find(summary, "interest", "push")->warnings.empty());
}

TEST_F(WatchingMany, WhereConversionFallsTheWarningSaysSo) {
  EditFile(Folder() / "act.toml", "baseline = 5", "period = \"month\"\nbaseline = 5");
  // Whoever came to a million from October on did not: of those contacted from July on nobody has converted.
  wealth_.workspace().Connect().Run("UPDATE main.user_behavior_assets SET stock_portfolio_value = 0, cash_balance = 1, fixed_income_products_value = 0, "
                                    "equity_products_value = 0, alternative_products_value = 0 WHERE stat_month >= DATE '2025-10-01'");
  const auto summary = WatchContacts(wealth_.workspace(), pack::ReadPack(Folder()));
  const auto* conversion = Find(summary, "conversion");
  ASSERT_EQ(conversion->warnings.size(), 2u);
  EXPECT_EQ(conversion->warnings[0].kind, "beyond");
  EXPECT_EQ(conversion->warnings[0].since, "2025-09");
  EXPECT_EQ(conversion->warnings[1].kind, "drifted");
  EXPECT_LE(conversion->warnings[1].since, "2025-07");
}

TEST_F(Watching, ALoadedContactKeepsItsCustomerOutOfTheNextPlan) {
  wealth_.Score();
  const std::string customer = Plan().example;
  ASSERT_NE(customer, "");
  IngestText("user_id,contact_time,channel,result,cool_days\n" + customer + ",2026-01-02 10:00,call,considering,30\n");
  Plan();
  EXPECT_EQ(Text("SELECT coalesce(why, '') FROM main.actions WHERE customer = '" + customer + "'"), "too_early");
  EXPECT_NE(Text("SELECT left_out_because FROM main.actions WHERE customer = '" + customer + "'").find("2026-02-01"), std::string::npos);
}

TEST_F(Watching, WithoutACoolDownOfItsOwnARecordHasTheUsualOne) {
  wealth_.Score();
  const std::string customer = Plan().example;
  IngestText("客戶編號,聯繫時間,通路,聯繫結果\n" + customer + ",2026年1月2日 10:00,電話,考慮中\n");
  Plan();
  EXPECT_EQ(Text("SELECT coalesce(why, '') FROM main.actions WHERE customer = '" + customer + "'"), "too_early") << "30 days, as after every such result";
}

TEST_F(Watching, WhatCameOfAPlanIsCountedStepByStep) {
  wealth_.Score();
  const auto plan = Plan();
  simulate::TableSimulationOptions options;
  options.customers = 800, options.seed = 3, options.out = wealth_.root() / "back", options.plan = wealth_.root() / "plan.csv";
  simulate::SimulateTables(wealth_.root() / "pack" / "simulate.sql", options, quiet_);
  Ingest(wealth_.root() / "back" / "contacts.csv");
  const auto summary = Watch();
  EXPECT_EQ(summary.steps.size(), 5u);
  ASSERT_FALSE(summary.plans.empty());
  uint64_t planned = 0, contacted = 0;
  for (const auto& outcome : summary.plans) {
    EXPECT_EQ(outcome.run, plan.run);
    planned += *outcome.counts[0], contacted += *outcome.counts[1];
    EXPECT_LE(*outcome.counts[2], *outcome.counts[1]);
    EXPECT_LE(*outcome.counts[3], *outcome.counts[2]);
    EXPECT_FALSE(outcome.counts[4]) << "the horizon is not loaded";
    const std::string of = " FROM main.contacts WHERE contact_time >= TIMESTAMP '2026-01-01' AND channel = '" + outcome.value + "'";
    EXPECT_EQ(static_cast<int64_t>(*outcome.counts[1]), Count("SELECT count(*)" + of));
    EXPECT_EQ(static_cast<int64_t>(*outcome.counts[3]), Count("SELECT count(*)" + of + " AND result = '有意向'"));
  }
  EXPECT_EQ(planned, plan.approached);
  EXPECT_NEAR(static_cast<double>(contacted) / static_cast<double>(planned), 0.93, 0.05) << "as many are carried out as the simulation says";
}

TEST_F(Watching, ALaterPlanTakesThePlaceOfWhatIsNotDoneOfAnEarlierOne) {
  wealth_.Score();
  const auto first = Plan();
  const auto second = Plan("2026-01-03");
  uint64_t of_first = 0, of_second = 0;
  for (const auto& outcome : Watch().plans) (outcome.run == first.run ? of_first : of_second) += *outcome.counts[0];
  EXPECT_EQ(of_second, second.approached);
  EXPECT_EQ(static_cast<int64_t>(of_first),
            Count("SELECT count(*) FROM main.run_" + std::to_string(first.run) + "_action WHERE channel IS NOT NULL AND day < DATE '2026-01-03'"));
}

TEST_F(Watching, ConversionsOfAPlanAreKnownWhenItsHorizonIsLoaded) {
  wealth_.Score();
  const std::string customer = Plan().example, channel = Text("SELECT channel FROM main.actions WHERE customer = '" + customer + "'"),
                    day = Text("SELECT CAST(day AS VARCHAR) FROM main.actions WHERE customer = '" + customer + "'");
  IngestText("user_id,contact_time,channel,result\n" + customer + "," + day + " 10:00," + channel + ",interested\n");
  IngestText("user_id,stat_month,cash_balance\n" + customer + ",2026-01,5\n" + customer + ",2026-02,1200000\n" + customer + ",2026-03,5\n");
  for (const auto& outcome : Watch().plans) {
    ASSERT_TRUE(outcome.counts[4]);
    EXPECT_EQ(*outcome.counts[4], outcome.value == channel ? 1u : 0u);
  }
}

TEST_F(Watching, TooFewPeriodsGiveNoChart) {
  EditFile(Folder() / "act.toml", "by = [\"channel\"]\nbaseline = 6", "by = [\"channel\"]\nperiod = \"month\"\nbaseline = 12");
  const auto summary = WatchContacts(wealth_.workspace(), pack::ReadPack(Folder()));
  ASSERT_TRUE(summary.shares[0].no_chart);
  EXPECT_EQ(summary.shares[0].no_chart->code, "few_periods");
  EXPECT_EQ(summary.shares[0].no_chart->have, 12u);
  EXPECT_EQ(summary.shares[0].no_chart->need, 12u);
  EXPECT_TRUE(summary.shares[0].chart.points.empty());
}

TEST_F(Watching, SqlThatDoesNotHoldIsNamedWithItsLine) {
  EXPECT_EQ(CheckError(), "no error");
  const fs::path act = Folder() / "act.toml";
  const auto fault = [&](const std::string& before, const std::string& after) {
    EditFile(act, before, after);
    const std::string error = CheckError();
    EditFile(act, after, before);
    return error;
  };
  using testing::AllOf, testing::HasSubstr;
  EXPECT_THAT(fault("SELECT day, channel, count(*)", "SELECT dya, channel, count(*)"),
              AllOf(HasSubstr("the counts of the watch `interest` do not hold as SQL"), HasSubstr("act.toml:"), HasSubstr("a column for each of `by`")));
  EXPECT_THAT(fault("FROM past.contacts", "FROM past.contcats"), AllOf(HasSubstr("the table `contact` does not hold as SQL"), HasSubstr("act.toml:")));
  EXPECT_THAT(fault("SELECT done.run, channel", "SELECT done.run, chanel"), AllOf(HasSubstr("the counts of the funnel do not hold as SQL"), HasSubstr("act.toml:")));
  EXPECT_THAT(fault("by = [\"channel\"]\nbaseline = 6", "by = [\"channel\"]\nperiod = \"wek\"\nbaseline = 6"),
              AllOf(HasSubstr("unknown period `wek`"), HasSubstr("did you mean `week`?")));
  EXPECT_THAT(fault("by = [\"channel\"]\nbaseline = 6", "by = [\"the channel\"]\nbaseline = 6"), HasSubstr("`by` names `the channel`"));
  EXPECT_THAT(fault("steps = [\"funnel.planned\", ", "steps = [\"funnel.plant\", "), HasSubstr("unknown wording `funnel.plant`"));
  EXPECT_THAT(fault("steps = [\"funnel.planned\", \"funnel.contacted\", \"funnel.reached\", \"funnel.interested\", \"funnel.converted\"]", "steps = [\"funnel.planned\"]"),
              HasSubstr("the funnel has fewer than two steps"));
  EXPECT_THAT(fault("[[table]]\nname = \"contact\"", "[[table]]\nname = \"contact\"\nsql = \"SELECT 1\"\n[[table]]\nname = \"contact\""), HasSubstr("the table `contact` occurs twice"));
}

}  // namespace
}  // namespace auspex::flow
