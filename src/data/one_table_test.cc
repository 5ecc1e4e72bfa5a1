// Files of one table: kinds of columns, missing values, what is refused and at which line.
#include "data/one_table.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <fstream>

#include "base/error.h"
#include "base/progress.h"
#include "base/threads.h"
#include "data/feature_stream.h"
#include "store/database.h"

namespace auspex::data {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class OneTableFile : public testing::Test {
 protected:
  OneTableFile() : folder_(fs::temp_directory_path() / ("one_table_file_" + std::to_string(::getpid()))) {
    fs::create_directories(folder_);
    pack_.target = "left";
    pack_.positive = "yes";
    pack_.missing = pack::DefaultMissing();
  }
  ~OneTableFile() override { fs::remove_all(folder_); }

  fs::path Write(const std::string& text) {
    std::ofstream(folder_ / "t.csv", std::ios::binary) << text;
    return folder_ / "t.csv";
  }
  OneTableRows Read(const std::string& text) {
    Progress progress;
    return ReadOneTable(Write(text), pack_, progress);
  }
  void Refused(const std::string& text, const std::string& what, const std::string& where = "t.csv") {
    try {
      Read(text);
      FAIL() << "read: " << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), Fault::kData) << error.what();
      EXPECT_THAT(error.message(), HasSubstr(what));
      EXPECT_THAT(error.where(), testing::EndsWith(where)) << error.what();
      EXPECT_FALSE(error.advice().empty());
    }
  }

  fs::path folder_;
  pack::OneTable pack_;
};

const std::string kSmall = "id,age,town,since,left\n1,30,Ulm,2025-03-01,yes\n2, ,Bonn,2025-03-02,no\n3,41.5,Ulm,,no\n4,NA,,1970-01-02,yes\n";

TEST_F(OneTableFile, TellsNumbersDatesAndCategoriesApart) {
  pack_.id = "id";
  const OneTableRows read = Read(kSmall);
  const learn::FeatureTable& table = read.rows.table;
  ASSERT_EQ(table.rows, 4u);
  ASSERT_EQ(table.features(), 3u);
  EXPECT_EQ(table.schema[0].name, "age");
  EXPECT_THAT(read.kinds, ElementsAre(FeatureKind::kNumber, FeatureKind::kCategory, FeatureKind::kDate));
  EXPECT_THAT(table.schema[1].categories, ElementsAre("Bonn", "Ulm"));
  EXPECT_EQ(table.columns[0][2], 41.5f);
  EXPECT_TRUE(std::isnan(table.columns[0][1]) && std::isnan(table.columns[0][3]) && std::isnan(table.columns[1][3]) && std::isnan(table.columns[2][2]));
  EXPECT_THAT(std::vector<float>(table.columns[1].begin(), table.columns[1].begin() + 3), ElementsAre(1, 0, 1));
  EXPECT_EQ(table.columns[2][3], 1.0f);       // a day after 1970-01-01
  EXPECT_EQ(table.columns[2][0], 20148.0f);   // python3: (date(2025, 3, 1) - date(1970, 1, 1)).days
  EXPECT_THAT(read.rows.labels, ElementsAre(1, 0, 0, 1));
  EXPECT_THAT(read.notes, ElementsAre(HasSubstr("since holds dates")));
}

TEST_F(OneTableFile, IsReadAlikeInEveryDress) {
  pack_.id = "id";
  const auto same = [&](const fs::path& path) {
    Progress progress;
    const OneTableRows read = ReadOneTable(path, pack_, progress);
    EXPECT_EQ(read.rows.table.schema.size(), 3u) << path;
    EXPECT_EQ(read.rows.table.columns[0][2], 41.5f);
    EXPECT_THAT(read.rows.labels, ElementsAre(1, 0, 0, 1));
  };
  std::string windows = "\xEF\xBB\xBF", semicolons;
  for (const char c : kSmall) {
    windows += c == '\n' ? "\r\n" : std::string(1, c);
    semicolons += c == ',' ? ';' : c;
  }
  same(Write(windows));
  same(Write(semicolons));
  std::string carets = semicolons;
  std::replace(carets.begin(), carets.end(), ';', '^');
  pack_.delimiter = '^';
  same(Write(carets));
  pack_.delimiter = 0;
  Write(kSmall);
  ASSERT_EQ(std::system(("gzip -kf '" + (folder_ / "t.csv").string() + "'").c_str()), 0);
  same(folder_ / "t.csv.gz");
  store::Database database({});
  store::Connection connection = database.Connect();
  connection.Run("COPY (SELECT * FROM read_csv('" + (folder_ / "t.csv").string() + "', all_varchar=true)) TO '" + (folder_ / "t.parquet").string() + "'");
  same(folder_ / "t.parquet");
}

TEST_F(OneTableFile, DoesWhatThePackSaysOfAColumn) {
  pack_.categories = {"id"};
  pack_.leave_out = {"since", "town"};
  pack_.missing = {"41.5"};
  pack_.weight = "age";
  Refused(kSmall, "the weight '' in column age is no number", "t.csv:3");
  pack_.weight.clear();
  pack_.numbers = {"age"};
  Refused(kSmall, "column age holds numbers, and 'NA' is none", "t.csv:5");
  pack_.missing.push_back("NA");
  const OneTableRows read = Read("id,age,left,since,town\n1,2,yes,,\n2,NA,no,,\n");
  EXPECT_TRUE(read.rows.table.schema[0].is_category());
  EXPECT_EQ(read.rows.table.features(), 2u);
}

TEST_F(OneTableFile, WeighsAndSplitsRows) {
  pack_.weight = "w";
  pack_.folds = {.kind = pack::FoldPlan::Kind::kGrouped, .column = "house"};
  const std::string text = "w,house,x,when,left\n1,a,1,2025-01-02,yes\n0,b,2,2025-01-01,no\n2.5,a,3,2025-01-03,no\n";
  OneTableRows read = Read(text);
  EXPECT_THAT(read.rows.weights, ElementsAre(1, 0, 2.5f));
  EXPECT_THAT(read.fold_values, ElementsAre("a", "b", "a"));
  EXPECT_EQ(read.rows.table.features(), 2u);
  pack_.folds = {.kind = pack::FoldPlan::Kind::kTime, .column = "when"};
  read = Read(text);
  EXPECT_EQ(read.rows.times[0] - read.rows.times[1], 86'400'000'000);
  pack_.folds.kind = pack::FoldPlan::Kind::kOrder;
  EXPECT_THAT(Read(text).rows.times, ElementsAre(0, 1, 2));
  Refused("w,house,x,when,left\n-1,a,1,2025-01-02,yes\n", "the weight -1 in column w is negative", "t.csv:2");
  Refused("w,house,x,when,left\nx,a,1,2025-01-02,yes\n", "is no number", "t.csv:2");
  pack_.folds = {.kind = pack::FoldPlan::Kind::kTime, .column = "when"};
  Refused("w,house,x,when,left\n1,a,1,soon,yes\n1,a,1,2025-01-01,no\n", "'soon' in column when", "t.csv:2");
  pack_.folds = {.kind = pack::FoldPlan::Kind::kColumn, .column = "house"};
  Refused("w,house,x,when,left\n1,,1,2025-01-02,yes\n", "is empty", "t.csv:2");
}

TEST_F(OneTableFile, LeavesOutWhatSaysNothingAndSaysSo) {
  const OneTableRows read = Read("a,b,c,,left\n1,,5,x,yes\n2,,5,y,no\n3,,5,z,\n4,,5,z,maybe\n");
  EXPECT_EQ(read.rows.table.rows, 3u);
  EXPECT_EQ(read.rows.table.features(), 1u);
  EXPECT_THAT(read.notes, ElementsAre("column 4 has no name: left out", "1 rows have no outcome: left out", HasSubstr("all but 'yes' mean no"),
                                      "column b is empty: left out", "column c has the same value in every row: left out"));
}

TEST_F(OneTableFile, TellsOfAColumnThatIsNearlyNumbers) {
  std::string text = "a,left\n";
  for (int i = 0; i < 40; ++i) text += (i == 20 ? "12a" : std::to_string(i)) + std::string(i % 2 ? ",yes\n" : ",no\n");
  const OneTableRows read = Read(text);
  EXPECT_TRUE(read.rows.table.schema[0].is_category());
  EXPECT_THAT(read.notes, ElementsAre(HasSubstr("'12a' in line 22")));
}

TEST_F(OneTableFile, RefusesWhatCannotBeLearntFrom) {
  Refused("a,left\n1,yes\n2,yes\n", "every row has the outcome 'yes'");
  Refused("a,left\n1,Yes\n2,no\n", "no row has the outcome 'yes': column left has 'Yes', 'no'");
  Refused("a,left\n1,\n2,\n", "no row has an outcome");
  Refused("a,left\n", "no data rows");
  Refused("", "empty");
  Refused("a,gone\n1,yes\n", "the required column left is missing", "t.csv:1");
  Refused("a,a,left\n1,2,yes\n", "the name a twice", "t.csv:1");
  Refused("a,left\n1,yes\n2\n", "the row has 1 fields, the header 2", "t.csv:3");
  Refused("a,left\n1,yes\n\"2,no\n", "a quote is opened and never closed", "t.csv:3");
  Refused("a,left\n5,yes\n5,no\n", "no column is left to learn from");
}

TEST_F(OneTableFile, RefusesInfinitiesAtTheirLine) {
  for (const char* infinite : {"inf", "-Infinity", "INF", "1e999", "1e39"}) {
    Refused("a,left\n1,yes\n" + std::string(infinite) + ",no\n", "holds an infinite number, '" + std::string(infinite) + "'", "t.csv:3");
  }
  EXPECT_EQ(Read("a,left\n1,yes\n1e-999,no\n").rows.table.columns[0][1], 0.0f);
}

TEST_F(OneTableFile, TakesTenThousandCategoriesAndTwoThousandColumns) {
  std::string text = "a,left\n";
  for (int i = 0; i < 10'000; ++i) text += "c" + std::to_string(i) + (i % 3 ? ",yes\n" : ",no\n");
  EXPECT_EQ(Read(text).rows.table.schema[0].categories.size(), 10'000u);
  text.clear();
  for (int c = 0; c < 2000; ++c) text += "x" + std::to_string(c) + ",";
  text += "left\n";
  for (int r = 0; r < 20; ++r) {
    for (int c = 0; c < 2000; ++c) text += std::to_string(r * c % 7 + r) + ",";
    text += r % 2 ? "yes\n" : "no\n";
  }
  EXPECT_EQ(Read(text).rows.table.features(), 2000u);
}

TEST_F(OneTableFile, GivesTheSameTableForAnyNumberOfThreads) {
  std::string text = "n,c,left\n";
  for (int i = 0; i < 500; ++i) text += std::to_string(i % 17) + ".5,k" + std::to_string(i * 7 % 31) + (i % 3 ? ",yes\n" : ",no\n");
  SetThreads(1);
  const OneTableRows one = Read(text);
  for (const size_t threads : {2, 7}) {
    SetThreads(threads);
    const OneTableRows many = Read(text);
    EXPECT_EQ(many.rows.table.schema, one.rows.table.schema);
    EXPECT_EQ(many.rows.table.columns, one.rows.table.columns);
  }
  SetThreads(0);
}

class FeatureStreamTest : public OneTableFile {
 protected:
  FeatureStreamOptions Options() {
    return {.schema = schema_, .kinds = {FeatureKind::kNumber, FeatureKind::kCategory}, .missing = pack_.missing, .delimiter = 0, .id = "who"};
  }
  learn::Schema schema_{{"age", {}}, {"town", {"Bonn", "Ulm"}}};
};

TEST_F(FeatureStreamTest, GivesTheModelsColumnsInTheModelsOrder) {
  FeatureStream stream(Write("town,more,AGE,who\nUlm,1,30,a\nParis,2,,b\n,3,7,c\n"), Options());
  learn::FeatureTable table;
  std::vector<std::string> ids;
  ASSERT_TRUE(stream.Next(table, ids));
  EXPECT_EQ(table.schema, schema_);
  EXPECT_THAT(ids, ElementsAre("a", "b", "c"));
  EXPECT_EQ(table.columns[0][0], 30.0f);
  EXPECT_EQ(table.columns[1][0], 1.0f);
  EXPECT_TRUE(std::isnan(table.columns[0][1]) && std::isnan(table.columns[1][1]) && std::isnan(table.columns[1][2]));
  EXPECT_FALSE(stream.Next(table, ids));
  EXPECT_EQ(stream.unknown().at("town"), 1u);
}

TEST_F(FeatureStreamTest, NamesTheFirstDifference) {
  const auto refused = [&](const std::string& text, Fault fault, const std::string& what) {
    try {
      FeatureStream stream(Write(text), Options());
      learn::FeatureTable table;
      std::vector<std::string> ids;
      stream.Next(table, ids);
      FAIL() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), fault);
      EXPECT_THAT(error.what(), HasSubstr(what));
    }
  };
  refused("who,b\n1,2\n", Fault::kUsage, "the table has no column 'age'; it has who, b");
  refused("who,age\n1,2\n", Fault::kUsage, "the table has no column 'town'");
  refused("age,town\n1,2\n", Fault::kUsage, "the table has no column 'who'");
  refused("who,age,town\n1,old,2\n", Fault::kData, "column age holds numbers, and 'old' is none");
  refused("who,age,town\n1,inf,2\n", Fault::kData, "infinite");
}

TEST(RealTables, AreReadAsTheyAre) {
  const fs::path telco = fs::path(AUSPEX_SOURCE_DIR).parent_path() / "shared/data/churn/telco_customer_churn.csv.gz";
  if (!fs::exists(telco)) GTEST_SKIP() << telco << " is not there";
  pack::OneTable pack;
  pack.target = "Churn", pack.positive = "Yes", pack.id = "customerID";
  pack.missing = pack::DefaultMissing();
  Progress progress;
  const OneTableRows read = ReadOneTable(telco, pack, progress);
  EXPECT_EQ(read.rows.table.rows, 7043u);
  EXPECT_EQ(read.rows.table.features(), 19u);
  EXPECT_EQ(std::count(read.rows.labels.begin(), read.rows.labels.end(), 1), 1869);
  const auto& total = read.rows.table.columns.back();
  EXPECT_EQ(std::count_if(total.begin(), total.end(), [](float v) { return std::isnan(v); }), 11);
}

}  // namespace
}  // namespace auspex::data
