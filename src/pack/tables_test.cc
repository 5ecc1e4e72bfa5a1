// Packs of several tables, and their quality rules: sound ones, and each fault with its place and what to do.
#include "pack/pack_fixture.h"

namespace auspex::pack {
namespace {

const std::map<std::string, std::string> kTwoTables = {
    {"pack.toml", R"(format = 1
name = "two"
language = "en"
wording = "wording"
quality = "quality.toml"
[[table]]
name = "people"
kind = "customers"
customer = "who"
[[table.column]]
name = "who"
type = "text"
required = true
[[table.column]]
name = "opened"
type = "date"
[[table]]
name = "months"
kind = "panel"
customer = "who"
time = "month"
earliest_year = 2000
[[table.column]]
name = "who"
type = "text"
required = true
[[table.column]]
name = "month"
type = "month"
required = true
[[table.column]]
name = "money"
type = "number"
)"},
    {"quality.toml", R"toml([[rule]]
name = "money"
table = "months"
kind = "consistent"
text = "about.money"
holds = "money >= 0"
[[rule]]
name = "there"
table = "months"
kind = "complete"
text = "about.there"
offenders = "SELECT who FROM months ANTI JOIN people USING (who)"
checked = "SELECT count(DISTINCT who) FROM months"
)toml"},
    {"wording/en.toml", "[about]\nmoney = \"Money is not negative\"\nthere = \"Everyone is there\"\n"},
};

TEST(Tables, ASoundPackIsReadWhole) {
  const Folder folder(kTwoTables);
  const Pack pack = ReadPack(folder.path());
  ASSERT_EQ(pack.tables.size(), 2u);
  EXPECT_EQ(pack.tables[0].kind, TableKind::kCustomers);
  EXPECT_EQ(pack.tables[0].time, "");
  EXPECT_EQ(pack.FindTable("months")->time, "month");
  EXPECT_EQ(pack.FindTable("months")->earliest_year, 2000);
  EXPECT_EQ(pack.FindTable("people")->Find("opened")->type, ColumnType::kDate);
  EXPECT_EQ(pack.FindTable("others"), nullptr);
  EXPECT_STREQ(TableKindName(TableKind::kPanel), "panel");
  EXPECT_STREQ(TableKindName(TableKind::kRecords), "records");
  EXPECT_FALSE(pack.HasEvents());
  ASSERT_EQ(pack.quality.size(), 2u);
  EXPECT_EQ(pack.quality[0].holds, "money >= 0");
  EXPECT_EQ(pack.quality[0].kind, QualityKind::kConsistent);
  EXPECT_EQ(pack.quality[1].checked, "SELECT count(DISTINCT who) FROM months");
  EXPECT_EQ(pack.quality[1].line, 7);
}

TEST(Tables, WhatNeedsEventsSaysSoWhereThereAreNone) {
  const Folder folder(kTwoTables);
  const Pack pack = ReadPack(folder.path());
  try {
    pack.Events();
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), auspex::Fault::kUsage);
    EXPECT_EQ(error.message(), "the pack two has no table of events, which this needs");
  }
}

TEST(Tables, EventsMayStandBesideOtherTablesInEitherForm) {
  auto files = kTwoTables;
  const std::string columns = R"(
name = "who"
type = "text"
required = true
[[COLUMN]]
name = "at"
type = "time"
required = true
[[COLUMN]]
name = "what"
type = "text"
required = true
)";
  const auto with = [&](std::string head, const std::string& column) {
    std::string text = head + "[[COLUMN]]" + columns + "[journey]\nsymbol = \"what\"\n[task]\nname = \"next\"\n";
    for (size_t at; (at = text.find("COLUMN")) != std::string::npos;) text.replace(at, 6, column);
    files["pack.toml"] = kTwoTables.at("pack.toml") + text;
    const Folder folder(files);
    return ReadPack(folder.path());
  };
  const Pack brief = with("[events]\ncustomer = \"who\"\ntime = \"at\"\n", "events.column");
  const Pack full = with("[[table]]\nname = \"clicks\"\nkind = \"events\"\ncustomer = \"who\"\ntime = \"at\"\n", "table.column");
  EXPECT_EQ(brief.tables.size(), 3u);
  EXPECT_EQ(brief.Events().name, "events");
  EXPECT_EQ(full.Events().name, "clicks");
  EXPECT_EQ(full.journey.symbol, "what");
}

TEST(Tables, FaultsAreNamed) {
  const std::string f = "pack.toml";
  const std::vector<Fault> faults = {
      {f, "kind = \"panel\"", "kind = \"panle\"", "pack.toml:19", "unknown kind of table `panle`", "did you mean `panel`?"},
      {f, "kind = \"panel\"\n", "", "pack.toml:17", "`kind` is missing", "kind"},
      {f, "name = \"months\"", "name = \"people\"", "pack.toml:18", "the table `people` occurs twice", "rename"},
      {f, "name = \"months\"", "name = \"My months\"", "pack.toml:18", "`My months` has no usable name", "a-z"},
      {f, "name = \"months\"", "name = \"loads\"", "pack.toml:18", "has a table `loads` of its own", "rename"},
      {f, "name = \"months\"", "name = \"run_1\"", "pack.toml:18", "has a table `run_1` of its own", "rename"},
      {f, "time = \"month\"\n", "", "pack.toml:17", "`time` is missing", "time"},
      {f, "kind = \"panel\"", "kind = \"records\"", "pack.toml:21", "`month`, which is of type month", "its type has to be time"},
      {f, "name = \"months\"", "name = \"planned\"", "pack.toml:18", "has a table `planned` of its own", "rename"},
      {f, "time = \"month\"", "time = \"money\"", "pack.toml:21", "`money`, which is of type number", "its type has to be month"},
      {f, "customer = \"who\"\n[[", "customer = \"who\"\ntime = \"opened\"\n[[", "pack.toml:10", "unknown key `time`", ""},
      {f, "type = \"month\"\nrequired = true", "type = \"month\"", "pack.toml:21", "may be missing", "required = true"},
      {f, "name = \"opened\"", "name = \"line\"", "pack.toml:15", "has a column `line` of its own", "alias"},
      {f, "type = \"date\"", "type = \"dat\"", "pack.toml:16", "unknown type `dat`", "did you mean `date`?"},
      {f, "quality = \"quality.toml\"", "strategies = \"quality.toml\"", "pack.toml:5", "strategies need a table of events", "add one"},
      {f, "", "format = 1\nname = \"none\"\n", "pack.toml:1", "the pack has no table", "[[table]]"},
      {f, "type = \"number\"", "type = \"number\"\n[journey]\nsymbol = \"who\"", "pack.toml:34", "a journey needs a table of events", "remove [journey]"},
      {"quality.toml", "table = \"months\"", "table = \"moths\"", "quality.toml:3", "no table `moths`", "did you mean `months`?"},
      {"quality.toml", "kind = \"consistent\"", "kind = \"consistant\"", "quality.toml:4", "unknown kind of rule", "did you mean `consistent`?"},
      {"quality.toml", "text = \"about.money\"", "text = \"about.mony\"", "quality.toml:5", "unknown wording `about.mony`", "did you mean `about.money`?"},
      {"quality.toml", "name = \"there\"", "name = \"money\"", "quality.toml:8", "`money` occurs twice", "rename"},
      {"quality.toml", "name = \"there\"", "name = \"is there\"", "quality.toml:8", "no usable name", "a-z"},
      {"quality.toml", "holds = \"money >= 0\"\n", "", "quality.toml:1", "needs either `holds` or `offenders`", "SELECT"},
      {"quality.toml", "checked = ", "holds = \"true\"\nchecked = ", "quality.toml:7", "needs either `holds` or `offenders`", "SELECT"},
      {"quality.toml", "holds =", "hold =", "quality.toml:1", "needs either", ""},
      {f, "wording = \"wording\"\n", "", "quality.toml:5", "quality rules need a wording", "wording"},
  };
  for (const Fault& fault : faults) ExpectRefused(kTwoTables, fault);
}

TEST(Tables, TheWealthPackIsSound) {
  const Pack pack = ReadPack(AUSPEX_SOURCE_DIR "/packs/wealth");
  EXPECT_EQ(pack.FindTable("user_base")->columns.size(), 12u);
  EXPECT_EQ(pack.FindTable("user_behavior_assets")->columns.size(), 24u);
  EXPECT_EQ(pack.FindTable("contacts")->kind, TableKind::kRecords);
  EXPECT_EQ(pack.wording.size(), 3u);
}

}  // namespace
}  // namespace auspex::pack
