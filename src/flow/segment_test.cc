// Segments of simulated customers, and what is said where they cannot be made.
#include "flow/segment.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "base/error.h"
#include "base/threads.h"
#include "flow/segment_json.h"
#include "flow/segment_record.h"
#include "flow/wealth_for_test.h"

namespace auspex::flow {
namespace {

class Segments : public testing::Test {
 protected:
  static void SetUpTestSuite() { wealth_ = std::make_unique<WealthWorkspace>(3000); }
  static void TearDownTestSuite() { wealth_.reset(); }

  SegmentSummary Run(SegmentOptions options = {}) { return SegmentCustomers(wealth_->workspace(), wealth_->pack(), options, progress_); }
  void ExpectRefused(Fault fault, const std::string& message, const SegmentOptions& options) {
    try {
      Run(options);
      ADD_FAILURE() << "held: " << message;
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), fault);
      EXPECT_NE(error.message().find(message), std::string::npos) << error.message();
    }
  }
  store::Connection Connect() { return wealth_->workspace().Connect(); }

  static std::unique_ptr<WealthWorkspace> wealth_;
  Progress progress_;
};
std::unique_ptr<WealthWorkspace> Segments::wealth_;

TEST_F(Segments, WhatIsSaidAddsUpAndIsStored) {
  SegmentOptions options;
  options.out = wealth_->root() / "out";
  const auto summary = Run(options);
  const size_t count = summary.segments.size(), width = count + 1;
  EXPECT_EQ(summary.customers, 3000u);
  EXPECT_EQ(summary.month, "2025-12");
  EXPECT_GE(count, 4u);
  EXPECT_LE(count, 8u);
  EXPECT_EQ(count, summary.choice.clusters);
  EXPECT_EQ(summary.choice.evidence.size(), 7u);  // 2 to 8
  uint64_t sum = 0;
  for (size_t s = 0; s < count; ++s) {
    EXPECT_FALSE(summary.segments[s].name.empty());
    EXPECT_FALSE(summary.segments[s].strategy.empty());
    for (size_t t = 0; t < s; ++t) EXPECT_NE(summary.segments[s].id, summary.segments[t].id);
    EXPECT_LE(summary.segments[s].profile.size, s == 0 ? 3000 : summary.segments[s - 1].profile.size);
    sum += summary.segments[s].profile.size;
    uint64_t here = 0;
    for (size_t from = 0; from < width; ++from) here += summary.moves->counts[from * width + s];
    EXPECT_EQ(here, summary.segments[s].profile.size);
    EXPECT_EQ(Connect().Integer("SELECT count(*) FROM main.segments WHERE month = DATE '2025-12-01' AND segment = ?", {summary.segments[s].id}),
              static_cast<int64_t>(summary.segments[s].profile.size));
  }
  EXPECT_EQ(sum, 3000u);
  EXPECT_EQ(summary.moves->from, "2025-11");
  EXPECT_EQ(std::accumulate(summary.moves->counts.begin(), summary.moves->counts.end(), uint64_t{0}), 3000u);
  EXPECT_EQ(Connect().Integer("SELECT count(*) FROM main.segments"), 6000);
  EXPECT_EQ(Connect().Integer("SELECT count(*) FROM main.segment_profiles"), static_cast<int64_t>(count * summary.columns.size()));
  std::ifstream in(summary.file);
  EXPECT_EQ(summary.file.filename(), "customer_clusters.csv");
  std::string line;
  std::getline(in, line);
  EXPECT_EQ(line, "\xEF\xBB\xBFuser_id,month,cluster,segment,segment_name,strategy,segment_before,segment_name_before");
  size_t lines = 0;
  for (; std::getline(in, line); ++lines) {
  }
  EXPECT_EQ(lines, 3000u);
  EXPECT_EQ(nlohmann::json::parse(ToJson(summary))["segments"].size(), count);
}

TEST_F(Segments, TheMeansAreThoseOfTheTable) {
  const auto summary = Run();
  const auto& age = summary.everybody[8];
  EXPECT_NEAR(age.mean, std::stod(Connect().Text("SELECT CAST(avg(age) AS VARCHAR) FROM main.user_base")), 1e-4);
  EXPECT_NEAR(summary.segments[0].profile.features[8].mean,
              std::stod(Connect().Text("SELECT CAST(avg(age) AS VARCHAR) FROM main.user_base JOIN main.segments ON customer = user_id WHERE month = "
                                       "DATE '2025-12-01' AND segment = ?",
                                       {summary.segments[0].id})),
              1e-4);
}

TEST_F(Segments, TheSameForAnyNumberOfThreads) {
  std::vector<std::string> seen;
  for (const size_t threads : {1, 2, 7}) {
    SetThreads(threads);
    auto summary = Run();
    summary.seconds = 0, summary.run = 0;
    seen.push_back(ToJson(summary));
  }
  SetThreads(0);
  EXPECT_EQ(seen[0], seen[1]);
  EXPECT_EQ(seen[0], seen[2]);
}

TEST_F(Segments, WhatWasStoredSaysTheSame) {
  auto made = Run();
  store::Connection connection = Connect();
  auto stored = ReadNewestSegments(connection, wealth_->pack());
  ASSERT_TRUE(stored);
  EXPECT_GT(stored->seconds, 0);
  stored->seconds = made.seconds = 0;
  EXPECT_EQ(ToJson(*stored), ToJson(made));
  pack::Pack english = wealth_->pack();
  english.language = "en";
  const auto said = ReadNewestSegments(connection, english);
  EXPECT_EQ(said->segments[0].id, made.segments[0].id);
  EXPECT_EQ(said->segments[0].name, english.wording.at("en").at("segment." + made.segments[0].id));
  EXPECT_EQ(said->columns[0], english.wording.at("en").at("segment_column.total_assets"));
}

TEST_F(Segments, AskedForNumbersHaveNoEvidence) {
  SegmentOptions options;
  options.clusters = 3;
  auto made = Run(options);
  store::Connection connection = Connect();
  auto stored = ReadNewestSegments(connection, wealth_->pack());
  stored->seconds = made.seconds = 0;
  EXPECT_EQ(ToJson(*stored), ToJson(made));
  // What a version before this one stored.
  connection.Run("UPDATE runs SET settings = '{\"month\": \"2025-12\", \"segments\": 3, \"asked\": false, \"customers\": 3000}' WHERE run = " + std::to_string(made.run));
  const auto old = ReadNewestSegments(connection, wealth_->pack());
  EXPECT_TRUE(old->choice.evidence.empty());
  EXPECT_FALSE(old->moves);
  EXPECT_EQ(old->segments.size(), 3u);
}

TEST_F(Segments, MeanProbabilitiesAreThoseOfTheScores) {
  const auto made = Run();
  store::Connection connection = Connect();
  connection.Run("DROP TABLE IF EXISTS main.scores");
  for (const double mean : MeanProbabilities(connection, made)) EXPECT_TRUE(std::isnan(mean));
  wealth_->Score();
  const auto means = MeanProbabilities(connection, made);
  EXPECT_NEAR(means[0],
              std::stod(connection.Text("SELECT CAST(avg(probability) AS VARCHAR) FROM main.scores WHERE customer IN (SELECT customer FROM main.segments "
                                        "WHERE month = DATE '2025-12-01' AND segment = ?)", {made.segments[0].id})),
              1e-12);
  connection.Run("DROP TABLE main.scores");
}

TEST_F(Segments, TheFirstMonthHasNoMoves) {
  SegmentOptions options;
  options.month = "2025年1月";
  options.clusters = 3;
  const auto summary = Run(options);
  EXPECT_FALSE(summary.moves);
  EXPECT_TRUE(summary.asked);
  EXPECT_EQ(summary.segments.size(), 3u);
}

TEST_F(Segments, ASegmentThatNoRuleNamesIsDescribed) {
  EditFile(wealth_->workspace().pack_folder() / "segments.toml", "when = \"true\"", "when = \"false\"");
  SegmentOptions options;
  options.clusters = 14;  // more than there are rules
  const auto summary = SegmentCustomers(wealth_->workspace(), pack::ReadPack(wealth_->workspace().pack_folder()), options, progress_);
  const auto other = std::find_if(summary.segments.begin(), summary.segments.end(), [](const Segment& s) { return s.id.starts_with("other_"); });
  ASSERT_NE(other, summary.segments.end());
  EXPECT_EQ(other->name.find("{"), std::string::npos);
  EXPECT_TRUE(other->name.starts_with("客群 ")) << other->name;
  EditFile(wealth_->workspace().pack_folder() / "segments.toml", "when = \"false\"", "when = \"true\"");
}

TEST_F(Segments, AMonthWithoutDataIsRefused) {
  SegmentOptions options;
  options.month = "2031-05";
  ExpectRefused(Fault::kUsage, "there is no data of 2031-05", options);
  options.month = "soon";
  ExpectRefused(Fault::kUsage, "--month is no month: soon", options);
}

TEST(SmallSegments, MoreSegmentsThanCustomers) {
  WealthWorkspace wealth(5);
  Progress progress;
  SegmentOptions options;
  options.clusters = 9;
  try {
    SegmentCustomers(wealth.workspace(), wealth.pack(), options, progress);
    ADD_FAILURE() << "5 customers in 9 segments";
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::kData);
  }
  EXPECT_LE(SegmentCustomers(wealth.workspace(), wealth.pack(), {}, progress).segments.size(), 5u);
}

/// The error of a wealth pack that was changed.
std::string CheckOf(const std::string& file, const std::string& before, const std::string& after) {
  const auto folder = std::filesystem::temp_directory_path() / ("auspex-pack-" + std::to_string(getpid()));
  std::filesystem::remove_all(folder);
  std::filesystem::copy(std::filesystem::path(AUSPEX_SOURCE_DIR) / "packs" / "wealth", folder, std::filesystem::copy_options::recursive);
  EditFile(folder / file, before, after);
  std::string said;
  try {
    CheckSegments(pack::ReadPack(folder));
  } catch (const Error& error) {
    said = error.where().substr(error.where().find_last_of('/') + 1) + ": " + error.message() + " / " + error.advice();
  }
  std::filesystem::remove_all(folder);
  return said;
}

TEST(SegmentsOfAPack, WhatDoesNotHoldIsNamedWithFileAndLine) {
  EXPECT_EQ(CheckOf("segments.toml", "clip = 3", "clip = 4"), "");
  EXPECT_EQ(CheckOf("segments.toml", "name = \"age\"", "name = \"ages\""),
            "segments.toml:43: the column `ages` is not in " +
                (std::filesystem::temp_directory_path() / ("auspex-pack-" + std::to_string(getpid())) / "segments.sql").string() +
                " / did you mean `age`?");
  EXPECT_NE(CheckOf("segments.sql", "past.user_base", "main.user_base").find("segments.sql: the segments' columns do not hold as SQL: "),
            std::string::npos);
  EXPECT_NE(CheckOf("segments.sql", "products, age,", "products, age, age AS extra,").find("segments.sql: the column `extra` is not in "),
            std::string::npos);
  EXPECT_NE(CheckOf("segments.sql", "products, age,", "products, name AS age,").find("segments.sql: the column `age` is VARCHAR and not a number"),
            std::string::npos);
  EXPECT_NE(CheckOf("segments.toml", "z_compares >= 1", "z_compare >= 1").find(": the rule of the segment `comparing` does not hold as SQL"),
            std::string::npos);
  EXPECT_NE(CheckOf("segments.toml", "most = 8", "most = 3").find("`most` is lower than `least`"), std::string::npos);
  EXPECT_NE(CheckOf("segments.toml", "other = \"segment.other\"", "other = \"segment.othr\"")
                .find("unknown wording `segment.othr` / did you mean `segment.other`?"),
            std::string::npos);
  EXPECT_NE(CheckOf("segments.toml", "text = \"segment.wealthy\"", "txt = \"segment.wealthy\"").find("the key `text` is missing in [[name]]"),
            std::string::npos);
}

}  // namespace
}  // namespace auspex::flow
