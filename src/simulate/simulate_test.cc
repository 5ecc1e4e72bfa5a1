#include "simulate/simulate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "base/error.h"
#include "base/threads.h"
#include "simulate/write.h"

namespace auspex::simulate {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSmall = R"(
group_by = "kind"
dwell_column = "seconds"
session_column = "visit"
flag_column = "flag"
attribute = [{ name = "channel", columns = ["source", "medium"], values = [["s1", "m,1"], ["s2", "m2"]] }]
group = [
  { name = "look", dwell = { median = 10, sigma = 0.5 }, moves = { look = 3, act = 1 }, end = 1, details = ["{symbol} page", "other \"{symbol}\""] },
  { name = "act", moves = { look = 1 }, end = 2 },
]
flags = { B = 0.5 }
flow = [{ name = "do", steps = ["B", "C"] }]
intent = [
  { name = "eager", leave = 0.3, first = { look = 1 }, flows = { do = 0.5 }, attributes = { channel = [3, 1] } },
  { name = "idle", share = 2, leave = 0.4, next = { eager = 0.2 }, first = { look = 1 }, symbols = { A = 4 } },
]
)";

class SimulateTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("auspex_simulate_test_" + std::string(
        testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    std::ofstream(folder_ / "simulate.toml") << kSmall;
    pack_.name = "small";
    pack_.folder = folder_;
    pack_.simulate = folder_ / "simulate.toml";
    pack_.tables.emplace_back();
    for (const char* name : {"id", "when", "what", "page", "source", "medium", "seconds", "visit", "flag", "note"}) {
      pack_.Events().columns.emplace_back();
      pack_.Events().columns.back().name = name;
      pack_.Events().columns.back().required = std::string(name) != "note";
    }
    pack_.Events().customer = "id";
    pack_.Events().time = "when";
    pack_.journey.symbol = "what";
    pack_.journey.detail = "page";
    pack_.journey.steps = 5;
    pack_.journey.vocabulary = {{"A", {{"kind", "look"}}}, {"B", {{"kind", "look"}}}, {"C", {{"kind", "act"}}}};
    pack_.conversions = {{"act", "C"}};
    options_ = {.customers = 9000, .seed = 3, .out = folder_ / "out"};  // three blocks
  }
  void TearDown() override {
    SetThreads(0);
    fs::remove_all(folder_);
  }

  SimulateSummary Run() {
    Progress progress;
    return Simulate(pack_, options_, progress);
  }

  std::string Read(const std::string& name) const {
    std::ifstream in(options_.out / name, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
  }

  std::vector<std::string> Lines(const std::string& name) const {
    std::istringstream in(Read(name));
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
  }

  Error FaultOf() {
    try {
      Run();
    } catch (const Error& error) {
      return error;
    }
    return Error(Fault::kInternal, "nothing was thrown");
  }

  fs::path folder_;
  pack::Pack pack_;
  SimulateOptions options_;
};

TEST_F(SimulateTest, SameBytesForAnyNumberOfThreads) {
  options_.late = 0.05;
  options_.duplicates = 0.03;
  std::set<std::pair<std::string, std::string>> seen;
  for (const size_t threads : {1, 2, 7}) {
    SetThreads(threads);
    Run();
    seen.insert({Read("events.csv"), Read("truth.csv")});
  }
  EXPECT_EQ(seen.size(), 1u);
  options_.seed = 4;
  Run();
  seen.insert({Read("events.csv"), Read("truth.csv")});
  EXPECT_EQ(seen.size(), 2u);
}

TEST_F(SimulateTest, WritesTheTableOfThePack) {
  const auto summary = Run();
  const auto lines = Lines("events.csv");
  ASSERT_EQ(lines.size(), summary.rows + 1);
  EXPECT_EQ(summary.rows, summary.events);
  EXPECT_EQ(lines[0], "id,when,what,page,source,medium,seconds,visit,flag,note");
  std::set<std::string> customers;
  uint64_t first_visits = 0;
  for (size_t i = 1; i < lines.size(); ++i) {
    customers.insert(lines[i].substr(0, 17));
    EXPECT_GE(lines[i].substr(18, 19), "2025-01-01 00:00:00");
    EXPECT_LT(lines[i].substr(18, 19), "2025-04-01 00:00:00") << "90 days later";
    first_visits += lines[i].find(",s1,\"m,1\",") != std::string::npos || lines[i].find(",s2,m2,") != std::string::npos;
    EXPECT_EQ(lines[i].back(), ',') << "nothing fills the column note";
  }
  EXPECT_EQ(first_visits, lines.size() - 1) << "source and medium belong together";
  EXPECT_EQ(customers.size(), options_.customers);
  EXPECT_NE(Read("events.csv").find(",A,\"other \"\"A\"\"\","), std::string::npos) << "quotes inside a text are doubled";
  EXPECT_EQ(summary.customers, options_.customers);
  EXPECT_GE(summary.sessions, summary.customers);
  ASSERT_EQ(summary.conversions.size(), 1u);
  EXPECT_GT(summary.conversions[0].second, 0u);
}

TEST_F(SimulateTest, TruthHasOneRowACustomerThatSumsToOne) {
  Run();
  const auto lines = Lines("truth.csv");
  ASSERT_EQ(lines.size(), options_.customers + 1);
  EXPECT_EQ(lines[0], "id,next:A,next:B,next:C,conversion:act");
  for (size_t i = 1; i < lines.size(); ++i) {
    std::istringstream in(lines[i].substr(18));
    std::vector<double> values;
    for (std::string cell; std::getline(in, cell, ',');) values.push_back(std::stod(cell));
    ASSERT_EQ(values.size(), 4u);
    EXPECT_NEAR(values[0] + values[1] + values[2], 1, 2e-6);
    EXPECT_GE(values[3], 0);
    EXPECT_LE(values[3], 1);
  }
}

TEST_F(SimulateTest, LateAndRepeatedRowsLeaveEventsAndTruthAlone) {
  const auto plain = Run();
  const auto truth = Read("truth.csv");
  auto lines = Lines("events.csv");
  const std::multiset<std::string> events(lines.begin(), lines.end());
  options_.late = 0.1;
  options_.duplicates = 0.05;
  const auto messy = Run();
  EXPECT_EQ(Read("truth.csv"), truth);
  EXPECT_EQ(messy.events, plain.events);
  const auto rows = static_cast<double>(plain.rows);
  EXPECT_NEAR(static_cast<double>(messy.rows) / rows, 1.05, 5 * std::sqrt(0.05 / rows));
  lines = Lines("events.csv");
  std::multiset<std::string> left(lines.begin(), lines.end());
  for (const auto& event : events) {
    const auto found = left.find(event);
    ASSERT_NE(found, left.end()) << event;
    left.erase(found);
  }
  EXPECT_EQ(left.size(), messy.rows - messy.events);
  for (const auto& row : left) EXPECT_TRUE(events.contains(row));
  uint64_t backward = 0;
  for (size_t i = 2; i < lines.size(); ++i) backward += lines[i].substr(18, 19) < lines[i - 1].substr(18, 19);
  EXPECT_GT(backward, plain.rows / 20) << "late rows stand out of order";
}

TEST_F(SimulateTest, RowsAreInTheOrderOfTimeWithinABlock) {
  options_.customers = 4096;
  Run();
  const auto lines = Lines("events.csv");
  for (size_t i = 2; i < lines.size(); ++i) ASSERT_GE(lines[i].substr(18, 19), lines[i - 1].substr(18, 19));
}

TEST_F(SimulateTest, WithoutTruthThereIsNoTruth) {
  options_.truth = false;
  Run();
  EXPECT_TRUE(fs::exists(options_.out / "events.csv"));
  EXPECT_FALSE(fs::exists(options_.out / "truth.csv"));
}

TEST_F(SimulateTest, RefusesOptionsThatDoNotHold) {
  const auto message = [&](auto change) {
    const SimulateOptions kept = options_;
    change(options_);
    const Error error = FaultOf();
    options_ = kept;
    EXPECT_EQ(error.fault(), Fault::kUsage);
    return error.message();
  };
  EXPECT_EQ(message([](auto& o) { o.customers = 0; }), "the number of customers is 0");
  EXPECT_EQ(message([](auto& o) { o.days = 0; }), "the period must last 1 to 3660 days");
  EXPECT_EQ(message([](auto& o) { o.late = 1.5; }), "the share of late rows is not within 0 to 1");
  EXPECT_EQ(message([](auto& o) { o.duplicates = -1; }), "the share of repeated rows is not within 0 to 1");
  EXPECT_EQ(message([](auto& o) { o.out.clear(); }), "no folder was given for the files");
  EXPECT_EQ(message([&](auto& o) { o.out = folder_ / "simulate.toml" / "x"; }), "the folder cannot be made");
}

TEST_F(SimulateTest, RefusesAFileThatCannotBeWritten) {
  fs::create_directories(options_.out / "events.csv");  // a folder stands where the file should be
  const Error error = FaultOf();
  EXPECT_EQ(error.fault(), Fault::kUsage);
  EXPECT_EQ(error.message(), "this is a folder, not a file");
  EXPECT_EQ(error.where(), (options_.out / "events.csv").string());
}

TEST_F(SimulateTest, RefusesARequiredColumnThatNothingFills) {
  pack_.Events().columns.back().required = true;
  EXPECT_EQ(FaultOf().message(), "the simulator does not fill the required column 'note'");
}

TEST_F(SimulateTest, RefusesAConversionOutsideTheVocabulary) {
  pack_.conversions.push_back({"sell", "Z"});
  EXPECT_EQ(FaultOf().message(), "conversion 'sell' names a symbol outside the vocabulary");
}

/// Fails in the middle of the work, as a cancelled run does.
class Interrupted : public Progress {
  void Show(bool) override {
    if (done_ > 0) throw Error(Fault::kCancelled, "stopped");
  }
};

TEST_F(SimulateTest, LeavesNothingBehindWhenStopped) {
  Interrupted progress;
  EXPECT_THROW(Simulate(pack_, options_, progress), Error);
  EXPECT_TRUE(fs::is_empty(options_.out));
}

TEST(CustomerName, DiffersForEveryNumber) {
  std::set<std::string> names;
  for (uint64_t i = 0; i < 10000; ++i) names.insert(CustomerName(1, i));
  EXPECT_EQ(names.size(), 10000u);
}

}  // namespace
}  // namespace auspex::simulate
