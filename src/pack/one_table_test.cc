// Packs of one table: what they say, and what is wrong in them by file and line.
#include "pack/one_table.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "base/error.h"
#include "pack/pack.h"

namespace auspex::pack {
namespace {

namespace fs = std::filesystem;

class OneTablePack : public testing::Test {
 protected:
  OneTablePack() : folder_(fs::temp_directory_path() / ("one_table_" + std::to_string(::getpid()))) { fs::create_directories(folder_); }
  ~OneTablePack() override { fs::remove_all(folder_); }

  Pack Read(const std::string& lines) {
    std::ofstream(folder_ / "pack.toml") << "format = 1\nname = \"churn\"\n\n[table]\n" << lines;
    return ReadPack(folder_);
  }
  void Refused(const std::string& lines, int line, const std::string& what, const std::string& advice = "") {
    try {
      Read(lines);
      FAIL() << "read: " << lines;
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), Fault::kUsage);
      EXPECT_EQ(error.where(), (folder_ / "pack.toml").string() + ":" + std::to_string(line)) << error.what();
      EXPECT_NE(error.message().find(what), std::string::npos) << error.what();
      EXPECT_NE(error.advice().find(advice), std::string::npos) << error.what();
    }
  }

  fs::path folder_;
  const std::string target_ = "target = \"left\"\npositive = \"yes\"\n";
};

TEST_F(OneTablePack, SaysAllThatIsToBeKnownOfATable) {
  const Pack pack = Read(target_ + "id = \"who\"\nweight = \"w\"\nleave_out = [\"a\", \"b\"]\ncategories = [\"zip\"]\nnumbers = [\"n\"]\nmissing = [\"?\"]\n"
                                   "delimiter = \";\"\nfolds = \"grouped:house:5:7\"\n");
  ASSERT_TRUE(pack.table);
  const OneTable& t = *pack.table;
  EXPECT_EQ(t.target + t.positive + t.id + t.weight, "leftyeswhow");
  EXPECT_EQ(t.leave_out, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(t.categories, std::vector<std::string>{"zip"});
  EXPECT_EQ(t.numbers, std::vector<std::string>{"n"});
  EXPECT_EQ(t.missing, std::vector<std::string>{"?"});
  EXPECT_EQ(t.delimiter, ';');
  EXPECT_EQ(t.folds.kind, FoldPlan::Kind::kGrouped);
  EXPECT_EQ(t.folds.column, "house");
  EXPECT_EQ(t.folds.folds, 5u);
  EXPECT_EQ(t.folds.seed, 7u);
  EXPECT_FALSE(pack.fingerprint.empty());
}

TEST_F(OneTablePack, NeedsNoMoreThanTheTarget) {
  const OneTable t = *Read(target_).table;
  EXPECT_EQ(t.folds.kind, FoldPlan::Kind::kStratified);
  EXPECT_EQ(t.folds.folds, 10u);
  EXPECT_EQ(t.folds.seed, 42u);
  EXPECT_EQ(t.missing, DefaultMissing());
  EXPECT_EQ(t.delimiter, 0);
}

TEST_F(OneTablePack, SaysWhatIsDoneBeforeAModel) {
  const OneTable none = *Read(target_).table;
  EXPECT_EQ(none.balance, Balance::kNone);
  EXPECT_FALSE(none.pairs);
  EXPECT_EQ(none.seeds, 1u);
  EXPECT_TRUE(none.monotone.empty());
  const OneTable t = *Read(target_ + "balance = \"weights\"\npairs = true\nseeds = 3\n\n[table.monotone]\nage = \"up\"\n\"per month\" = \"down\"\n").table;
  EXPECT_EQ(t.balance, Balance::kWeights);
  EXPECT_TRUE(t.pairs);
  EXPECT_EQ(t.seeds, 3u);
  ASSERT_EQ(t.monotone.size(), 2u);
  EXPECT_EQ(t.monotone[0].column, "age");
  EXPECT_EQ(t.monotone[0].direction, 1);
  EXPECT_EQ(t.monotone[1].column, "per month");
  EXPECT_EQ(t.monotone[1].direction, -1);
  EXPECT_EQ(t.monotone[1].where, (folder_ / "pack.toml").string() + ":13");
  EXPECT_EQ(Read(target_ + "balance = \"smote\"\n").table->balance, Balance::kSmote);
}

TEST_F(OneTablePack, NamesFileAndLineOfStepsThatAreWrong) {
  const std::string monotone = target_ + "leave_out = [\"a\"]\ncategories = [\"zip\"]\n[table.monotone]\n";
  Refused(target_ + "balance = \"weight\"\n", 7, "`balance` is \"weight\", which is none of none, weights and smote", "did you mean `weights`?");
  Refused(target_ + "pairs = \"yes\"\n", 7, "`pairs`");
  Refused(target_ + "seeds = 0\n", 7, "`seeds`");
  Refused(target_ + "pair = true\n", 7, "pair", "did you mean `pairs`?");
  Refused(target_ + "balance = \"smote\"\npairs = true\n", 8, "do not go together", "balance = \"weights\"");
  Refused(monotone + "age = \"upp\"\n", 10, "`age` of [table.monotone] is \"upp\", which is no direction", "did you mean `up`?");
  Refused(monotone + "age = 1\n", 10, "age");
  Refused(monotone + "age = \"up\"\nleft = \"up\"\n", 11, "names `left`, which is not learnt from");
  Refused(monotone + "a = \"up\"\n", 10, "names `a`, which is not learnt from");
  Refused(monotone + "zip = \"up\"\n", 10, "texts have no order");
}

TEST_F(OneTablePack, SplitsRowsInSixWays) {
  const auto plan = [&](const std::string& text) { return Read(target_ + "folds = \"" + text + "\"\n").table->folds; };
  EXPECT_EQ(plan("stratified").folds, 10u);
  EXPECT_EQ(plan("stratified:3").folds, 3u);
  EXPECT_EQ(plan("column:fold").column, "fold");
  EXPECT_EQ(plan("column:a:b").column, "a:b");
  EXPECT_EQ(plan("time:day").column, "day");
  EXPECT_EQ(plan("time:day").share, 0.8);
  EXPECT_EQ(plan("time:day:0.5").share, 0.5);
  EXPECT_EQ(plan("time:a:b:0.5").column, "a:b");
  EXPECT_EQ(plan("order:0.7").share, 0.7);
  EXPECT_EQ(plan("rolling:day:4").folds, 4u);
  EXPECT_EQ(plan("rolling:day").column, "day");
  EXPECT_EQ(plan("grouped:house").folds, 10u);
}

TEST_F(OneTablePack, NamesFileAndLineOfWhatIsWrong) {
  Refused("positive = \"yes\"\n", 4, "`target`");
  Refused("target = \"left\"\n", 4, "`positive`");
  Refused(target_ + "leave = [\"a\"]\n", 7, "leave", "did you mean `leave_out`?");
  Refused(target_ + "folds = \"stratifid:10\"\n", 7, "no way to split rows", "did you mean `stratified`?");
  Refused(target_ + "folds = \"stratified:1\"\n", 7, "`1` is no whole number of at least 2");
  Refused(target_ + "folds = \"stratified:10:42:3\"\n", 7, "`3` is too much");
  Refused(target_ + "folds = \"column\"\n", 7, "it names no column", "column:NAME");
  Refused(target_ + "folds = \"order:80\"\n", 7, "no share between 0 and 1");
  Refused(target_ + "folds = \"column:left\"\n", 7, "names the target");
  Refused(target_ + "delimiter = \"ab\"\n", 7, "`delimiter`");
  Refused(target_ + "id = \"a\"\nleave_out = [\"a\"]\n", 8, "which `id` names already");
  Refused(target_ + "\n[events]\ncustomer = \"c\"\n", 8, "events");
}

TEST_F(OneTablePack, IsNoPackOfJourneys) {
  Read(target_);
  try {
    ReadWorkspacePack(folder_);
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(error.message().find("describes one table"), std::string::npos);
    EXPECT_NE(error.advice().find("auspex crossval"), std::string::npos);
  }
}

TEST(BenchPacks, AreSound) {
  for (const char* name : {"telco", "bank", "bank-by-time"}) EXPECT_TRUE(ReadPack(fs::path(AUSPEX_SOURCE_DIR) / "bench/packs" / name).table) << name;
}

}  // namespace
}  // namespace auspex::pack
