// A pack's task over tables: a sound one, and each fault with its place and what to do.
#include "pack/pack_fixture.h"

namespace auspex::pack {
namespace {

const std::map<std::string, std::string> kTask = {
    {"pack.toml", R"(format = 1
name = "two"
language = "en"
wording = "wording"
[[table]]
name = "months"
kind = "panel"
customer = "who"
time = "month"
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
[task]
name = "rich"
outcome = "outcome"
features = "features.sql"
described = "features.toml"
label = "label.sql"
horizon_months = 2
least_months = 3
training_cutoffs = 5
list_share = 0.1
[task.settings]
threshold = 100
share = 0.5
)"},
    {"features.sql", "SELECT who, money FROM past.months -- all\n;\n"},
    {"label.sql", "SELECT who, true FROM future.months\n"},
    {"features.toml", R"([[feature]]
name = "money"
group = "group.money"
unit = "unit.money"
source = "months: money"
format = "money"
up = "reason.rich"
)"},
    {"wording/en.toml",
     "outcome = \"rich\"\n[feature]\nmoney = \"money\"\n[group]\nmoney = \"wealth\"\n[unit]\nmoney = \"CNY\"\n[reason]\nup = \"{meaning} {value} "
     "helps\"\n"
     "down = \"{meaning} {value} does not\"\nrich = \"has {value}\"\nbad = \"has {sum}\"\n"},
};

TEST(TableTask, ASoundTaskIsReadWhole) {
  const Folder folder(kTask);
  const Pack pack = ReadPack(folder.path());
  ASSERT_TRUE(pack.table_task);
  const TableTask& task = *pack.table_task;
  EXPECT_EQ(pack.task, "rich");
  EXPECT_EQ(task.features_sql, "SELECT who, money FROM past.months -- all\n")
      << "without what ends the statement, with the line's end that a comment needs";
  EXPECT_EQ(task.horizon_months, 2);
  EXPECT_EQ(task.least_months, 3);
  EXPECT_EQ(task.training_cutoffs, 5);
  EXPECT_EQ(task.list_share, 0.1);
  ASSERT_EQ(task.settings.size(), 2u);
  EXPECT_EQ(task.settings[1].name, "share");
  EXPECT_EQ(task.settings[1].value, 0.5);
  const TaskFeature& money = *task.Find("money");
  EXPECT_EQ(money.meaning, "feature.money");
  EXPECT_EQ(money.format, ValueFormat::kMoney);
  EXPECT_EQ(money.up, "reason.rich");
  EXPECT_EQ(money.down, "reason.down") << "the general one";
  EXPECT_EQ(task.Find("mony"), nullptr);
}

TEST(TableTask, EachFaultIsToldWithItsPlace) {
  const Fault faults[] = {
      {"pack.toml", "kind = \"panel\"\ncustomer = \"who\"\ntime = \"month\"", "kind = \"customers\"\ncustomer = \"who\"\n", "pack.toml:21",
       "a task over tables needs a table of months", "panel"},
      {"pack.toml", "name = \"rich\"", "name = \"Rich!\"", "pack.toml:22", "the task `Rich!` has no usable name", "a-z"},
      {"pack.toml", "outcome = \"outcome\"", "outcome = \"outcom\"", "pack.toml:23", "unknown wording `outcom`", "did you mean `outcome`?"},
      {"pack.toml", "features = \"features.sql\"", "features = \"../x.sql\"", "pack.toml:24", "`features` leads out of the pack", "inside"},
      {"pack.toml", "horizon_months = 2", "horizon_month = 2", "pack.toml:27", "unknown key `horizon_month`", "horizon_months"},
      {"pack.toml", "list_share = 0.1", "list_share = 1.5", "pack.toml:30", "`list_share` has to be greater than 0, and at most 1", "0.05"},
      {"pack.toml", "threshold = 100", "threshold = \"a lot\"", "pack.toml:32", "the setting `threshold` is no number", "1000000"},
      {"pack.toml", "threshold = 100", "cutoff = 100", "pack.toml:32", "a setting cannot be called `cutoff`", "other than cutoff"},
      {"features.sql", "", " \n", "features.sql", "the file is empty", "SELECT"},
      {"features.toml", "format = \"money\"", "format = \"mony\"", "features.toml:6", "unknown format `mony`", "did you mean `money`?"},
      {"features.toml", "group = \"group.money\"", "group = \"group.mony\"", "features.toml:3", "unknown wording `group.mony`",
       "did you mean `group.money`?"},
      {"features.toml", "up = \"reason.rich\"", "up = \"reason.bad\"", "features.toml:7", "the text `reason.bad` (en) has a {sum}",
       "{value} and {meaning}"},
      {"features.toml", "source = \"months: money\"", "", "features.toml:1", "`source` is missing", ""},
      {"features.toml", "name = \"money\"", "name = \"monye\"", "features.toml:1", "unknown wording `feature.monye`", "did you mean `feature.money`?"},
      {"features.toml", "up = \"reason.rich\"", "up = \"reason.rich\"\nfollows = \"before.money * 2\"", "features.toml:8",
       "the feature `money` follows no other feature", "name the features that it is made of"},
      {"features.toml", "up = \"reason.rich\"", "up = \"reason.rich\"\nfollows = \"abs(now.money)\"", "features.toml:8",
       "the feature `money` follows itself, over others or at once", "before.money"},
      {"features.toml", "", "# nothing\n", "features.toml", "no feature is described", "[[feature]]"},
  };
  for (const Fault& fault : faults) ExpectRefused(kTask, fault);
}

}  // namespace
}  // namespace auspex::pack
