// Layers of simulated customers against DuckDB's own count, avg, median and corr, and what is said where they cannot be measured.
#include "flow/layers.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/threads.h"
#include "flow/segment.h"
#include "flow/wealth_for_test.h"

namespace auspex::flow {
namespace {

constexpr const char* kTotal = "coalesce(stock_portfolio_value, 0) + coalesce(cash_balance, 0) + coalesce(fixed_income_products_value, 0) + "
                               "coalesce(equity_products_value, 0) + coalesce(alternative_products_value, 0)";

class LayersTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    wealth_ = std::make_unique<WealthWorkspace>(1200);
    wealth_->workspace().Connect().Run("UPDATE main.user_base SET city_level = NULL WHERE user_id IN ('U00000001', 'U00000002');"
                                       "UPDATE main.user_base SET city_level = ' ' WHERE user_id = 'U00000003'");
  }
  static void TearDownTestSuite() { wealth_.reset(); }
  LayerSummary Measure(const LayerOptions& options = {}) {
    Progress progress;
    return MeasureLayers(wealth_->workspace(), wealth_->pack(), options, progress);
  }
  store::Connection Connect() { return wealth_->workspace().Connect(); }
  double Number(const std::string& what, const std::string& where) {
    return std::stod(Connect().Text("SELECT coalesce(CAST(" + what + " AS VARCHAR), 'nan') FROM (SELECT *, " + kTotal +
                                    " AS total FROM main.user_behavior_assets JOIN main.user_base USING (user_id) WHERE stat_month = DATE '2025-12-01') WHERE " + where));
  }
  const MeasuredLayer& Layer(const LayerSummary& summary, const std::string& name) {
    for (const auto& layer : summary.layers) {
      if (summary.layering.layers[layer.layer].name == name) return layer;
    }
    throw Error(Fault::kInternal, "no layer " + name);
  }
  static std::unique_ptr<WealthWorkspace> wealth_;
};
std::unique_ptr<WealthWorkspace> LayersTest::wealth_;

TEST_F(LayersTest, CountsMeansMediansAndSharesAreThoseOfDuckDb) {
  const auto summary = Measure();
  EXPECT_EQ(summary.month, "2025-12");
  EXPECT_EQ(summary.customers, 1200u);
  EXPECT_NEAR(summary.everybody[0], Number("avg(total)", "true"), 1e-6);
  for (const auto& row : Layer(summary, "lifecycle_stage").rows) {
    const std::string where = "lifecycle_stage = " + store::QuoteText(row.value);
    EXPECT_EQ(row.customers, static_cast<uint64_t>(Number("count(*)", where))) << row.value;
    EXPECT_NEAR(row.share, static_cast<double>(row.customers) / 1200, 1e-12);
    EXPECT_NEAR(row.measures[0], Number("avg(total)", where), 1e-6);
    EXPECT_NEAR(row.measures[1], Number("median(total)", where), 1e-9);
    EXPECT_NEAR(row.measures[2], Number("avg(CASE WHEN total >= 1000000 THEN 1 ELSE 0 END)", where), 1e-12);
  }
}

TEST_F(LayersTest, EveryCustomerIsInOneRowOfEachLayerAlsoWhereTheValueIsMissing) {
  const auto summary = Measure();
  for (const auto& layer : summary.layers) {
    uint64_t sum = 0;
    double share = 0;
    for (const auto& row : layer.rows) sum += row.customers, share += row.share;
    EXPECT_EQ(sum, 1200u);
    EXPECT_NEAR(share, 1, 1e-12);
  }
  const auto& city = Layer(summary, "city_level").rows;
  EXPECT_EQ(city.back().kind, LayerRowKind::kMissing);
  EXPECT_EQ(city.back().customers, 3u);  // two NULL, one blank
  EXPECT_NEAR(city.back().measures[0], Number("avg(total)", "user_id IN ('U00000001', 'U00000002', 'U00000003')"), 1e-6);
}

TEST_F(LayersTest, ValuesStandInThePacksOrder) {
  const auto summary = Measure();
  const auto values = [&](const std::string& name) {
    std::vector<std::string> all;
    for (const auto& row : Layer(summary, name).rows) all.push_back(row.value);
    return all;
  };
  EXPECT_EQ(values("city_level"), (std::vector<std::string>{"一线", "新一线", "二线", "三线及以下", ""}));
  const auto levels = values("asset_level");
  EXPECT_LT(std::ranges::find(levels, "10-20万"), std::ranges::find(levels, "20-50万"));
  EXPECT_LT(std::ranges::find(levels, "80-100万"), std::ranges::find(levels, "100-200万"));
  const auto& branches = Layer(summary, "branch_name").rows;
  for (size_t i = 1; i < branches.size(); ++i) EXPECT_GE(branches[i - 1].customers, branches[i].customers);
}

TEST_F(LayersTest, CorrelationsAreThoseOfDuckDb) {
  const auto summary = Measure();
  const auto& columns = summary.layering.correlated;
  EXPECT_EQ(columns[0].name, "total_assets");
  const auto at = static_cast<size_t>(std::ranges::find(columns, "age", &pack::LayerColumn::name) - columns.begin());
  EXPECT_NEAR(summary.pearson.At(0, at).r, Number("corr(total, age)", "true"), 1e-6);  // floats
  EXPECT_EQ(summary.pearson.At(0, at).rows, 1200u);
  const auto middle_rank = [](const std::string& x) { return "rank() OVER (ORDER BY " + x + ") + (count(*) OVER (PARTITION BY " + x + ") - 1) / 2.0"; };
  const std::string rank = "SELECT " + middle_rank("total") + " AS a, " + middle_rank("age") + " AS b FROM (SELECT " + std::string(kTotal) +
                           " AS total, age FROM main.user_behavior_assets JOIN main.user_base USING (user_id) WHERE stat_month = DATE '2025-12-01')";
  EXPECT_NEAR(summary.spearman.At(0, at).r, std::stod(Connect().Text("SELECT CAST(corr(a, b) AS VARCHAR) FROM (" + rank + ")")), 1e-9);
}

TEST_F(LayersTest, ProbabilitiesAreThereOnceSomethingIsScored) {
  EXPECT_TRUE(std::isnan(Measure().everybody[3]));
  wealth_->Score();
  EXPECT_NEAR(Measure().everybody[3], std::stod(Connect().Text("SELECT CAST(avg(probability) AS VARCHAR) FROM main.scores")), 1e-9);
  EXPECT_TRUE(std::isnan(Measure({.month = "2025-06", .segment = {}}).everybody[3])) << "scores of another month";
  Connect().Run("DROP TABLE main.scores");
}

TEST_F(LayersTest, OfOneSegment) {
  Progress progress;
  SegmentOptions options;
  options.clusters = 4;
  const auto segments = SegmentCustomers(wealth_->workspace(), wealth_->pack(), options, progress);
  EXPECT_EQ(Measure({.month = {}, .segment = segments.segments[1].id}).customers, segments.segments[1].profile.size);
  try {
    Measure({.month = {}, .segment = "x' OR true"});
    ADD_FAILURE() << "there is no such segment";
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "there is no segment x' OR true in this month");
  }
}

TEST_F(LayersTest, TheSameBitsForAnyNumberOfThreads) {
  std::vector<std::string> seen;
  for (const size_t threads : {1, 2, 7}) {
    SetThreads(threads);
    auto summary = Measure();
    summary.seconds = 0;
    seen.push_back(ToJson(summary, wealth_->pack()));
  }
  SetThreads(0);
  EXPECT_EQ(seen[0], seen[1]);
  EXPECT_EQ(seen[0], seen[2]);
}

TEST_F(LayersTest, TextsAreInTheLanguageAskedFor) {
  pack::Pack pack = wealth_->pack();
  const auto summary = Measure();
  for (const auto& [language, text] : {std::pair{"en", "First tier"}, {"zh-Hant", "一線"}, {"zh-Hans", "一线"}}) {
    pack.language = language;
    const auto json = nlohmann::json::parse(ToJson(summary, pack));
    EXPECT_EQ(json["layers"][4]["rows"][0]["text"], text);
    EXPECT_EQ(json["layers"][4]["rows"][0]["value"], "一线");
    EXPECT_TRUE(json["layers"][4]["rows"][4]["value"].is_null());
    EXPECT_EQ(json["correlation"]["columns"].size(), summary.layering.correlated.size());
  }
}

TEST(ManyLayerValues, TheLargestAreShownAndTheOthersTogether) {
  WealthWorkspace wealth(200, [](const auto& pack) { EditFile(pack / "layers.sql", "branch_name,", "user_id AS branch_name,"); });
  Progress progress;
  const auto summary = MeasureLayers(wealth.workspace(), wealth.pack(), {}, progress);
  const auto& layer = summary.layers.back();
  EXPECT_EQ(layer.values, 200u);
  EXPECT_EQ(layer.rows.size(), kMostLayerRows + 1);
  EXPECT_EQ(layer.rows.back().kind, LayerRowKind::kOthers);
  EXPECT_EQ(layer.rows.back().customers, 200 - kMostLayerRows);
}

/// The error of a wealth pack that was changed.
std::string CheckOf(const std::string& file, const std::string& before, const std::string& after) {
  const auto folder = std::filesystem::temp_directory_path() / ("auspex-layers-" + std::to_string(getpid()));
  std::filesystem::remove_all(folder);
  std::filesystem::copy(std::filesystem::path(AUSPEX_SOURCE_DIR) / "packs" / "wealth", folder, std::filesystem::copy_options::recursive);
  EditFile(folder / file, before, after);
  std::string said;
  try {
    CheckLayers(pack::ReadPack(folder));
  } catch (const Error& error) {
    said = error.where().substr(error.where().find_last_of('/') + 1) + ": " + error.message() + " / " + error.advice();
  }
  for (size_t at; (at = said.find(folder.string() + "/")) != std::string::npos;) said.erase(at, folder.string().size() + 1);
  std::filesystem::remove_all(folder);
  return said;
}

TEST(LayersOfAPack, WhatDoesNotHoldIsNamedWithFileAndLine) {
  EXPECT_EQ(CheckOf("layers.toml", "format = \"compact\"", "format = \"number\""), "");
  EXPECT_EQ(CheckOf("layers.toml", "name = \"city_level\"", "name = \"city_levels\""),
            "layers.toml:25: the column `city_levels` is not in layers.sql / did you mean `city_level`?");
  EXPECT_EQ(CheckOf("layers.toml", "name = \"age\"\n", "name = \"age_band\"\n"),
            "layers.toml:107: the column `age_band` is VARCHAR and not a number / correlate numbers, such as CAST(x = 'y' AS INTEGER)");
  EXPECT_EQ(CheckOf("layers.toml", "of = \"total_assets >= threshold\"", "of = \"total_assets\""),
            "layers.toml:55: `of` of the measure `high_value_share` is DOUBLE and not a BOOLEAN / write a condition of a share, a number of anything else");
  EXPECT_NE(CheckOf("layers.toml", "of = \"total_assets\"", "of = \"total_asset\"").find("layers.toml:41: the measure `mean_assets` does not hold as SQL: "), std::string::npos);
  EXPECT_EQ(CheckOf("layers.toml", "of = \"probability\"", "of = \"city_level\""),
            "layers.toml:61: `of` of the measure `mean_probability` is VARCHAR and not a number / write a condition of a share, a number of anything else");
  EXPECT_EQ(CheckOf("layers.toml", "kind = \"median\"", "kind = \"medians\""), "layers.toml:51: unknown `kind`: `medians` / did you mean `median`?");
  EXPECT_EQ(CheckOf("layers.toml", "order = \"number\"", "order = \"size\""),
            "layers.toml:7: unknown `order`: `size` / write \"number\", or the values as a list; without it the largest come first");
  EXPECT_EQ(CheckOf("layers.toml", "words = \"age_band\"", "words = \"age_bands\""), "layers.toml:14: the wording has no texts of `age_bands` / did you mean `age_band`?");
  EXPECT_EQ(CheckOf("layers.toml", "text = \"layer.occupation\"", "text = \"layer.occupatio\""),
            "layers.toml:23: unknown wording `layer.occupatio` / did you mean `layer.occupation`?");
  EXPECT_EQ(CheckOf("layers.toml", "with = \"total_assets\"", "with = \"total_asset\""),
            "layers.toml:69: `with` names the unknown column `total_asset` / did you mean `total_assets`?");
  EXPECT_EQ(CheckOf("layers.toml", "name = \"occupation\"", "name = \"age_band\""), "layers.toml:22: the layer `age_band` occurs twice / rename one of them");
  EXPECT_NE(CheckOf("layers.sql", "past.user_base", "main.user_base").find("layers.sql: the layers' columns do not hold as SQL: "), std::string::npos);
  EXPECT_EQ(CheckOf("layers.sql", "threshold,", "threshold, 0.5 AS probability,"),
            "layers.sql: the column `probability` is that of the newest scores / give the column of the SELECT another name");
  EXPECT_NE(CheckOf("layers.toml", "columns = \"layers.sql\"", "columns = \"layer.sql\"").find("layers.toml:2: "), std::string::npos);
}

TEST(LayersOfAPack, APackWithoutThemSaysSo) {
  WealthWorkspace wealth(20);
  pack::Pack pack = wealth.pack();
  pack.layers.clear();
  Progress progress;
  try {
    MeasureLayers(wealth.workspace(), pack, {}, progress);
    ADD_FAILURE() << "nothing thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "the pack wealth says nothing about layers");
    EXPECT_EQ(error.advice(), "Add `layers = \"layers.toml\"`.");
  }
  EXPECT_NO_THROW(CheckLayers(pack));
}

TEST(LayersOfAPack, ACustomerWhoComesTwiceIsRefused) {
  WealthWorkspace wealth(20, [](const auto& pack) { EditFile(pack / "layers.sql", "WHERE stat_month = newest.month", "WHERE true"); });
  Progress progress;
  try {
    MeasureLayers(wealth.workspace(), wealth.pack(), {}, progress);
    ADD_FAILURE() << "nothing thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "the customer U00000001 comes twice");
  }
}

}  // namespace
}  // namespace auspex::flow
