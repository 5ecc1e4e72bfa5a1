// Charts and cards against counts by hand.
#include "flow/result_chart.h"

#include <gtest/gtest.h>

#include "flow/small_result_for_test.h"

namespace auspex::flow {
namespace {

using pack::ChartKind;

const std::vector<SmallRow> kRows = {{"a", "look", 0.0f, 1, 0, true},       {"b", "look", 0.25f, 1, 0, true}, {"c", "buy", 1.0f, 2, kHour, false},
                                     {"d", "look", {}, {}, kHour, {}}, {"e", {}, 0.5f, 2, {}, true},   {"f", "buy", 0.75f, 1, 0, false}};

ResultFilter OnlyTrue() { return {{{"f", FilterOp::kIn, {true}, {}, {}, {}}}}; }

class ResultChart : public testing::Test {
 protected:
  ResultChart() : small_(kRows), table_(small_.Open()) {}
  SmallResult small_;
  ResultTable table_;
};

TEST_F(ResultChart, BarsCountValuesMostFrequentFirst) {
  const pack::Chart chart{"k", ChartKind::kBar, {"kind"}};
  const auto bars = ReadBars(small_.connection(), table_, chart, {});
  ASSERT_EQ(bars.size(), 3u);
  EXPECT_TRUE(bars[0].value == Cell("look") && bars[0].count == 3);
  EXPECT_TRUE(bars[1].value == Cell("buy") && bars[1].count == 2);
  EXPECT_TRUE(bars[2].value == Cell() && bars[2].count == 1);
  EXPECT_EQ(ReadBars(small_.connection(), table_, chart, OnlyTrue()).size(), 2u);
}

TEST_F(ResultChart, HistogramHasTheGreatestNumberInItsLastBin) {
  pack::Chart chart{"p", ChartKind::kHistogram, {"p\"q"}};
  chart.bins = 4;
  const Histogram histogram = ReadHistogram(small_.connection(), table_, chart, {});
  EXPECT_EQ(histogram.low, 0);
  EXPECT_EQ(histogram.high, 1);
  EXPECT_EQ(histogram.counts, (std::vector<uint64_t>{1, 1, 1, 2}));
  EXPECT_EQ(histogram.empty, 1u);
  chart.low = 0.3, chart.high = 0.7;
  EXPECT_EQ(ReadHistogram(small_.connection(), table_, chart, {}).counts, (std::vector<uint64_t>{2, 0, 1, 2}));
  chart.low = chart.high = 0;
  const Histogram filtered = ReadHistogram(small_.connection(), table_, chart, OnlyTrue());
  EXPECT_EQ(filtered.high, 1) << "bins do not move with the filter";
  EXPECT_EQ(filtered.counts, (std::vector<uint64_t>{1, 1, 1, 0}));
}

TEST_F(ResultChart, SankeyLinksNeighbouringColumns) {
  const auto links = ReadSankey(small_.connection(), table_, {"s", ChartKind::kSankey, {"kind", "n", "f"}}, {});
  ASSERT_GE(links.size(), 2u);
  EXPECT_TRUE(links[0].layer == 0 && links[0].source == Cell("look") && links[0].target == Cell(int64_t{1}) && links[0].count == 2);
  uint64_t rows[2] = {0, 0};
  for (const auto& link : links) rows[link.layer] += link.count;
  EXPECT_EQ(rows[0], kRows.size());
  EXPECT_EQ(rows[1], kRows.size());
}

TEST_F(ResultChart, HeatmapCountsWholeNumbersThatAreThere) {
  const auto cells = ReadHeatmap(small_.connection(), table_, {"h", ChartKind::kHeatmap, {"hour", "n"}}, {});
  ASSERT_EQ(cells.size(), 2u);
  EXPECT_TRUE(cells[0].x == 0 && cells[0].y == 1 && cells[0].count == 3);
  EXPECT_TRUE(cells[1].x == 1 && cells[1].y == 2 && cells[1].count == 1);
}

TEST_F(ResultChart, CardsAreNumbersOverWhatTheFilterLeaves) {
  const std::vector<pack::Card> cards = {{"all", "count(*)"}, {"mean", "avg(\"p\"\"q\") -- of what is there"}, {"none", "avg(n) FILTER (n > 9)"}};
  const auto numbers = ReadCards(small_.connection(), table_, cards, OnlyTrue());
  EXPECT_EQ(numbers[0], 3);
  EXPECT_EQ(numbers[1], 0.25);
  EXPECT_FALSE(numbers[2]);
}

TEST_F(ResultChart, WhatAnOlderResultDoesNotHaveIsLeftOut) {
  small_.pack().results.charts = {{"a", ChartKind::kBar, {"kind"}}, {"b", ChartKind::kBar, {"gone"}}, {"c", ChartKind::kHistogram, {"kind"}}, {"d", ChartKind::kHeatmap, {"n", "t"}}};
  small_.pack().results.cards = {{"a", "count(*)"}, {"b", "sum(gone)"}};
  ASSERT_EQ(ChartsOf(small_.pack(), table_).size(), 1u);
  ASSERT_EQ(CardsOf(small_.connection(), small_.pack(), table_).size(), 1u);
  EXPECT_EQ(CardsOf(small_.connection(), small_.pack(), table_)[0].id, "a");
}

}  // namespace
}  // namespace auspex::flow
