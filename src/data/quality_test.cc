#include "data/quality.h"

#include <gmock/gmock.h>

#include "data/ingest_fixture.h"

namespace auspex::data {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

pack::QualityRule Rule(const std::string& name, const std::string& table, const std::string& holds, const std::string& offenders = {}) {
  pack::QualityRule rule;
  rule.name = name, rule.table = table, rule.text = "q." + name, rule.holds = holds, rule.offenders = offenders, rule.line = 7;
  return rule;
}

class QualityTest : public IngestTest {
 protected:
  QualityTest() {
    using enum pack::ColumnType;
    const std::optional<double> none;
    pack::Table people, months;
    people.name = "people", people.kind = pack::TableKind::kCustomers, people.customer = "who";
    people.columns = {{"who", kText, true, {}, none, none}, {"age", kInteger, false, {}, none, none}};
    months.name = "months", months.kind = pack::TableKind::kPanel, months.customer = "who", months.time = "month";
    months.columns = {{"who", kText, true, {}, none, none}, {"month", kMonth, true, {}, none, none}, {"money", kNumber, false, {}, none, none}};
    pack_.tables.push_back(people), pack_.tables.push_back(months);
    pack_.language = "en";
    pack_.quality_file = "quality.toml";
    for (const char* name : {"money", "people", "stay", "some"}) pack_.wording["en"][std::string("q.") + name] = std::string("about ") + name;
  }
};

TEST_F(QualityTest, RowsThatDoNotSatisfyARuleAreCountedAndOneIsShown) {
  pack_.quality = {Rule("money", "months", "money >= 0 -- of all kinds"), Rule("people", "months", "", "SELECT DISTINCT who FROM months ANTI JOIN people USING (who)"),
                   Rule("stay", "events", "stay < 5")};
  pack_.quality[1].checked = "SELECT count(DISTINCT who) FROM months";
  const auto summary = Load({Write("m.csv", "who,month,money\na,2025-03,-1\nb,2025-03,\nb,2025-04,-2\nc,2025-04,1\n"), Write("p.csv", "who,age\na,\n"),
                             Write("e.csv", std::string(kSmallHeader) + "a,2025-03-01,look,9,0,,\na,2025-03-02,look,1,0,,\n")});
  const auto& findings = summary.quality.findings;
  ASSERT_EQ(findings.size(), 3u);
  EXPECT_EQ(findings[0].checked, 4u);
  EXPECT_EQ(findings[0].offenders, 2u);
  EXPECT_EQ(findings[0].example, "a 2025-03 (line 2)");
  EXPECT_EQ(findings[0].Share(), 0.5);
  EXPECT_EQ(findings[1].checked, 3u);
  EXPECT_EQ(findings[1].offenders, 2u);
  EXPECT_EQ(findings[1].example, "b");
  EXPECT_EQ(findings[2].example, "a 2025-03-01 00:00:00");
  EXPECT_THAT(Describe(summary, pack_), HasSubstr("quality: 0 of 3 rules hold; not these:\n  consistent, months: about money\n"
                                                  "    2 of 4 (50.00 %) not, such as a 2025-03 (line 2)\n"));
}

TEST_F(QualityTest, RulesAskedInOnePassFindWhatEachFindsAlone) {
  pack_.quality = {Rule("money", "months", "money >= 0"), Rule("people", "people", "age >= 18 -- of age"), Rule("some", "months", "month < DATE '2025-04-01' -- early"),
                   Rule("stay", "months", "who <> 'b'")};
  const auto summary = Load({Write("m.csv", "who,month,money\na,2025-03,1\nb,2025-04,-2\nb,2025-05,-3\nc,2025-06,\n"), Write("p.csv", "who,age\na,20\nb,7\n")});
  const auto& together = summary.quality.findings;
  ASSERT_EQ(together.size(), 4u);
  EXPECT_EQ(together[2].offenders, 3u);
  EXPECT_EQ(together[2].example, "b 2025-04 (line 3)");
  const auto rules = pack_.quality;
  for (size_t i = 0; i < rules.size(); ++i) {
    pack_.quality = {rules[i]};
    Progress quiet;
    const auto alone = MeasureQuality(connection_, pack_, quiet).findings.at(0);
    EXPECT_EQ(together[i].rule.name, rules[i].name);
    EXPECT_EQ(together[i].checked, alone.checked);
    EXPECT_EQ(together[i].offenders, alone.offenders);
    EXPECT_EQ(together[i].example, alone.example);
  }
}

TEST_F(QualityTest, TheReportSaysWhatWasMadeOfEachTable) {
  Load({Write("m.csv", "who,month,money\na,2025-03,1万\na,2025-03,2\nb,2025-04,\nb,soon,1\n")});
  Progress quiet;
  const QualityReport report = MeasureQuality(connection_, pack_, quiet);
  const TableQuality& months = report.tables.at(2);
  EXPECT_EQ(months.rows, 2u);
  EXPECT_EQ(months.customers, 2u);
  EXPECT_EQ(months.rejected, 2u);
  EXPECT_EQ(months.read, 4u);
  EXPECT_EQ(FormatDate(months.to), "2025-04-01");
  ASSERT_EQ(months.missing.size(), 1u);
  EXPECT_EQ(months.missing[0].column, "money");
  const std::string text = Describe(report, pack_);
  EXPECT_THAT(text, HasSubstr("months: 2 rows, 2 customers, 2025-03-01 to 2025-04-01\n  1 file, 4 rows read, 2 rejected, 0 duplicates dropped"));
  EXPECT_THAT(text, HasSubstr("1 amount with 万 read as × 10,000"));
  EXPECT_THAT(text, HasSubstr("rejected: 1 customer and month twice"));
  EXPECT_THAT(text, HasSubstr("missing: money in 1 rows (50.00 %)"));
  EXPECT_THAT(text, HasSubstr("people: 0 rows, 0 customers\n"));
  EXPECT_THAT(text, Not(HasSubstr("quality:")));
}

TEST_F(QualityTest, ARuleThatDoesNotBindIsNamedBeforeAnythingIsLoaded) {
  pack_.quality = {Rule("some", "months", "mony >= 0")};
  try {
    Load({Write("m.csv", "who,month,money\na,2025-03,1\n")});
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::kUsage);
    EXPECT_THAT(error.message(), HasSubstr("the quality rule `some` cannot be asked: "));
    EXPECT_THAT(error.message(), HasSubstr("mony"));
    EXPECT_EQ(error.where(), "quality.toml:7");
  }
  EXPECT_EQ(Rows("SELECT table_name FROM duckdb_tables()").size(), 0u);
}

TEST_F(QualityTest, ARuleThatFailsOnTheDataSaysSoAndTheOthersAreAsked) {
  pack_.quality = {Rule("some", "months", "CAST(who AS INTEGER) > 0"), Rule("money", "months", "money >= 0")};
  const auto summary = Load({Write("m.csv", "who,month,money\na,2025-03,1\n")});
  EXPECT_THAT(summary.quality.findings[0].failure, HasSubstr("'a'"));
  EXPECT_EQ(summary.quality.findings[1].offenders, 0u);
  EXPECT_THAT(Describe(summary, pack_), HasSubstr("quality: 1 of 2 rules hold; not these:\n  consistent, months: about some\n    could not be asked: "));
}

}  // namespace
}  // namespace auspex::data
