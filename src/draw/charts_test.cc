#include "draw/charts.h"

#include <gtest/gtest.h>

#include <limits>

#include "base/error.h"
#include "draw/chart_examples.h"

namespace auspex::draw {
namespace {

size_t Count(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

Style Wide(const std::string& name) { return {"zh-Hant", name == "tree" ? 1100.0 : 640.0, "標題"}; }

void ExpectWithin(const Canvas& canvas, const std::string& name) {
  const auto inside = [&](Point p) { return p.x >= -0.5 && p.y >= -0.5 && p.x <= canvas.width() + 0.5 && p.y <= canvas.height() + 0.5; };
  for (const Shape& shape : canvas.shapes()) {
    if (const auto* text = std::get_if<TextShape>(&shape)) {
      const double width = canvas.TextWidth(text->text, text->style);
      const double left = text->at.x - (text->style.anchor == Anchor::kStart ? 0 : text->style.anchor == Anchor::kMiddle ? width / 2 : width);
      EXPECT_TRUE(inside({left, text->at.y - text->style.size * 0.8}) && inside({left + width, text->at.y})) << name << ": " << text->text;
    } else if (const auto* box = std::get_if<BoxShape>(&shape)) {
      EXPECT_TRUE(inside({box->box.x, box->box.y}) && inside({box->box.right(), box->box.bottom()})) << name;
    } else if (const auto* dots = std::get_if<DotsShape>(&shape)) {
      for (const Point& dot : dots->points) EXPECT_TRUE(inside(dot)) << name;
    } else if (const auto* path = std::get_if<PathShape>(&shape)) {
      for (const Point& point : path->points) EXPECT_TRUE(inside(point)) << name;
    }
  }
}

TEST(Charts, EverythingLiesWithinThePicture) {
  for (const ChartExample& example : ChartExamples()) {
    for (const double width : {500.0, 640.0, 1040.0}) {
      ExpectWithin(Draw(example.chart, {"zh-Hant", width, "標題"}), example.name + " at " + std::to_string(width));
    }
  }
}

TEST(Charts, TheSameChartGivesTheSameBytes) {
  for (const ChartExample& example : ChartExamples()) {
    const Canvas a = Draw(example.chart, Wide(example.name)), b = Draw(example.chart, Wide(example.name));
    EXPECT_EQ(a.Svg(), b.Svg()) << example.name;
    EXPECT_EQ(a.Png(1), b.Png(1)) << example.name;
  }
}

TEST(Charts, EmptyOnesAreDrawn) {
  const std::vector<Chart> charts = {CurveChart{}, CalibrationChart{}, KsChart{}, CoefficientChart{}, TreeChart{}, BarChart{}, BeeswarmChart{},
                                     DependenceChart{}, WaterfallChart{}, ChoiceChart{}, ProfileChart{}, HeatChart{}};
  EXPECT_EQ(charts.size(), std::variant_size_v<Chart>);
  for (const Chart& chart : charts) {
    for (const double width : {1.0, 640.0}) {
      const Canvas canvas = Draw(chart, {"en", width, ""});
      EXPECT_FALSE(canvas.Png(1).empty()) << chart.index();
      EXPECT_EQ(canvas.Svg().find("nan"), std::string::npos) << chart.index();
    }
  }
}

TEST(Charts, NumbersThatAreNoneLeaveNoTrace) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  const std::vector<Chart> charts = {
      CurveChart{{}, {}, {{"a", "", {{none, none}, {0, 1}}}}, {}, false, true},
      CalibrationChart{"", "", "", "", {{none, none, none, none}}},
      KsChart{"", "", "", "", "KS –", {{none, 1}}, {}, none, none, none},
      CoefficientChart{"", "", "", "", {{"a", "", none, none, none}, {"b", "", 1e300, 0, 1e308}}},
      TreeChart{"", "", "", "", "", 5, {{"", 0, 0, none, none}}},
      BarChart{"", {{"a", "–", none}}},
      BeeswarmChart{"", "", "", "", {{"a", {none, 1}, {1, none}}}},
      DependenceChart{"", "", {none, 1}, {1, none}, {}, false},
      WaterfallChart{"", "", "", none, {{"a", "", none}}},
      ChoiceChart{"", none, {{"", {{2, none}}, none}}},
      ProfileChart{"", {"a"}, {{"s", "", {none}}}},
      HeatChart{"", {"a", "b"}, {1, none, none, 1}}};
  for (const Chart& chart : charts) {
    const std::string svg = Draw(chart, {}).Svg();
    EXPECT_EQ(svg.find("nan"), std::string::npos) << chart.index();
    EXPECT_EQ(svg.find("inf"), std::string::npos) << chart.index();
  }
}

TEST(CurveChart, HasALineAndALegendForEachCurve) {
  const std::string svg = Draw(RocExample(), {}).Svg();
  for (const char* name : {"LightGBM", "XGBoost", "隨機森林", "邏輯迴歸", "決策樹", "隨機猜測"}) EXPECT_EQ(Count(svg, std::string(">") + name + "<"), 1u);
  EXPECT_EQ(Count(svg, "stroke-width=\"1.75\""), 4u);
  EXPECT_EQ(Count(svg, "AUC 0."), 5u);
}

TEST(CoefficientChart, ColoursSayWhetherTheIntervalHoldsOne) {
  const Canvas canvas = Draw(CoefficientExample(), {});
  std::vector<unsigned> colours;
  for (const Shape& shape : canvas.shapes()) {
    if (const auto* dots = std::get_if<DotsShape>(&shape)) colours.push_back(dots->fill.rgb);
  }
  const std::vector<unsigned> expected = {kRaises.rgb, kRaises.rgb, 0x8a94a1, kLowers.rgb, 0x8a94a1, kRaises.rgb, kLowers.rgb, 0x8a94a1};
  EXPECT_EQ(colours, expected);  // the rows', then the key's
  EXPECT_NE(canvas.Svg().find("1.84 [1.70, 2.00]"), std::string::npos);
  EXPECT_NE(canvas.Svg().find("&lt;script&gt;"), std::string::npos);
}

TEST(TreeChart, FoldsWhatIsDeeperThanItsDepth) {
  const auto boxes = [](int depth, size_t most) {
    TreeChart chart = TreeExample(depth);
    chart.most_depth = most;
    const std::string svg = Draw(chart, {}).Svg();
    return std::pair{Count(svg, "<rect"), Count(svg, "…還有")};
  };
  EXPECT_EQ(boxes(2, 5), (std::pair<size_t, size_t>{7, 0}));
  EXPECT_EQ(boxes(3, 2), (std::pair<size_t, size_t>{7, 4}));
  EXPECT_EQ(boxes(0, 5), (std::pair<size_t, size_t>{1, 0}));
}

TEST(TreeChart, RefusesAChildThatStandsBeforeItsParent) {
  const TreeChart chart{"", "", "", "", "", 5, {{"a", 0, 1, 1, 0.5}, {"", 0, 0, 1, 0.5}}};
  try {
    Draw(chart, {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "a drawn tree has a box without its children");
  }
}

TEST(BeeswarmChart, DrawsEveryRowOnce) {
  BeeswarmChart chart = BeeswarmExample();
  chart.none_label.clear();
  EXPECT_EQ(Count(Draw(chart, {}).Svg(), "h0"), 8u * 400u);
}

TEST(WaterfallChart, EndsWhereBaseAndStepsAddUpTo) {
  const WaterfallChart chart{"", "base", "end", -1, {{"a", "", 2}, {"b", "", -0.5}, {"c", "", 0.5}}};
  const Canvas canvas = Draw(chart, {});
  std::vector<double> places;
  std::vector<Box> bars;
  for (const Shape& shape : canvas.shapes()) {
    if (const auto* dots = std::get_if<DotsShape>(&shape)) places.push_back(dots->points[0].x);
    if (const auto* box = std::get_if<BoxShape>(&shape)) bars.push_back(box->box);
  }
  ASSERT_EQ(places.size(), 2u);
  ASSERT_EQ(bars.size(), 3u);
  EXPECT_NEAR(bars[0].x, places[0], 1e-9);
  EXPECT_NEAR(bars[2].right(), places[1], 1e-9);
  EXPECT_NEAR(bars[0].width, 4 * bars[1].width, 1e-9);
}

TEST(ProfileChart, HasABarForEachKnownDifference) {
  const ProfileChart chart{"", {"a", "b"}, {{"s", "", {1, std::numeric_limits<double>::quiet_NaN()}}, {"t", "", {-1, 0.5}}}};
  EXPECT_EQ(Count(Draw(chart, {}).Svg(), "rx=\"1.5\""), 3u);
}

}  // namespace
}  // namespace auspex::draw
