// A task over tables as a user meets it: the wealth demo on 3,000 customers, what each command says, and bad input.
#include "run_program.h"

namespace {

using namespace auspex::test;

class WealthTask : public RunProgram {};

TEST_F(WealthTask, TheDemoGoesFromFilesToAListWithReasonsReceiptAndReport) {
  const Outcome demo = Run("demo wealth --customers 3000 --out d --seed 4");
  ASSERT_EQ(demo.exit, 0) << demo.All();
  for (const char* part : {"learnt from 2025-06", "tested on   2025-09", "Chosen: ", "best possible", "customers as of 2025-12 scored by",
                           "quality: 21 of 21 rules hold", "--plan d/result/actions.csv --out d/back", "What came of the plans", "已聯繫"}) {
    EXPECT_NE(demo.out.find(part), std::string::npos) << part << "\n" << demo.out;
  }
  const std::string list = ReadAll(folder_ / "d/result/predicted_high_value_customers.csv");
  ASSERT_TRUE(list.starts_with("\xEF\xBB\xBF顧客編號,截至月份,機率,名次,")) << list.substr(0, 200);
  const std::string first = list.substr(list.find('\n') + 1, 9);
  const Outcome receipt = Run("-w d/workspace explain --customer " + first);
  EXPECT_EQ(receipt.exit, 0) << receipt.All();
  EXPECT_NE(receipt.out.find(", rank 1 of "), std::string::npos) << receipt.out;
  EXPECT_NE(receipt.out.find("the lines add up"), std::string::npos) << receipt.out;
  const Outcome again = Run("-w d/workspace predict --out d/again --json");
  EXPECT_EQ(again.exit, 0) << again.All();
  EXPECT_NE(again.out.find("\"entered\": 0"), std::string::npos) << again.out;
  EXPECT_TRUE(fs::exists(folder_ / "d/again/list_changes.csv"));
  Good("-w d/workspace report --out d/report --truth d/tables/truth.csv");
  for (const char* file : {"report.html", "roc_curve.png", "logistic_regression_coefficients.png"})
    EXPECT_TRUE(fs::exists(folder_ / "d/report" / file)) << file;
  Good("-w d/workspace features --month 2025-10 --out d/features.parquet --json");
  Refused("-w d/workspace features --month soon", 2, "'soon' is no month");
  Refused("-w d/workspace predict --out d/x --from 2025-01-01", 2, "--from is for packs of journeys");
  Refused("simulate --pack insurance --customers 5 --out x --plan d/result/actions.csv", 2, "--plan is for packs that simulate tables in SQL");
  Good("-w d/workspace watch --json");
  Refused("-w d/workspace explain --customer nobody", 2, "has no customer nobody");
}

TEST_F(WealthTask, AFeatureThatReadsTheFutureMakesNoWorkspace) {
  fs::copy(fs::path(AUSPEX_SOURCE_DIR) / "packs" / "wealth", folder_ / "p", fs::copy_options::recursive);
  std::string sql = ReadAll(folder_ / "p/features.sql");
  sql.replace(sql.find("FROM past.user_behavior_assets"), 30, "FROM future.user_behavior_assets");
  std::ofstream(folder_ / "p/features.sql") << sql;
  Refused("init w --pack ./p", 2, "the features read the future, which does not exist when they are made");
  EXPECT_FALSE(fs::exists(folder_ / "w"));
}

}  // namespace
