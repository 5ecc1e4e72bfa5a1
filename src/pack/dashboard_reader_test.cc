// Dashboards that hold and dashboards that do not; lines counted by hand.
#include "pack/dashboard_reader.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "base/error.h"
#include "pack/sql_text.h"

namespace auspex::pack {
namespace {

namespace fs = std::filesystem;

const std::string kSound = R"(title = "dashboard.title"
refresh_seconds = 5

[[filter]]
name = "city"
label = "filter.city"
sql = "SELECT DISTINCT city FROM dashboard.cities ORDER BY 1"
words = "city"

[[table]]
name = "cities"
sql = "SELECT city, count(*) AS n FROM shops WHERE kind = {symbol:buy} GROUP BY city"

[[chart]]
name = "shops"
kind = "bar"
title = "dashboard.shops"
unit = "dashboard.unit"
format = "compact"
span = 6
height = 3
drill = "city"
words = { city = "city" }
formats = { share = "percent" }
sql = """
SELECT city, n FROM dashboard.cities -- not $this
WHERE $city IS NULL OR city = $city"""

[[chart]]
name = "much"
kind = "gauge"
title = "dashboard.much"
low = -1
high = 2
thresholds = [0, 1.5]
sql = "SELECT 1"
)";

Pack SmallPack() {
  Pack pack;
  pack.language = "en";
  pack.journey.vocabulary = {{"buy", {}}};
  for (const char* key : {"dashboard.title", "dashboard.shops", "dashboard.unit", "dashboard.much", "filter.city", "city.north"}) pack.wording["en"][key] = key;
  return pack;
}

Dashboard Read(const std::string& text, const Pack& pack = SmallPack()) {
  const fs::path file = fs::temp_directory_path() / ("auspex_dashboard_" + std::to_string(getpid()) + ".toml");
  std::ofstream(file) << text;
  try {
    Dashboard dashboard = ReadDashboard(file, pack);
    fs::remove(file);
    return dashboard;
  } catch (...) {
    fs::remove(file);
    throw;
  }
}

TEST(ReadDashboard, ReadsWhatIsWritten) {
  const Dashboard dashboard = Read(kSound);
  EXPECT_EQ(dashboard.title, "dashboard.title");
  EXPECT_EQ(dashboard.refresh_seconds, 5);
  ASSERT_EQ(dashboard.filters.size(), 1u);
  EXPECT_EQ(dashboard.filters[0].words, "city");
  ASSERT_EQ(dashboard.tables.size(), 1u);
  EXPECT_EQ(dashboard.tables[0].sql, "SELECT city, count(*) AS n FROM shops WHERE kind = 'buy' GROUP BY city");
  ASSERT_EQ(dashboard.charts.size(), 2u);
  const DashboardChart& bar = dashboard.charts[0];
  EXPECT_EQ(bar.kind, DashboardKind::kBar);
  EXPECT_EQ(bar.query.sql, "SELECT city, n FROM dashboard.cities -- not $this\nWHERE ? IS NULL OR city = ?");
  EXPECT_EQ(bar.query.names, (std::vector<std::string>{"city", "city"}));
  EXPECT_EQ(bar.format, CardFormat::kCompact);
  EXPECT_EQ(bar.formats.at("share"), CardFormat::kPercent);
  EXPECT_EQ(bar.words.at("city"), "city");
  EXPECT_EQ(bar.span, 6);
  EXPECT_EQ(bar.height, 3);
  EXPECT_EQ(bar.drill, "city");
  EXPECT_EQ(bar.line, 14);
  EXPECT_EQ(dashboard.charts[1].thresholds, (std::vector<double>{0, 1.5}));
}

TEST(BindNames, LeavesConstantsNamesAndCommentsAlone) {
  const BoundSql bound = BindNames("SELECT '$a', \"$b\", x$c, $d1+$e /* $f */, '''$g' -- $h\n, 1$2");
  EXPECT_EQ(bound.sql, "SELECT '$a', \"$b\", x$c, ?+? /* $f */, '''$g' -- $h\n, 1$2");
  EXPECT_EQ(bound.names, (std::vector<std::string>{"d1", "e"}));
}

TEST(TablesIn, AreThoseOfTheSchemaOutsideConstantsAndComments) {
  EXPECT_EQ(TablesIn("SELECT s.a, 's.b', x.s.d FROM s.One JOIN \"S\".\"two\" /* s.no */ -- s.no\n, t.three, s . four", "s"),
            (std::set<std::string>{"a", "d", "one", "two"}));
}

struct Fault {
  std::string from, to, line, what, advice;
};

TEST(ReadDashboard, NamesFileAndLineOfWhatIsWrong) {
  const std::vector<Fault> faults = {
      {"title = \"dashboard.title\"", "title = \"dashboard.titel\"", ":1", "the wording has no text for `dashboard.titel`", "did you mean `dashboard.title`?"},
      {"refresh_seconds = 5", "refresh_seconds = 0", ":2", "`refresh_seconds`", "1"},
      {"name = \"city\"", "name = \"the city\"", ":5", "the filter `the city` has no usable name", "use a-z"},
      {"words = \"city\"", "words = \"town\"", ":8", "the wording has no texts under `town`", "known are `city`"},
      {"name = \"cities\"", "name = \"result\"", ":11", "no table may be called `result`", "rename"},
      {"{symbol:buy}", "{symbol:bye}", ":12", "bye is not a symbol", "known are `buy`"},
      {"name = \"much\"", "name = \"shops\"", ":30", "the chart `shops` occurs twice", "rename"},
      {"FROM dashboard.cities ORDER", "FROM dashboard.citys ORDER", ":7", "there is no table `dashboard.citys`", "did you mean `cities`?"},
      {"SELECT city, n FROM dashboard.cities", "SELECT city, n FROM Dashboard.\"citys\"", ":25", "there is no table `dashboard.citys`", "did you mean `cities`?"},
      {"kind = \"bar\"", "kind = \"bra\"", ":16", "unknown `kind`: `bra`", "did you mean `bar`?"},
      {"format = \"compact\"", "format = \"compat\"", ":19", "unknown `format`: `compat`", "did you mean `compact`?"},
      {"span = 6", "span = 13", ":20", "`span`", "12"},
      {"drill = \"city\"", "drill = \"cite\"", ":22", "there is no filter `cite`", "did you mean `city`?"},
      {"share = \"percent\"", "share = \"per\"", ":24", "unknown `format`: `per`", "percent"},
      {"city = $city", "city = $town", ":25", "there is no filter `town`, which the SQL names", "city"},
      {"high = 2", "high = -1", ":34", "the gauge `much` has no range", "greater"},
      {"[0, 1.5]", "[0, 2.5]", ":35", "the thresholds of `much` are not ascending", "[0.3, 0.6]"},
      {"unit = ", "units = ", ":18", "unknown key `units`", "did you mean `unit`?"},
  };
  for (const Fault& fault : faults) {
    SCOPED_TRACE(fault.what);
    std::string text = kSound;
    const size_t at = text.find(fault.from);
    ASSERT_NE(at, std::string::npos);
    text.replace(at, fault.from.size(), fault.to);
    try {
      Read(text);
      ADD_FAILURE() << "was read";
    } catch (const Error& error) {
      EXPECT_NE(error.message().find(fault.what), std::string::npos) << error.message();
      EXPECT_TRUE(error.where().ends_with(".toml" + fault.line)) << error.where();
      EXPECT_NE(error.advice().find(fault.advice), std::string::npos) << error.advice();
    }
  }
}

TEST(ReadDashboard, NeedsAWordingAndAChart) {
  Pack silent = SmallPack();
  silent.wording.clear();
  EXPECT_THROW(Read(kSound, silent), Error);
  EXPECT_THROW(Read("title = \"dashboard.title\"\n"), Error);
}

}  // namespace
}  // namespace auspex::pack
