// The program as a user runs it: whole commands, their output and exit codes.
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <thread>

#include "run_program.h"

namespace {

using namespace auspex::test;

constexpr const char* kHeader = "user_pseudo_id,event_time,action_group,source,medium,platform,staytime,has_shared,revisit_count,action\n";

/// Journeys in a workspace.
class EndToEnd : public RunProgram {
 protected:
  /// A simulated site loaded into workspace w.
  void LoadSimulated(int customers) {
    Good("simulate --pack insurance --customers " + std::to_string(customers) + " --seed 3 --out sim");
    Good("init w --pack insurance");
    Good("-w w ingest sim/events.csv");
  }
};

// Each tests/files/NAME.csv is ingested; NAME.expect names the exit code and what the output must hold.
class BadFiles : public EndToEnd, public testing::WithParamInterface<std::string> {};

std::vector<std::string> CaseNames() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(AUSPEX_SOURCE_DIR "/tests/files")) {
    if (entry.path().extension() == ".expect") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

TEST_P(BadFiles, GivesWhatItsExpectationSays) {
  const fs::path files = AUSPEX_SOURCE_DIR "/tests/files";
  Good("init w --pack insurance");
  fs::copy_file(files / (GetParam() + ".csv"), folder_ / "in.csv");
  const Outcome outcome = Run("-w w ingest in.csv");
  std::ifstream expect(files / (GetParam() + ".expect"));
  std::string line;
  std::getline(expect, line);
  EXPECT_EQ("exit " + std::to_string(outcome.exit), line) << outcome.All();
  while (std::getline(expect, line)) EXPECT_NE(outcome.All().find(line), std::string::npos) << "wanted: " << line << "\ngot: " << outcome.All();
}

INSTANTIATE_TEST_SUITE_P(Files, BadFiles, testing::ValuesIn(CaseNames()), [](const auto& file) { return file.param; });

TEST_F(EndToEnd, ASimulationInSqlWritesTheTablesThatItMakes) {
  fs::copy(AUSPEX_SOURCE_DIR "/packs/wealth", folder_ / "p", fs::copy_options::recursive);
  const Outcome outcome = Run("simulate --pack p --customers 500 --months 6 --seed 3 --out sim");
  ASSERT_EQ(outcome.exit, 0) << outcome.All();
  EXPECT_NE(outcome.out.find("user_behavior_assets     3,000 rows"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("What no model can beat: AUC 0."), std::string::npos) << outcome.out;
  EXPECT_EQ(Lines("sim/user_base.csv").size(), 501u);
  Refused("simulate --pack p --late 0.1 --out sim", 2, "--late is for packs that simulate events");
  Refused("simulate --pack insurance --months 3 --out sim", 2, "--months is for packs that simulate tables in SQL");
  Write("p/simulate.sql", "CREATE TABLE out.a AS\n  SELECT customr FROM customers();\n");
  Refused("simulate --pack p --out sim", 2, "p/simulate.sql:2: Binder Error");
}

TEST_F(EndToEnd, FromEventsToAdvice) {
  LoadSimulated(1500);
  Good("-w w train --epochs 2");
  Good("-w w predict --out r.csv");
  const auto lines = Lines("r.csv");
  ASSERT_EQ(lines.size(), 1501u);
  const std::string expected =
      "\xEF\xBB\xBFuser_pseudo_id,Top1_next_action_group,Top1_confidence,Top2_next_action_group,Top2_confidence,Top3_next_action_group,Top3_confidence,"
      "Top4_next_action_group,Top4_confidence,Top5_next_action_group,Top5_confidence,Online_conversion_prob,O2O_reservation_prob,Marketing_Strategy,"
      "last_event_time,last_platform,last_action,last_action_group,-2_action,-2_action_group,-3_action,-3_action_group,-4_action,-4_action_group,-5_action,"
      "-5_action_group,-6_action,-6_action_group,-7_action,-7_action_group,-8_action,-8_action_group,-9_action,-9_action_group,-10_action,-10_action_group";
  EXPECT_EQ(lines[0], expected);
  Good("-w w predict --out r.parquet");
  Good("-w w predict --out r.xlsx");
  EXPECT_EQ(ReadAll(folder_ / "r.parquet").substr(0, 4), "PAR1");
  EXPECT_EQ(ReadAll(folder_ / "r.xlsx").substr(0, 2), "PK");
  const std::string customer = lines[1].substr(0, lines[1].find(','));
  const Outcome receipt = Run("-w w explain --customer " + customer);
  EXPECT_EQ(receipt.exit, 0) << receipt.err;
  EXPECT_NE(receipt.out.find("Receipt of the decision about " + customer), std::string::npos);
  Refused("-w w explain --customer nobody", 2, "no customer nobody");
}

TEST_F(EndToEnd, EvaluationHasTheDocumentedKeys) {
  LoadSimulated(1500);
  Good("-w w train --epochs 2");
  const Outcome outcome = Run("-w w evaluate --truth sim/truth.csv --json");
  ASSERT_EQ(outcome.exit, 0) << outcome.err;
  for (const char* key : {"\"task\"", "\"rows\": 1500", "\"top1\"", "\"top3\"", "\"top5\"", "\"mrr\"", "\"log_loss\"", "\"baselines\"", "\"popularity\"", "\"markov1\"",
                          "\"backoff\"", "\"optimal\"", "\"conversions\"", "\"online\"", "\"o2o\"", "\"auc\"", "\"ap\"", "\"brier\"", "\"ece\""}) {
    EXPECT_NE(outcome.out.find(key), std::string::npos) << key;
  }
  Good("-w w evaluate");
  Refused("-w w evaluate --truth sim/events.csv", 3, "is missing");
  Refused("-w w evaluate --model gpt", 2, "no model gpt");
}

TEST_F(EndToEnd, TheSameSeedGivesTheSameBytesForAnyNumberOfThreads) {
  LoadSimulated(1000);
  Good("-w w train --epochs 2 --threads 1 --seed 5");
  Good("-w w predict --out one.csv --threads 1");
  const std::string model = ReadAll(folder_ / "w/models/run-1-lstm.auspex");
  Good("-w w train --epochs 2 --threads 3 --seed 5");
  Good("-w w predict --out three.csv --threads 3");
  EXPECT_EQ(Lines("one.csv"), Lines("three.csv"));
  EXPECT_FALSE(model.empty());
}

TEST_F(EndToEnd, TheSameFileLoadsOnce) {
  LoadSimulated(100);
  const Outcome again = Run("-w w ingest sim/events.csv");
  EXPECT_EQ(again.exit, 0);
  EXPECT_NE(again.out.find("loaded before"), std::string::npos) << again.All();
}

TEST_F(EndToEnd, PseudonymsHideTheIdsAndTheKeyStaysInTheWorkspace) {
  Good("init w --pack insurance");
  Write("in.csv", std::string(kHeader) + "secret-id,2025-03-01 12:00:00,其他,google,cpc,WEB,5,0,0,x\nsecret-id,never,其他,google,cpc,WEB,5,0,0,x\n");
  Good("-w w ingest in.csv --pseudonymise");
  EXPECT_EQ(fs::file_size(folder_ / "w/pseudonym.key"), 32u);
  EXPECT_EQ(fs::status(folder_ / "w/pseudonym.key").permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(ReadAll(folder_ / "w/auspex.duckdb").find("secret-id"), std::string::npos);
}

TEST_F(EndToEnd, AFieldOfTenMegabytesIsARejectAndTheRestIsLoaded) {
  Good("init w --pack insurance");
  const std::string row = "u1,2025-03-01 12:00:00,其他,google,cpc,WEB,5,0,0,";
  Write("in.csv", kHeader + row + "x\n" + row + std::string(10'000'000, 'y') + "\n" + row + "z\n");
  const Outcome outcome = Run("-w w ingest in.csv");
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("3 rows read, 2 kept, 1 rejected"), std::string::npos) << outcome.out;
}

TEST_F(EndToEnd, WrongUseIsExitTwoAndSaysWhatToDo) {
  Good("init w --pack insurance");
  Refused("", 2, "");
  Refused("frobnicate", 2, "");
  Refused("init w --pack insurance", 2, "not empty");
  Refused("init v --pack nothing", 2, "no pack of this name");
  Refused("ingest x.csv", 2, "no workspace was named");
  Refused("-w nowhere ingest x.csv", 2, "this is no workspace");
  Refused("-w w ingest missing.csv", 2, "missing.csv");
  Refused("-w w train", 2, "no events");
  Refused("-w w predict --out r.csv", 2, "no model has been trained");
  Refused("-w w predict --out r.docx", 2, ".csv, .parquet or .xlsx");
  Refused("-w w predict --out nowhere/r.csv", 2, "the folder does not exist");
  Refused("-w w predict --from someday --out r.csv", 2, "this is no date or time");
  Refused("-w w train --task churn", 2, "no task churn");
  Refused("-w w explain --customer x", 2, "nothing has been predicted");
}

TEST_F(EndToEnd, APeriodWithoutEventsIsAnErrorThatNamesThePeriodThatHasSome) {
  LoadSimulated(300);
  Good("-w w train --model markov1");
  Refused("-w w predict --from 2031-01-01 --to 2031-02-01 --out r.csv", 3, "The workspace has events from 2025-");
  Refused("-w w predict --from 2025-03-01 --to 2025-02-01 --out r.csv", 2, "ends before it begins");
  EXPECT_FALSE(fs::exists(folder_ / "r.csv"));
}

TEST_F(EndToEnd, ACustomerWithAHundredThousandEvents) {
  Good("init w --pack insurance");
  std::string text = kHeader;
  for (int i = 0; i < 100'000; ++i) {
    text += "busy," + std::to_string(1735689600 + i * 60) + (i % 3 ? ",其他" : ",好康優惠") + ",google,cpc,WEB,5,0,0,x\n";
  }
  for (int c = 0; c < 200; ++c) {
    for (int i = 0; i < 10; ++i) text += "quiet " + std::to_string(c) + "," + std::to_string(1735689600 + i * 600000) + ",其他,google,cpc,WEB,5,0,0,x\n";
  }
  Write("in.csv", text);
  Good("-w w ingest in.csv");
  Good("-w w train --model backoff");
  Good("-w w predict --out r.csv");
  EXPECT_EQ(Lines("r.csv").size(), 202u);
}

TEST_F(EndToEnd, AWorkspaceOfANewerVersionIsRefused) {
  Good("init w --pack insurance");
  Write("w/workspace.json", "{\"format\": 2}");
  Refused("-w w ingest x.csv", 2, "newer version");
}

TEST_F(EndToEnd, APackThatLacksAFileIsRefusedWithFileAndLine) {
  fs::copy(AUSPEX_SOURCE_DIR "/packs/insurance", folder_ / "pack", fs::copy_options::recursive);
  fs::remove(folder_ / "pack/strategies.toml");
  Refused("init w --pack ./pack", 2, "pack.toml:");
  EXPECT_FALSE(fs::exists(folder_ / "w"));
}

TEST_F(EndToEnd, ADamagedModelFileIsRefused) {
  LoadSimulated(300);
  Good("-w w train --model markov1");
  const fs::path model = folder_ / "w/models/run-1-markov1.auspex";
  fs::resize_file(model, fs::file_size(model) / 2);
  Refused("-w w predict --out r.csv", 2, "no whole model file");
  Write("w/models/run-1-markov1.auspex", "PK this is a spreadsheet");
  Refused("-w w predict --out r.csv", 2, "no whole model file");
}

TEST_F(EndToEnd, AFullDiskIsExitOneAndLeavesTheWorkspaceAsItWas) {
  Good("simulate --pack insurance --customers 20000 --seed 3 --out sim");
  Good("init w --pack insurance");
  const Outcome full = Run("-w w ingest sim/events.csv", "ulimit -f 600;");
  EXPECT_EQ(full.exit, 1) << full.All();
  EXPECT_NE(full.err.find("disk is full"), std::string::npos) << full.err;
  const Outcome later = Run("-w w ingest sim/events.csv");
  EXPECT_EQ(later.exit, 0) << later.err;
  EXPECT_NE(later.out.find("20,000 customers in the workspace"), std::string::npos) << later.out;
}

TEST_F(EndToEnd, KilledDuringIngestNothingIsLost) {
  Good("simulate --pack insurance --customers 20000 --seed 3 --out sim");
  Good("init w --pack insurance");
  Write("first.csv", std::string(kHeader) + "u1,2025-03-01 12:00:00,其他,google,cpc,WEB,5,0,0,x\n");
  Good("-w w ingest first.csv");
  for (const int milliseconds : {30, 120, 250}) {
    const pid_t child = Start("-w w ingest sim/events.csv");
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
    kill(child, SIGKILL);
    const Outcome killed = Wait(child);
    const Outcome again = Run("-w w ingest first.csv");
    EXPECT_EQ(again.exit, 0) << again.err;
    const bool whole = again.out.find("20,001 customers") != std::string::npos, nothing = again.out.find("1 customers") != std::string::npos;
    EXPECT_TRUE(whole || nothing) << again.out;
    EXPECT_TRUE(whole || killed.exit != 0);
  }
}

TEST_F(EndToEnd, KilledOrInterruptedDuringTrainingTheWorkspaceIsAsItWas) {
  LoadSimulated(20000);  // enough that training outlasts the wait below
  Good("-w w train --model markov1");
  for (const int signal : {SIGKILL, SIGINT}) {
    const pid_t child = Start("-w w train --epochs 500 --model lstm");
    std::this_thread::sleep_for(std::chrono::milliseconds(1500));
    kill(child, signal);
    const Outcome stopped = Wait(child);
    EXPECT_EQ(stopped.exit, signal == SIGKILL ? 137 : 130) << stopped.All();
    if (signal == SIGINT) {
      EXPECT_NE(stopped.err.find("stopped as you asked"), std::string::npos) << stopped.err;
    }
    const Outcome predict = Run("-w w predict --json --out r.csv");
    EXPECT_EQ(predict.exit, 0) << predict.err;
    EXPECT_NE(predict.out.find("\"model\": \"markov1\""), std::string::npos);
  }
}

TEST_F(EndToEnd, ThreadsWaitWithoutSpinningUnlessTheUserSaysHow) {
  LoadSimulated(3000);
  const auto environment_of = [&](const std::string& prefix) {
    const pid_t child = Start("-w w train --epochs 500 --model lstm", prefix);
    std::this_thread::sleep_for(std::chrono::milliseconds(700));
    const std::string environment = ReadAll("/proc/" + std::to_string(child) + "/environ");
    kill(child, SIGKILL);
    Wait(child);
    return environment;
  };
  const std::string plain = environment_of("unset OMP_WAIT_POLICY GOMP_SPINCOUNT;");
  EXPECT_NE(plain.find("OMP_WAIT_POLICY=passive"), std::string::npos);
  EXPECT_NE(environment_of("export OMP_WAIT_POLICY=active;").find("OMP_WAIT_POLICY=active"), std::string::npos);
}

TEST_F(EndToEnd, ASecondProcessIsToldWhichOneHasTheWorkspace) {
  LoadSimulated(3000);
  const pid_t child = Start("-w w train --epochs 500 --model lstm");
  std::this_thread::sleep_for(std::chrono::milliseconds(700));
  const pid_t second = fork();
  if (second == 0) {
    const std::string command = "cd '" + folder_.string() + "' && '" AUSPEX_PROGRAM "' -w w predict --out r.csv 2>second.txt";
    execl("/bin/bash", "bash", "-c", command.c_str(), nullptr);
    _exit(127);
  }
  int status = 0;
  waitpid(second, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 2);
  EXPECT_NE(ReadAll(folder_ / "second.txt").find("in use by process " + std::to_string(child)), std::string::npos) << ReadAll(folder_ / "second.txt");
  kill(child, SIGKILL);
  Wait(child);
}

TEST_F(EndToEnd, CrossValidatesAnyLogOfTheFormAlsoGzipped) {
  std::string text = "case_id,activity,timestamp,cv_fold\n";
  for (int c = 0; c < 100; ++c) {
    for (int i = 0; i < 6; ++i) {
      text += "case " + std::to_string(c) + "," + std::string(1, static_cast<char>('a' + (c + i) % 4)) + ",2024-01-0" + std::to_string(1 + i) + " 10:00:00," + std::to_string(c % 5) + "\n";
    }
  }
  Write("log.csv", text);
  ASSERT_EQ(std::system(("gzip -k '" + (folder_ / "log.csv").string() + "'").c_str()), 0);
  const Outcome outcome = Run("crossval --pack eventlog --input log.csv.gz --fold-column cv_fold --json");
  ASSERT_EQ(outcome.exit, 0) << outcome.err;
  for (const char* key : {"\"lstm\"", "\"backoff\"", "\"markov1\"", "\"popularity\"", "\"accuracy\"", "\"folds\""}) EXPECT_NE(outcome.out.find(key), std::string::npos) << key;
  Refused("crossval --pack eventlog --input log.csv --fold-column nothing", 3, "nothing");
}

// The wealth pack has two tables; these files hold what issue and daily life bring.
constexpr const char* kPeople =
    "user_id,name,age,gender,occupation,occupation_type,monthly_trade_amount,open_account_date,lifecycle_stage,marriage_status,city_level,branch_name\n"
    "U1,王伟,45,男,医生,专业人士,\"12,000\",2019年5月4日,成熟期,已婚,一线,北京国贸支行\n"
    "U2,李娜,33,女,教师,公职人员,5000,2021-02-01,成长期,未婚,二线,昆明盘龙支行\n"
    "U3,张敏,51,女,律师,专业人士,3.5万,2025-06-15,新客期,已婚,一线,上海静安支行\n"
    "U3,张敏,52,女,律师,专业人士,3.5万,2025-06-15,新客期,已婚,一线,上海静安支行\n"
    "U9,无资产,40,男,,企业职员,0,2020-01-01,沉睡期,已婚,三线及以下,\n";
constexpr const char* kAssets =
    "用戶編號,統計月份,stock_portfolio_value,cash_balance,fixed_income_products_value,equity_products_value,alternative_products_value,asset_level,"
    "stock_hold_flag,fixed_income_flag,equity_flag,alternative_flag,last_contact_time,contact_result\n"
    "U1,2025年3月,\"300,000\",20万,0,0,0,50-80万,1,0,0,0,2025-03-10 10:00:00,拒绝\n"
    "U1,2025年5月,300000,20万,0,0,0,50-80万,1,0,0,0,2025-03-10 10:00:00,拒绝\n"
    "U2,2025-03,0,-500,0,0,0,10万以下,1,0,0,0,,\n"
    "U2,2025-04,0,1.2亿,0,0,0,50-80万,0,0,0,0,2025-07-01,有意向\n"
    "U2,2025-05,0,100,0,0,0,10万以下,0,0,0,0,2025-07-01,有意向\n"
    "U2,2025-05,0,200,0,0,0,10万以下,0,0,0,0,,\n"
    "U3,2025-05,0,200,0,0,0,10万以下,0,0,0,0,,\n"
    "U3,2025-05,0,200,0,0,0,10万以下,0,0,0,0,,\n"
    "U7,2025-05,0,200,0,0,0,10万以下,0,0,0,0,,\n"
    "U7,soon,0,200,0,0,0,10万以下,0,0,0,0,,\n";

TEST_F(EndToEnd, WealthFilesAreLoadedAndWhatIsUnsoundIsCounted) {
  Write("people.csv", kPeople);
  Write("assets.csv", kAssets);
  Good("init w --pack wealth");
  const Outcome outcome = Run("-w w ingest assets.csv people.csv");
  ASSERT_EQ(outcome.exit, 0) << outcome.All();
  for (const char* wanted :
       {"people.csv (UTF-8, comma): 5 rows read, 4 kept, 1 rejected, 0 duplicates dropped; table user_base",
        "rejected: 1 row customer twice (first at people.csv:4)", "2 amounts with 万 read as × 10,000", "1 amount with commas between thousands",
        "assets.csv (UTF-8, comma): 10 rows read, 7 kept, 2 rejected, 1 duplicates dropped; table user_behavior_assets",
        "1 row customer and month twice (first at assets.csv:6)", "1 row stat_month: not a month (first at assets.csv:11)",
        "1 amount with 亿 read as × 100,000,000", "2 dates in Chinese form", "5 customers in the workspace"}) {
    EXPECT_NE(outcome.out.find(wanted), std::string::npos) << "wanted: " << wanted << "\ngot: " << outcome.out;
  }
  const Outcome quality = Run("-w w quality");
  ASSERT_EQ(quality.exit, 0) << quality.All();
  for (const char* wanted :
       {"user_base: 4 rows, 4 customers", "user_behavior_assets: 7 rows, 4 customers, 2025-03-01 to 2025-05-01",
        "people.csv: 2 amounts with 万 read as × 10,000", "missing: branch_name in 1 rows (25.00 %)",
        "沒有缺月\n    1 of 4 (25.00 %) not, such as U1 2025-04", "每位顧客至少有一個月的資產紀錄\n    1 of 4 (25.00 %) not, such as U9",
        "有資產紀錄的顧客都在顧客表中\n    1 of 4 (25.00 %) not, such as U7", "資產沒有負數\n    1 of 7 (14.29 %) not, such as U2 2025-03 (line 4)",
        "有金額才是 1\n    1 of 7 (14.29 %) not, such as U2 2025-03 (line 4)", "資產級別與資產總額相符\n    1 of 7 (14.29 %) not, such as U2 2025-04 (line 5)",
        "聯繫時間不晚於所屬月份\n    1 of 7 (14.29 %) not, such as U2 2025-04 (line 5)",
        "開戶日期不晚於第一個有資產紀錄的月份\n    1 of 4 (25.00 %) not, such as U3"}) {
    EXPECT_NE(quality.out.find(wanted), std::string::npos) << "wanted: " << wanted << "\ngot: " << quality.out;
  }
  const Outcome json = Run("-w w quality --json");
  EXPECT_NE(json.out.find("\"rule\": \"assets_not_negative\""), std::string::npos) << json.out;
  Refused("-w w train", 3, "there are 3 months, from 2025-03 to 2025-05, too few to train and test");
}

TEST_F(EndToEnd, WealthFilesMayComeTogetherOrOneByOneInEitherOrder) {
  Write("people.csv", kPeople);
  Write("assets.csv", kAssets);
  const auto quality = [&](const std::string& workspace, const std::vector<std::string>& calls) {
    Good("init " + workspace + " --pack wealth");
    for (const auto& files : calls) Good("-w " + workspace + " ingest " + files);
    return Run("-w " + workspace + " quality --json").out;
  };
  const std::string together = quality("one", {"people.csv assets.csv"});
  EXPECT_EQ(quality("two", {"people.csv", "assets.csv"}), together);
  EXPECT_EQ(quality("three", {"assets.csv", "people.csv"}), together);
  Refused("-w one ingest people.csv --table user_bases", 2, "has no table user_bases");
  Write("other.csv", "name,height\na,1\n");
  Refused("-w one ingest other.csv", 3, "user_base (user_id); user_behavior_assets (user_id, stat_month)");
}

TEST_F(EndToEnd, WealthFromFilesToSegmentsContactsAndWhatCameOfThem) {
  Good("simulate --pack wealth --customers 3000 --seed 3 --out sim");
  Good("init w --pack wealth");
  Good("-w w ingest sim/user_base.csv sim/user_behavior_assets.csv");
  Refused("-w w act", 2, "no customer has been scored in this workspace yet");
  Good("-w w train --model logistic");
  Good("-w w predict --out out");
  Good("-w w segment --out out");
  EXPECT_EQ(Lines("out/customer_clusters.csv").size(), 3001u);
  Good("-w w act --out out/actions.csv");
  const auto actions = Lines("out/actions.csv");
  ASSERT_GT(actions.size(), 100u);
  EXPECT_NE(actions[0].find("customer,rank,probability,segment,segment_name,channel,channel_name,day,message,reason_1,"), std::string::npos) << actions[0];
  EXPECT_EQ(actions[1].find(",,,,,,"), std::string::npos) << "without reasons: " << actions[1];
  const std::string first = actions[1].substr(0, actions[1].find(','));
  const Outcome receipt = Run("-w w act --customer " + first);
  EXPECT_NE(receipt.out.find("cool_until = "), std::string::npos) << receipt.All();
  Refused("-w w act --customer nobody", 2, "the customer nobody is not on the newest list of contacts");
  const Outcome again = Run("-w w act");
  EXPECT_NE(again.out.find("        0  new on it"), std::string::npos) << again.All();
  const Outcome watch = Run("-w w watch");
  EXPECT_NE(watch.out.find("No warning: within the limits of the first "), std::string::npos) << watch.All();
  // What comes of the plan comes back in: the watch says how it did, and whoever was contacted is in cool-down.
  Good("simulate --pack wealth --customers 3000 --seed 3 --plan out/actions.csv --out back");
  Good("-w w ingest back/contacts.csv");
  const Outcome after = Run("-w w watch");
  EXPECT_NE(after.out.find("What came of the plans"), std::string::npos) << after.All();
  EXPECT_NE(after.out.find("已成為高資產 not known yet"), std::string::npos) << after.All();
  Good("-w w act --out out/next.csv");
  EXPECT_NE(Run("-w w act --customer " + first).out.find("not approached: "), std::string::npos) << "the first on the list was contacted";
  Refused("simulate --pack wealth --customers 5 --plan nothing.csv --out x", 2, "the file cannot be read");
  Write("bad.csv", "customer,day\na,2026-01-01\n");
  Refused("simulate --pack wealth --customers 5 --plan bad.csv --out x", 2, "the plan has no columns customer, channel and day");
  Refused("-w w segment --month 2031-01", 2, "there is no data of 2031-01");
  Refused("-w w segment --segments 1", 2, "--segments");
}

}  // namespace
