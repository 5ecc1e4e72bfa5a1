// What a user can meet, as the functions throw it: said in every language, and nothing half in English.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <regex>

#include "base/progress.h"
#include "data/header.h"
#include "data/table_choice.h"
#include "data/ingest.h"
#include "data/timeline.h"
#include "flow/customer.h"
#include "flow/model_file.h"
#include "flow/period.h"
#include "flow/receipt.h"
#include "flow/result_filter.h"
#include "flow/result_query.h"
#include "flow/runs.h"
#include "flow/strategy_effect.h"
#include "learn/sequence.h"
#include "learn/sequence_options.h"
#include "pack/toml_reader.h"
#include "serve/embedded.h"
#include "serve/filter_json.h"
#include "serve/job_kinds.h"
#include "serve/json_fields.h"
#include "serve/messages.h"
#include "serve/request_head.h"
#include "serve/saved_filters.h"
#include "serve/way_in_fixture.h"

namespace auspex::serve {
namespace {

using nlohmann::json;

/// Three English words in a row, which no name or number of these tests is.
bool HoldsEnglish(const std::string& text) {
  static const std::regex words("[A-Za-z']{2,} [A-Za-z']{2,} [A-Za-z']{2,}");
  return std::regex_search(text, words);
}

void ExpectSpoken(const std::string& english) {
  if (english.empty()) return;
  std::string said[2];
  for (const int k : {0, 1}) {
    said[k] = Translate(english, k == 0 ? "zh-Hant" : "zh-Hans");
    EXPECT_NE(said[k], english);
    EXPECT_FALSE(HoldsEnglish(said[k])) << said[k];
  }
  EXPECT_EQ(Translate(english, "en").find("auspex -w"), std::string::npos) << english;
}

void ExpectSpoken(const std::function<void()>& act) {
  try {
    act();
    ADD_FAILURE() << "nothing thrown";
  } catch (const Error& error) {
    SCOPED_TRACE(error.what());
    ExpectSpoken(error.message());
    ExpectSpoken(error.advice());
  }
}

class SpokenMessages : public WayInTest {
 protected:
  std::filesystem::path Write(const std::string& name, std::string_view content) const {
    std::ofstream(folder_ / name, std::ios::binary) << content;
    return folder_ / name;
  }
  void Ingest(std::string_view content) {
    store::Connection connection = workspace_->Connect();
    const std::vector<std::filesystem::path> files = {Write("file.csv", content)};
    Progress quiet;
    data::Ingest(connection, pack_, files, {.names = {"file.csv"}}, quiet);
  }
  flow::ResultTable Result() const {
    flow::ResultTable table;
    table.columns.resize(2);
    table.columns[0].name = "p", table.columns[0].type = flow::ResultType::kNumber;
    table.columns[1].name = "when", table.columns[1].type = flow::ResultType::kTime;
    return table;
  }
  void Filter(const std::string& column, flow::FilterOp op, const std::vector<store::Value>& values = {}) const {
    flow::FilterCondition condition;
    condition.column = column, condition.op = op, condition.values = values;
    flow::ConditionSql({{condition}}, Result());
  }
};

TEST_F(SpokenMessages, OfRequestsAndTheirFields) {
  const json body = {{"text", 1}, {"number", "x"}};
  const std::vector<std::function<void()>> acts = {
      [] { ParseHead("GET / HTTP/1.1\r\n\r\n"); },
      [] { ParseHead("SING / HTTP/1.1\r\nHost: a\r\n\r\n"); },
      [] { ParseObject("{", "body"); },
      [] { ParseObject("[]", "body"); },
      [] { ParseObject(std::string(500, '[') + std::string(500, ']'), "body"); },
      [&] { StringField(body, "text"); },
      [&] { StringField(body, "absent"); },
      [&] { IntegerField(body, "number", 1, 1000); },
      [&] { OptionalBool(body, "text"); },
      [] { CleanFileName("///"); },
      [&] { uploads_->Begin("a.csv", kMostBytes + 1, "ann"); },
      [&] { uploads_->Find("nobody"); },
      [&] { uploads_->Path(uploads_->Begin("a.csv", 10, "ann").id); },
      [&] { uploads_->Append(uploads_->Begin("b.csv", 10, "ann").id, 3, [](const auto&) { return true; }); },
      [&] { accounts_->Create("a b", Role::kViewer, "correct horse"); },
      [&] { accounts_->Create("ann", Role::kViewer, "short"); },
      [&] { accounts_->Delete("nobody"); },
  };
  for (const auto& act : acts) ExpectSpoken(act);
}

/// Of two tables with the same column.
void ChooseOfTwo(const std::vector<std::string>& names, const std::string& wanted) {
  pack::Pack two;
  for (const char* name : {"one", "other"}) {
    pack::Table& table = two.tables.emplace_back();
    table.name = name;
    table.columns.emplace_back().name = "who";
    table.columns.back().required = true;
  }
  data::ChooseTable(names, two, wanted, {}, "a.csv");
}

TEST_F(SpokenMessages, OfFilesAndMappings) {
  const std::string header(data::kSmallHeader);
  const auto map = [&](const data::ColumnMapping& mapping) { data::FindColumns({"id", "when"}, pack_.Events(), mapping, "a.csv"); };
  const std::vector<std::function<void()>> acts = {
      [&] { Ingest(""); },
      [&] { Ingest(header); },
      [&] { Ingest("customer\n1\n"); },
      [&] { Ingest("customer,time,symbol\n"); },
      [&] { Ingest("customer,xyzxyzxyz,qqqqqqqqqq\n"); },
      [&] { Ingest("customer,Customer,time\n"); },
      [&] { Ingest(header + "a,2025-03-01,look,x,1,,\nb,yesterday,look,1,1,,\nc,2025-03-01,look,-1,1,,\n,2025-03-01,look,1,1,,\nd,1\n"); },
      [&] { Ingest(header + "a,1066-03-01,look,1,1,,\nb,2025-03-01,look,1,perhaps,,\nb,2025-03-01,look,1,1,half,\n"); },
      [&] { Ingest(header + "a,2025-03-01,look,90000,1,,\n\"b,2025-03-01,look,1,1,,\n"); },
      [&] { Ingest("\x1F\x8B" "broken"); },
      [&] { map({{"nothing", "id"}}); },
      [&] { ChooseOfTwo({"month"}, ""); },
      [&] { ChooseOfTwo({"who"}, ""); },
      [&] { ChooseOfTwo({"who"}, "others"); },
      [&] { pack::Pack{}.Events(); },
      [&] { map({{"customer", "absent"}}); },
      [&] { map({{"customer", "id"}, {"symbol", "id"}}); },
      [] { data::SplitByTime(0, 10 * kDay, 7 * kDay); },
  };
  for (const auto& act : acts) ExpectSpoken(act);
}

TEST_F(SpokenMessages, OfFiltersSortsAndColumns) {
  using flow::FilterOp;
  const auto table = Result();
  const std::vector<std::function<void()>> acts = {
      [] { ParseFilter(R"({"all": 1})", "filter"); },
      [] { ParseFilter(R"({"some": []})", "filter"); },
      [] { ParseFilter(R"({"all": [{"column": "p", "op": "resembles"}]})", "filter"); },
      [] { ParseFilter(R"({"all": [{"column": "p", "op": "in", "values": [[]]}]})", "filter"); },
      [&] { Filter("nothing like it", FilterOp::kEmpty); },
      [&] { Filter("pp", FilterOp::kEmpty); },
      [&] { Filter("p", FilterOp::kContains); },
      [&] { Filter("p", FilterOp::kBetween); },
      [&] { Filter("p", FilterOp::kIn, {std::string("x")}); },
      [&] { Filter("when", FilterOp::kIn, {std::string("x")}); },
      [&] { Filter("when", FilterOp::kIn, {int64_t{1}}); },
      [&] { flow::ParseSort("p,-p", table); },
      [] { flow::PeriodTime("from", "yesterday", false); },
      [&] { store::Connection connection = workspace_->Connect(); SaveFilter(connection, "ann", {"", "{}", ""}); },
  };
  for (const auto& act : acts) ExpectSpoken(act);
}

TEST_F(SpokenMessages, OfJobsModelsAndPredictions) {
  store::Connection connection = workspace_->Connect();
  flow::CreateRunTables(connection);
  const JobContext context{*workspace_, pack_, *uploads_};
  const auto check = [&](const json& request) { return [&context, request] { CheckJob(context, request); }; };
  const std::vector<std::function<void()>> acts = {
      check({{"kind", "dance"}}),
      check({{"kind", "train"}, {"shoes", 2}}),
      check({{"kind", "train"}, {"models", {"oracle"}}}),
      check({{"kind", "train"}, {"models", {"lstm", "lstm"}}}),
      check({{"kind", "train"}, {"horizon_days", 0}}),
      check({{"kind", "ingest"}}),
      check({{"kind", "predict"}, {"model", 1}}),
      check({{"kind", "predict"}, {"from", "2025-03-02"}, {"to", "2025-03-01"}}),
      [&] { flow::FindModel(connection, 0, ""); },
      [&] { flow::FindModel(connection, 7, ""); },
      [&] { flow::ReadReceipt(connection, pack_, "x"); },
      [&] { flow::ReadReceipt(connection, pack_, "x", 7); },
      [&] { flow::OpenResultTable(connection, pack_, 7); },
      [&] { flow::EffectOf(connection, pack_, 7, {.without = {"empty"}}); },
      [] { throw flow::UnknownCustomer(3, "empty"); },
      [] { flow::DecodeModel("no model", "m.bin"); },
      [] { flow::ReadModel("/nowhere/m.bin"); },
      [] { learn::MakeSequenceModel("oracle", {}); },
      [&] { store::Workspace again(folder_ / "ws"); },
  };
  for (const auto& act : acts) ExpectSpoken(act);
}

TEST(Messages, ThatAreHardToCauseAreSpokenToo) {
  for (const char* english : {
           "there were too many attempts to sign in", "Wait 12 seconds, then try again.", "the one-time token was used already",
           "Sign in with name and password, or start the server anew for another token.", "training run 4 has no model lstm",
           "Train it with: auspex -w DIR train --model lstm", "the strategy has no rule R1", "others are asking the same of the strategy",
           "this took longer than 20 s and was stopped; nothing was changed", "the model does not know the step fly",
           "the disk is full: x", "Free some space and run the command again; nothing was changed.", "20 jobs are waiting already",
           "the condition `idle`: Binder Error", "the definition `x`: Binder Error", "known are `a`, `b`, …", "did you mean `a`?",
           "the result's SQL gives 2 rows for 3 customers", "the uploaded file cannot be written: No space left on device",
           "too many events to train on at once", "Lower --max-events.", "the events cover 239 h 12 min, too short to train, validate and test "
           "with a horizon of 168 h 0 min", "the LSTM has nothing to learn from: no training step has a label", "the table `contact` does not hold as SQL: x",
           "it is a SELECT over past.TABLE and the tables before it", "the counts of the watch `interest` do not hold as SQL: x", "the counts of the funnel do not hold as SQL: x",
           "select the day (or the first of a month), a column for each of `by`, how many there were and how many of them succeeded, over past.TABLE",
           "select the plan's run, the column of `by`, and a count for each step, over past.planned and past.TABLE"}) {
    SCOPED_TRACE(english);
    ExpectSpoken(std::string(english));
  }
}

/// Every error of a file that is thrown with Error(Fault::kUsage or kData, "…"): how its text begins.
std::vector<std::string> ErrorsOf(const std::filesystem::path& file) {
  std::ifstream in(file);
  const std::string text((std::istreambuf_iterator<char>(in)), {});
  static const std::regex thrown("Error\\(\\s*Fault::k(?:Usage|Data),\\s*\"([^\"]+)\"");
  std::vector<std::string> begins;
  for (std::sregex_iterator at(text.begin(), text.end(), thrown), end; at != end; ++at) begins.push_back((*at)[1]);
  return begins;
}

TEST(Messages, SayEveryErrorOfTheJobsOfATask) {
  const auto messages = ParseMessages(EmbeddedMessages());
  const std::filesystem::path source = std::filesystem::path(AUSPEX_SOURCE_DIR) / "src";
  size_t found = 0;
  for (const char* file : {"flow/act.cc", "flow/action_tables.cc", "flow/segment.cc", "flow/segment_rows.cc", "flow/segment_store.cc", "flow/task_predict.cc",
                           "flow/task_rows.cc", "flow/task_scorer.cc", "flow/task_train.cc", "flow/task_training_rows.cc", "flow/report/report.cc",
                           "flow/report/workspace_report.cc", "data/panel_months.cc", "data/past_future.cc", "data/matrix.cc"}) {
    for (const auto& begin : ErrorsOf(source / file)) {
      ++found;
      if (begin == "--month is no month: " || begin == "there is no data of ") continue;  // of the command line's --month
      EXPECT_TRUE(std::ranges::any_of(messages, [&](const Message& message) { return message.english.starts_with(begin); })) << file << ": " << begin;
    }
  }
  EXPECT_GE(found, 20u);
}

TEST(Messages, OfTheJobsOfATaskAreSpoken) {
  for (const char* english : {
           "the pack p says nothing about channels", "the pack p says nothing about segments", "must be a day such as 2025-04-01", "the pack has no wording in this language",
           "no report has been written in this workspace yet", "Write one on the page Predict.", "no customer has been scored in this workspace yet",
           "Run: auspex -w DIR predict --out DIR", "--start is no date: soon", "--start lies before the end of the month of the scores, 2025-12",
           "Name a day from 2026-01-01 on.", "a customer comes twice", "the customer U1 comes twice", "there is no customer in 2025-12",
           "there are 5 months, from 2025-01 to 2025-05, too few to train and test: 7 to look back on and twice a horizon of 3 are 13",
           "Load more months, or lower least_months or horizon_months of the task in the workspace's pack/pack.toml.",
           "as of 2025-09, which the models are tested on, 0 of 12 customers came to the outcome (x): nothing can be told apart",
           "none of the 12 customers of the training cutoffs, 2025-06 to 2025-07, came to the outcome (x)",
           "all 12 customers of the training cutoffs, 2025-06 to 2025-07, came to the outcome (x)", "nobody is in the population of high_value at the end of 2025-12",
           "the table user_behavior_assets has no row of 2025-05, though it goes from 2025-01 to 2025-12", "nothing has been loaded into the table t yet",
           "Run: auspex -w DIR ingest FILE...", "the model was trained on a feature `x` that the pack does not describe", "Train again: auspex -w DIR train",
           "the model was fitted on texts in the column `x`, which is of another kind", "every row that counts has the outcome 1", "A model needs rows of both outcomes.",
           "logistic regression did not converge in 100 steps", "all rows are the same", "8 clusters were asked for, but only 3 distinct rows have weight",
           "Ask for at most 3 clusters.", "the condition `c` does not hold as SQL: x", "it sees the columns of the row, and probability, rank, segment and plan_start",
           "It is one of ingest, train, evaluate, predict, segment, plan and report."}) {
    SCOPED_TRACE(english);
    ExpectSpoken(std::string(english));
  }
}

TEST(Messages, LeaveTheWordsOfAUserAsTheyAre) {
  EXPECT_EQ(Translate("the model does not know the step empty", "zh-Hant"), "模型不認得步驟「empty」");
  EXPECT_EQ(Translate("there is no kind of job not a time", "zh-Hans"), "没有“not a time”这种任务");
  EXPECT_EQ(Translate("the file has no header Predict first. to read it from; it has empty, a: empty", "zh-Hant"),
            "檔案沒有標題「Predict first.」；檔案的標題有：empty, a: empty");
  EXPECT_EQ(Translate("unknown field `text`", "zh-Hans"), "无法识别的字段“text”");
  EXPECT_EQ(Translate("this is no time: {place}", "zh-Hant"), "「{place}」不是時間");
}

TEST(Messages, TranslateTheProgramsOwnTextsInsideOfOthers) {
  EXPECT_EQ(Translate("a column of type flag knows no condition `between`", "zh-Hant"), "是／否欄位不能使用條件「between」");
  EXPECT_EQ(Translate("the gzip file is cut off", "zh-Hans"), "gzip 文件有问题：文件不完整，末尾被截断");
  EXPECT_EQ(Translate("Run: auspex -w DIR train", "en"), "Train a model on the page Predict.");
}

}  // namespace
}  // namespace auspex::serve
