#include "simulate/table_simulation.h"

#include <sys/resource.h>

#include <csignal>
#include <fstream>

#include "base/error.h"
#include "base/threads.h"
#include "simulate/simulation_fixture_for_test.h"

namespace auspex::simulate {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSmall = R"(
-- Two tables and a truth.
CREATE TABLE IF NOT EXISTS kinds AS SELECT 'kind, quoted' AS kind;
CREATE TABLE out.people AS SELECT customer AS id, uniform(customer, 'x') AS x, kind FROM customers(), kinds ORDER BY customer;
CREATE VIEW out.months AS
  SELECT customer AS id, month_start(m) AS month, normal_at(customer, m, 'y') AS y FROM customers(), range(1, months() + 1) t(m) ORDER BY customer, m;
CREATE TABLE out.truth AS SELECT id, x AS probability, uniform(id, 'z') < x AS happened FROM out.people ORDER BY id;
)";

TEST_F(TablesTest, WritesEveryTableOfTheSchemaOut) {
  options_.customers = 2;
  options_.months = 3;
  const TableSummary summary = SimulateTables(Script("CREATE TABLE out.b AS SELECT customer, 'a,b' AS t, NULL AS n FROM customers() ORDER BY 1;\n"
                                                     "CREATE TABLE out.a AS SELECT month_start(m) AS month FROM range(1, months() + 1) t(m) ORDER BY 1;"),
                                              options_, quiet_);
  EXPECT_EQ(Bytes("b.csv"), "customer,t,n\n1,\"a,b\",\n2,\"a,b\",\n");
  EXPECT_EQ(Bytes("a.csv"), "month\n2025-01-01\n2025-02-01\n2025-03-01\n");
  ASSERT_EQ(summary.tables.size(), 2u);
  EXPECT_EQ(summary.tables[0].table, "a");
  EXPECT_EQ(summary.tables[0].rows, 3u);
  EXPECT_FALSE(summary.optimum);
  EXPECT_EQ(std::distance(fs::directory_iterator(options_.out), {}), 2) << "nothing else is left there";
}

TEST_F(TablesTest, SameBytesForAnyNumberOfThreadsAndAnySlice) {
  const fs::path script = Script(kSmall);
  options_.customers = 5000;
  std::string people, months, truth;
  for (const size_t threads : {1, 2, 7}) {
    for (const uint64_t slice : {5000, 1999}) {
      SetThreads(threads);
      options_.slice = slice;
      SimulateTables(script, options_, quiet_);
      if (people.empty()) people = Bytes("people.csv"), months = Bytes("months.csv"), truth = Bytes("truth.csv");
      EXPECT_TRUE(Bytes("people.csv") == people && Bytes("months.csv") == months && Bytes("truth.csv") == truth) << threads << " threads, slices of " << slice;
    }
  }
  SetThreads(0);
  options_.seed = 2;
  SimulateTables(script, options_, quiet_);
  EXPECT_NE(Bytes("people.csv"), people);
}

TEST_F(TablesTest, MeasuresWhatNoModelCanBeat) {
  options_.customers = 20'000;
  options_.slice = 7'000;
  const TableSummary summary = SimulateTables(Script(kSmall), options_, quiet_);
  ASSERT_TRUE(summary.optimum);
  EXPECT_EQ(summary.optimum->rows, 20'000u);
  // Probabilities uniform in (0, 1): the AUC is 5/6, the Brier score 1/6, both by integration.
  EXPECT_NEAR(summary.optimum->auc, 5.0 / 6, 0.01);
  EXPECT_NEAR(summary.optimum->brier, 1.0 / 6, 0.005);
  EXPECT_NEAR(summary.optimum->foretold, 0.5, 0.01);
}

TEST_F(TablesTest, WithoutTruthThereIsNoTruth) {
  options_.truth = false;
  EXPECT_FALSE(SimulateTables(Script(kSmall), options_, quiet_).optimum);
  EXPECT_FALSE(fs::exists(options_.out / "truth.csv"));
  EXPECT_TRUE(fs::exists(options_.out / "people.csv"));
}

class TablesErrors : public TablesTest {
 protected:
  Error ErrorOf(const std::string& script) { return ErrorOfFile(Script(script)); }
  Error ErrorOfFile(const fs::path& script) {
    try {
      SimulateTables(script, options_, quiet_);
    } catch (const Error& error) {
      EXPECT_TRUE(!fs::exists(options_.out) || fs::is_empty(options_.out)) << "something was left behind";
      return error;
    }
    return Error(Fault::kInternal, "no error");
  }
};

TEST_F(TablesErrors, NameTheLineOfBadSql) {
  const Error unknown = ErrorOf("CREATE TABLE a AS SELECT 1 AS x;\n\n-- then\nCREATE TABLE out.b AS\n  SELECT x,\n    y FROM a;");
  EXPECT_EQ(unknown.fault(), Fault::kUsage);
  EXPECT_EQ(unknown.where(), (folder_ / "simulate.sql").string() + ":6");
  EXPECT_NE(unknown.message().find("\"y\" not found"), std::string::npos) << unknown.message();
  EXPECT_EQ(unknown.advice(), "Correct the pack's script.");
  const Error grammar = ErrorOf("SELECT 1;\nSELEC 2;");
  EXPECT_EQ(grammar.fault(), Fault::kUsage);
  EXPECT_EQ(grammar.where(), (folder_ / "simulate.sql").string() + ":2");
}

TEST_F(TablesTest, AScriptSeesThePlan) {
  std::ofstream(folder_ / "plan.csv") << "\xEF\xBB\xBFrank,customer,channel,why,day\n1,0007,call,,2026-01-02\n2,0008,,capacity,\n";
  options_.customers = 1, options_.plan = folder_ / "plan.csv";
  SimulateTables(Script("CREATE VIEW out.a AS SELECT customer, channel, day FROM planned() ORDER BY 1;"), options_, quiet_);
  EXPECT_EQ(Bytes("a.csv"), "customer,channel,day\n0007,call,2026-01-02\n");
}

TEST_F(TablesErrors, TellOfAPlanThatIsNone) {
  options_.plan = folder_ / "nothing.csv";
  const Error missing = ErrorOf("CREATE VIEW out.a AS SELECT 1 AS x;");
  EXPECT_EQ(missing.message(), "the file cannot be read");
  EXPECT_EQ(missing.where(), options_.plan.string());
  options_.plan = folder_ / "plan.csv";
  std::ofstream(options_.plan) << "customer,day\nx,2026-01-02\n";
  const Error other = ErrorOf("CREATE VIEW out.a AS SELECT 1 AS x;");
  EXPECT_EQ(other.fault(), Fault::kUsage);
  EXPECT_EQ(other.message(), "the plan has no columns customer, channel and day, or they hold something else");
  EXPECT_EQ(other.advice(), "Take the file of: auspex -w DIR act --out FILE.csv");
}

TEST_F(TablesErrors, NameTheFileWhereATableFailsAsItIsWritten) {
  const Error error = ErrorOf("CREATE VIEW out.a AS SELECT CAST('x' || customer AS INTEGER) AS n FROM customers();");
  EXPECT_EQ(error.fault(), Fault::kUsage);
  EXPECT_EQ(error.where(), (folder_ / "simulate.sql").string());
  EXPECT_NE(error.message().find("Could not convert"), std::string::npos) << error.message();
}

TEST_F(TablesErrors, SayWhatTheScriptLacks) {
  EXPECT_EQ(ErrorOf("SELECT 1").message(), "the script makes no table in the schema `out`");
  EXPECT_EQ(ErrorOfFile(folder_ / "none.sql").message(), "the file cannot be read");
  options_.expected = {{"people", {"id", "x", "kind"}}, {"months", {"id", "month", "y"}}};
  EXPECT_EQ(ErrorOf(kSmall).message(), "no error");
  fs::remove_all(options_.out);
  options_.expected = {{"people", {"id", "x"}}};
  EXPECT_EQ(ErrorOf(kSmall).message(), "out.people has the column kind, which the pack does not declare");
  options_.expected = {{"people", {"id", "x", "kind", "age"}}};
  EXPECT_EQ(ErrorOf(kSmall).message(), "out.people lacks the column age");
  options_.expected = {{"orders", {"id"}}};
  EXPECT_EQ(ErrorOf(kSmall).message(), "the script makes no table out.orders");
}

TEST_F(TablesErrors, RefuseOptionsThatDoNotHold) {
  const TableSimulationOptions good = options_;
  const auto refused = [&](auto change) {
    options_ = good;
    change(options_);
    const Error error = ErrorOf(kSmall);
    EXPECT_EQ(error.fault(), Fault::kUsage);
    return error.message();
  };
  EXPECT_EQ(refused([](auto& o) { o.customers = 0; }), "the number of customers is 0");
  EXPECT_EQ(refused([](auto& o) { o.months = 0; }), "the simulation must last 1 to 120 months");
  EXPECT_EQ(refused([](auto& o) { o.faults = 1.5; }), "the share of faults is not within 0 to 1");
  EXPECT_EQ(refused([](auto& o) { o.slice = 0; }), "a slice must hold a customer");
  EXPECT_EQ(refused([](auto& o) { o.out.clear(); }), "no folder was given for the files");
  EXPECT_EQ(refused([](auto& o) { o.out = "/proc/none"; }), "the folder cannot be made");
}

/// Stops in the middle of the second slice, as a cancelled run does.
class Interrupted : public Progress {
  void Show(bool) override {
    if (done_ == 6) throw Error(Fault::kCancelled, "stopped");
  }
};

TEST_F(TablesErrors, LeaveNoHalfFiles) {
  const fs::path script = Script(kSmall);
  fs::create_directories(options_.out);
  std::ofstream(options_.out / "people.csv") << "before";
  options_.slice = 5;
  Interrupted progress;
  EXPECT_THROW(SimulateTables(script, options_, progress), Error);
  EXPECT_EQ(Bytes("people.csv"), "before");
  EXPECT_EQ(std::distance(fs::directory_iterator(options_.out), {}), 1);
}

TEST_F(TablesErrors, ListenToAStopWhileAStatementRuns) {
  StopFlag flag;
  const StopScope scope(&flag);
  flag.Stop();
  Progress progress;
  try {
    SimulateTables(Script(kSmall), options_, progress);
    FAIL() << "not stopped";
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::kCancelled);
  }
  EXPECT_TRUE(fs::is_empty(options_.out));
}

TEST_F(TablesErrors, SayThatTheDiskIsFull) {
  const fs::path script = Script("CREATE TABLE out.a AS SELECT customer, repeat('x', 1000) AS t FROM customers();");
  options_.customers = 5000;
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  auto* handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{100'000, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  const Error error = ErrorOfFile(script);
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(error.fault(), Fault::kInternal);
  EXPECT_EQ(error.message().rfind("the disk is full", 0), 0u) << error.message();
  EXPECT_EQ(error.where(), (options_.out / "a.csv").string());
  EXPECT_EQ(error.advice(), "Free some space and run the command again; nothing was changed.");
}

}  // namespace
}  // namespace auspex::simulate
