// Tables as a user meets them: crossval, train and explain on files, and what is said of bad ones.
#include <algorithm>
#include <cmath>
#include <cstdint>

#include "run_program.h"

namespace {

using namespace auspex::test;

/// A stream of numbers that is the same everywhere.
class Numbers {
 public:
  double Next() {
    state_ = state_ * 6364136223846793005ull + 1442695040888963407ull;
    return static_cast<double>(state_ >> 11) / 9007199254740992.0;
  }

 private:
  uint64_t state_ = 7;
};

class Tables : public RunProgram {
 protected:
  void SetUp() override {
    RunProgram::SetUp();
    Pack("stratified:4:42");
    Write("t.csv", Table(600));
  }

  void Pack(const std::string& folds, const std::string& more = "") {
    fs::create_directories(folder_ / "p");
    Write("p/pack.toml", "format = 1\nname = \"leavers\"\n\n[table]\ntarget = \"left\"\npositive = \"yes\"\nid = \"id\"\nfolds = \"" + folds + "\"\n" + more);
  }

  /// Who has few years and no contract leaves; `bill` says nothing.
  static std::string Table(int rows) {
    Numbers random;
    std::string text = "id,years,plan,bill,left\n";
    for (int i = 0; i < rows; ++i) {
      const int years = static_cast<int>(random.Next() * 10);
      const bool monthly = random.Next() < 0.5;
      const double chance = monthly ? 0.9 - 0.08 * years : 0.1;
      const bool missing = random.Next() < 0.1;
      text += "c" + std::to_string(i) + "," + (missing ? "" : std::to_string(years)) + "," + (monthly ? "monthly" : "contract") + "," +
              std::to_string(20 + static_cast<int>(random.Next() * 80)) + "," + (random.Next() < chance ? "yes" : "no") + "\n";
    }
    return text;
  }

  /// The number that follows `key` in JSON.
  static double After(const std::string& json, const std::string& key, size_t from = 0) {
    const size_t at = json.find("\"" + key + "\":", from);
    return at == std::string::npos ? std::nan("") : std::strtod(json.c_str() + at + key.size() + 3, nullptr);
  }

  static std::vector<std::string> Fields(const std::string& line) {
    std::vector<std::string> fields(1);
    for (const char c : line) {
      if (c == ',') fields.emplace_back();
      else if (c != '\r') fields.back() += c;
    }
    return fields;
  }
};

TEST_F(Tables, AreCrossValidatedByEveryModel) {
  Pack("stratified:2:42");
  const Outcome outcome = Run("crossval --pack ./p --input t.csv --json");
  ASSERT_EQ(outcome.exit, 0) << outcome.All();
  for (const char* key : {"\"models\"", "\"auc\"", "\"ap\"", "\"log_loss\"", "\"brier\"", "\"ece\"", "\"folds\"", "\"ks\"", "\"intervals\"", "\"against_best\"",
                          "\"fold_names\"", "\"rows\": 600", "\"features\": 3"}) {
    EXPECT_NE(outcome.out.find(key), std::string::npos) << key;
  }
  const Outcome doctor = Run("doctor --json");
  ASSERT_EQ(doctor.exit, 0) << doctor.All();
  for (const char* model : {"tree", "random_forest", "xgboost"}) {
    const size_t at = outcome.out.find("\"" + std::string(model) + "\": {");
    ASSERT_NE(at, std::string::npos) << model << outcome.out;
    EXPECT_GT(After(outcome.out, "auc", at), 0.7) << model;
    EXPECT_NE(doctor.out.find(model), std::string::npos);
  }
  const Outcome text = Run("crossval --pack ./p --input t.csv --model tree");
  EXPECT_NE(text.out.find("600 rows"), std::string::npos) << text.All();
  EXPECT_NE(text.out.find("2 folds"), std::string::npos);
}

TEST_F(Tables, AreSplitInEveryWay) {
  std::string text = "id,years,when,house,left\n";
  Numbers random;
  for (int i = 0; i < 400; ++i) {
    const double x = random.Next();
    text += std::to_string(i) + "," + std::to_string(x) + ",2025-01-" + (i % 28 < 9 ? "0" : "") + std::to_string(i % 28 + 1) + ",h" + std::to_string(i % 40) + "," +
            (random.Next() < x ? "yes" : "no") + "\n";
  }
  Write("t.csv", text);
  for (const char* folds : {"grouped:house:4:1", "column:house", "time:when:0.7", "order:0.8", "rolling:when:3"}) {
    Pack(folds);
    const Outcome outcome = Run("crossval --pack ./p --input t.csv --model tree --json");
    EXPECT_EQ(outcome.exit, 0) << folds << outcome.All();
    EXPECT_GT(After(outcome.out, "auc"), 0.6) << folds << outcome.out;
  }
}

TEST_F(Tables, GoFromTrainingToReasonsThatAddUp) {
  Good("train --pack ./p --input t.csv --model random_forest --out m.auspex");
  Good("explain --model m.auspex --input t.csv --out s.csv --top 2");
  const auto lines = Lines("s.csv");
  ASSERT_EQ(lines.size(), 601u);
  EXPECT_EQ(lines[0], "\xEF\xBB\xBFrow,id,score,margin,base,reason_1,value_1,share_1,reason_2,value_2,share_2,rest");
  for (size_t r = 1; r < lines.size(); ++r) {
    const auto f = Fields(lines[r]);
    ASSERT_EQ(f.size(), 12u) << lines[r];
    const double sum = std::stod(f[4]) + std::stod(f[7]) + std::stod(f[10]) + std::stod(f[11]);
    EXPECT_NEAR(sum, std::stod(f[3]), 1e-9);
    EXPECT_NEAR(std::stod(f[2]), std::stod(f[3]), 1e-5);  // a forest's margin is its probability
    EXPECT_GE(std::abs(std::stod(f[7])), std::abs(std::stod(f[10])));
    EXPECT_EQ(f[1], "c" + std::to_string(r - 1));
  }
  const Outcome text = Run("explain --model m.auspex --input t.csv --group person=years,bill");
  EXPECT_EQ(text.exit, 0) << text.All();
  EXPECT_NE(text.out.find("person"), std::string::npos);
  EXPECT_NE(text.out.find("years="), std::string::npos) << text.out;
  Good("explain --model m.auspex --input t.csv --out s.parquet");
  Good("explain --model m.auspex --input t.csv --out s.json");
  EXPECT_EQ(ReadAll(folder_ / "s.parquet").substr(0, 4), "PAR1");
  EXPECT_NE(ReadAll(folder_ / "s.json").find("\"reasons\":[{\"name\""), std::string::npos);
}

TEST_F(Tables, WithStepsAreTrainedAndExplained) {
  Pack("stratified:2:42", "pairs = true\nbalance = \"weights\"\n\n[table.monotone]\nage = \"up\"\n");
  Numbers random;
  std::string text = "id,group,price,age,left\n";
  for (int i = 0; i < 8000; ++i) {
    const int group = static_cast<int>(random.Next() * 25), price = static_cast<int>(random.Next() * 20), age = static_cast<int>(random.Next() * 30);
    const double chance = ((group + price) % 2 == 0 ? 0.3 : 0.02) + 0.01 * age;
    text += "c" + std::to_string(i) + ",g" + std::to_string(group) + "," + std::to_string(price) + "," + std::to_string(age) + "," +
            (random.Next() < chance ? "yes" : "no") + "\n";
  }
  Write("t.csv", text);
  const Outcome judged = Run("crossval --pack ./p --input t.csv --model xgboost --json");
  ASSERT_EQ(judged.exit, 0) << judged.All();
  EXPECT_GT(After(judged.out, "auc"), 0.63) << judged.out;  // .61 without pairs, .72 with the true chances
  Good("train --pack ./p --input t.csv --model xgboost --out m.auspex");
  Good("explain --model m.auspex --input t.csv --out s.csv --top 4 --threads 2");
  Good("explain --model m.auspex --input t.csv --out one.csv --top 4 --threads 1");
  EXPECT_EQ(ReadAll(folder_ / "s.csv"), ReadAll(folder_ / "one.csv"));
  const auto lines = Lines("s.csv"), rows = Lines("t.csv");
  ASSERT_EQ(lines.size(), 8001u);
  double offset = std::nan("");
  size_t pairs = 0;
  for (size_t r = 1; r < lines.size(); ++r) {
    const auto f = Fields(lines[r]), row = Fields(rows[r]);
    ASSERT_EQ(f.size(), 18u) << lines[r];
    double sum = std::stod(f[4]) + std::stod(f[17]);
    for (const size_t share : {7u, 10u, 13u, 16u}) sum += std::stod(f[share]);
    EXPECT_NEAR(sum, std::stod(f[3]), 1e-9);
    const double score = std::stod(f[2]), gap = std::log(score / (1 - score)) - std::stod(f[3]);
    if (r == 1) offset = gap;
    EXPECT_NEAR(gap, offset, 1e-3) << lines[r];  // the correction of the odds, the same in every row
    for (const size_t name : {5u, 8u, 11u, 14u}) {
      if (f[name] != "group × price") continue;
      ++pairs;
      EXPECT_EQ(f[name + 1], "group=" + row[1] + "; price=" + row[2]);
    }
  }
  EXPECT_EQ(pairs, 8000u);
  EXPECT_LT(offset, -0.3);  // about a third says yes, half in what was learnt from
  const Outcome grouped = Run("explain --model m.auspex --input t.csv --json --group 'offer=group,group × price'");
  EXPECT_EQ(grouped.exit, 0) << grouped.All();
  EXPECT_NE(grouped.out.find("\"offer\""), std::string::npos);
  Pack("stratified:2:42", "\n[table.monotone]\nagee = \"up\"\n");
  Refused("crossval --pack ./p --input t.csv --model tree", 2, "pack.toml:11");
}

TEST_F(Tables, GiveTheSameBitsForAnyNumberOfThreads) {
  for (const char* threads : {"1", "2", "7"}) {
    const std::string t = threads;
    Good("train --pack ./p --input t.csv --model random_forest --calibrate --seed 5 --threads " + t + " --out m" + t + ".auspex");
    Good("explain --model m" + t + ".auspex --input t.csv --threads " + t + " --out s" + t + ".csv");
  }
  EXPECT_EQ(ReadAll(folder_ / "m1.auspex"), ReadAll(folder_ / "m2.auspex"));
  EXPECT_EQ(ReadAll(folder_ / "m1.auspex"), ReadAll(folder_ / "m7.auspex"));
  EXPECT_EQ(ReadAll(folder_ / "s1.csv"), ReadAll(folder_ / "s7.csv"));
}

TEST_F(Tables, ChooseAModelAndTuneOne) {
  const Outcome chosen = Run("train --pack ./p --input t.csv --out m.auspex --json");
  ASSERT_EQ(chosen.exit, 0) << chosen.All();
  EXPECT_NE(chosen.out.find("\"models\": {\n    \""), std::string::npos) << chosen.out;
  const Outcome tuned = Run("train --pack ./p --input t.csv --model tree --trials 3 --out a.auspex");
  ASSERT_EQ(tuned.exit, 0) << tuned.All();
  EXPECT_NE(tuned.err.find("best so far"), std::string::npos) << tuned.err;
  Good("train --pack ./p --input t.csv --model tree --trials 3 --threads 1 --out b.auspex");
  EXPECT_EQ(ReadAll(folder_ / "a.auspex"), ReadAll(folder_ / "b.auspex"));
  Good("crossval --pack ./p --input t.csv --model tree --tune 0.5");
}

TEST_F(Tables, ScoreRowsThatTheModelHasNotSeen) {
  Good("train --pack ./p --input t.csv --model tree --out m.auspex");
  Write("new.csv", "bill;plan;years\r\n30;monthly;1\r\n30;weekly;9\r\n;;\r\n");
  const Outcome outcome = Run("explain --model m.auspex --input new.csv --json");
  ASSERT_EQ(outcome.exit, 0) << outcome.All();
  EXPECT_NE(outcome.out.find("\"rows\": 3"), std::string::npos);
  EXPECT_NE(outcome.out.find("\"plan\": 1"), std::string::npos) << outcome.out;  // weekly
}

TEST_F(Tables, NameTheFirstColumnThatDiffers) {
  Good("train --pack ./p --input t.csv --model tree --out m.auspex");
  Write("other.csv", "years,bill\n1,2\n");
  Refused("explain --model m.auspex --input other.csv", 2, "the table has no column 'plan'");
  Write("other.csv", "years,plan,bill\n1,monthly,30\nmany,monthly,40\n");
  Refused("explain --model m.auspex --input other.csv", 3, "column years holds numbers, and 'many' is none");
  Write("other.csv", "years,plan,bill\n1,monthly,inf\n");
  Refused("explain --model m.auspex --input other.csv", 3, "holds an infinite number, 'inf'");
  Write("other.csv", "years,plan,bill\n");
  Refused("explain --model m.auspex --input other.csv", 3, "no data rows");
  Refused("explain --model m.auspex --input t.csv --group a=yeers", 2, "did you mean `years`?");
  Refused("explain --model m.auspex --input t.csv --group a", 2, "no group of columns");
  Refused("explain --model m.auspex --input t.csv --group a=years --group b=years", 2, "is in two groups");
  Refused("explain --model m.auspex --input t.csv --id who", 2, "the table has no column 'who'");
  Refused("explain --model m.auspex --input t.csv --out s.docx", 2, ".csv, .parquet, .xlsx or .json");
}

TEST_F(Tables, WithModelFilesThatAreNotWholeAreRefused) {
  Good("train --pack ./p --input t.csv --model tree --out m.auspex");
  const std::string whole = ReadAll(folder_ / "m.auspex");
  Write("cut.auspex", whole.substr(0, whole.size() / 2));
  Refused("explain --model cut.auspex --input t.csv", 2, "cut off or damaged");
  std::string newer = whole;
  newer[8] = 9;
  Write("newer.auspex", newer);
  Refused("explain --model newer.auspex --input t.csv", 2, "made by a newer version of Auspex (format 9)");
  std::string damaged = whole;
  damaged[whole.size() / 2] ^= 1;
  Write("damaged.auspex", damaged);
  Refused("explain --model damaged.auspex --input t.csv", 2, "its checksum does not agree");
  Write("foreign.auspex", "PK this is a spreadsheet");
  Refused("explain --model foreign.auspex --input t.csv", 2, "this is no model file");
  Refused("explain --model none.auspex --input t.csv", 2, "cannot be read");
  Refused("explain", 2, "nothing was named to explain");
}

TEST_F(Tables, ScoreAndExplainModelsMadeElsewhere) {
  const std::string lightgbm =
      "tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nlabel_index=0\nmax_feature_idx=1\nobjective=binary sigmoid:1\n"
      "feature_names=years bill\nfeature_infos=[0:10] [20:100]\ntree_sizes=300\n\n"
      "Tree=0\nnum_leaves=2\nnum_cat=0\nsplit_feature=0\nsplit_gain=1\nthreshold=4.5\ndecision_type=2\nleft_child=-1\nright_child=-2\n"
      "leaf_value=1 -1\nleaf_weight=1 1\nleaf_count=10 10\ninternal_value=0\ninternal_weight=0\ninternal_count=20\nis_linear=0\nshrinkage=1\n\n\nend of trees\n\n";
  const auto replaced = [&](const std::string& from, const std::string& to) { return std::string(lightgbm).replace(lightgbm.find(from), from.size(), to); };
  Write("m.txt", lightgbm);
  Write("new.csv", "bill,years\n30,1\n30,9\n");
  const Outcome outcome = Run("explain --model m.txt --input new.csv --json");
  ASSERT_EQ(outcome.exit, 0) << outcome.All();
  EXPECT_NE(outcome.out.find("LightGBM text"), std::string::npos);
  EXPECT_NEAR(After(outcome.out, "score"), 1 / (1 + std::exp(-1.0)), 1e-6);
  EXPECT_NEAR(After(outcome.out, "share"), 1, 1e-9);
  Write("m.txt", replaced("is_linear=0", "is_linear=1"));
  Refused("explain --model m.txt --input new.csv", 2, "it has linear trees");
  Write("m.txt", replaced("objective=binary", "objective=regression"));
  Refused("explain --model m.txt --input new.csv", 2, "its objective is");
  Write("m.json", "{\"learner\": 1}");
  Refused("explain --model m.json --input new.csv", 2, "m.json");
}

TEST_F(Tables, OfOneOutcomeAreRefused) {
  const auto refused = [&](const std::string& text, int exit, const std::string& message) {
    Write("bad.csv", text);
    Refused("crossval --pack ./p --input bad.csv --model tree", exit, message);
  };
  refused("id,x,left\n1,2,yes\n2,3,yes\n", 3, "every row has the outcome 'yes'");
  refused("id,x,left\n1,2,Yes\n2,3,no\n", 3, "no row has the outcome 'yes'");
  refused("id,x,left\n1,2,yes\n2,3,no\n3,4,no\n", 3, "fold");          // fewer rows than folds
  refused("id,x,y,left\n1,2,,yes\n2,2,,no\n", 3, "no column is left to learn from");
  refused("id,x,left\n1,2,yes\n2,-inf,no\n", 3, "holds an infinite number, '-inf'");
  refused("id,x,x,left\n1,2,3,yes\n", 3, "the name x twice");
  refused("id,x,lost\n1,2,yes\n", 3, "the required column left is missing");
  Refused("crossval --pack ./p --input gone.csv", 2, "gone.csv");
  Refused("crossval --pack ./p --input t.csv --model tre", 2, "there is no model 'tre'");
  Refused("crossval --pack ./p --input t.csv --fold-column id", 2, "folds = \"column:id\"");
  Refused("train --pack ./p --input t.csv --out nowhere/m.auspex", 2, "the folder does not exist");
  Refused("train --pack insurance --input t.csv --out m.auspex", 2, "describes journeys");
  Refused("init w --pack ./p", 2, "describes one table");
  Refused("crossval --pack eventlog --input t.csv", 2, "--fold-column");
}

TEST_F(Tables, WithWeightsThatAreNoneAreRefused) {
  Pack("stratified:2:42", "weight = \"w\"\n");
  const auto rows = [](const char* weight) {
    std::string text = "id,x,w,left\n";
    for (int i = 0; i < 20; ++i) text += std::to_string(i) + "," + std::to_string(i * 7 % 5) + "," + weight + (i % 2 ? ",yes\n" : ",no\n");
    return text;
  };
  Write("bad.csv", rows("0"));
  Refused("crossval --pack ./p --input bad.csv --model tree", 3, "weight");
  Write("bad.csv", rows("-1"));
  Refused("crossval --pack ./p --input bad.csv --model tree", 3, "the weight -1 in column w is negative");
  Write("bad.csv", rows("2"));
  Good("crossval --pack ./p --input bad.csv --model tree");
}

TEST_F(Tables, OfManyCategoriesAndColumnsThatSayNothingAreLearnt) {
  std::string text = "id,city,empty,same,x,left\n";
  Numbers random;
  for (int i = 0; i < 10000; ++i) {
    const double x = random.Next();
    text += std::to_string(i) + ",city" + std::to_string(i) + ",,5," + std::to_string(x) + (random.Next() < x ? ",yes\n" : ",no\n");
  }
  Write("many.csv", text);
  const Outcome outcome = Run("crossval --pack ./p --input many.csv --model tree");
  EXPECT_EQ(outcome.exit, 0) << outcome.All();
  EXPECT_NE(outcome.out.find("column empty is empty: left out"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("column same has the same value in every row: left out"), std::string::npos);
}

TEST_F(Tables, ThePageOfTheDocumentsHoldsWordByWord) {
  std::string page = ReadAll(AUSPEX_SOURCE_DIR "/docs/tables.md"), script;
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("## What a pack can say")) break;
    if (line.starts_with("    ")) script += line.substr(4) + "\n";
  }
  script.replace(script.find("stratified:10:42"), 16, "stratified:2:42");  // for the sake of time
  for (size_t at = 0; (at = script.find("\nauspex ", at)) != std::string::npos;) script.replace(at + 1, 6, "'" AUSPEX_PROGRAM "'");
  Write("page.sh", "set -e\n" + script);
  const int status = std::system(("cd '" + folder_.string() + "' && bash page.sh >out.txt 2>err.txt").c_str());
  EXPECT_EQ(status, 0) << ReadAll(folder_ / "out.txt") << ReadAll(folder_ / "err.txt");
  EXPECT_EQ(Lines("scores.csv").size(), 2001u);
}

}  // namespace
