#include "draw/canvas.h"

#include <gtest/gtest.h>

#include <cmath>

#include "draw/markup.h"
#include "draw/text_break.h"

namespace auspex::draw {
namespace {

size_t Count(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

uint32_t BigEndian(const std::string& bytes, size_t at) {
  uint32_t value = 0;
  for (size_t k = 0; k < 4; ++k) value = value << 8 | static_cast<unsigned char>(bytes[at + k]);
  return value;
}

TEST(Canvas, ThePngHasTheSizeOfTheDrawingTimesTheScale) {
  Canvas canvas(120, 45.5, "en");
  canvas.Fill({10, 10, 20, 20}, {0xff0000});
  const std::string png = canvas.Png(2);
  EXPECT_EQ(png.substr(0, 8), "\x89PNG\r\n\x1a\n");
  EXPECT_EQ(BigEndian(png, 16), 240u);
  EXPECT_EQ(BigEndian(png, 20), 91u);
}

TEST(Canvas, TheSvgHoldsEveryShape) {
  Canvas canvas(100, 50, "zh-Hant");
  canvas.SetTitle("A & B");
  canvas.Line({0, 0}, {10, 10.126}, {{0x0068a8}, 2, true});
  canvas.Area({{0, 0}, {1, 0}, {1, 1}}, {0x112233, 0.5});
  canvas.Dots({{1, 2}, {3, 4}, {NAN, 1}}, 1.5, {0});
  canvas.Text({5, 6}, "<雙引號\">", {12, {0}, Anchor::kEnd, true});
  const std::string svg = canvas.Svg();
  EXPECT_NE(svg.find("<title>A &amp; B</title>"), std::string::npos);
  EXPECT_NE(svg.find("<polyline points=\"0,0 10,10.13\" fill=\"none\" stroke=\"#0068a8\" stroke-width=\"2\" stroke-dasharray=\"4 3\"/>"),
            std::string::npos);
  EXPECT_NE(svg.find("fill=\"#112233\" fill-opacity=\"0.5\""), std::string::npos);
  EXPECT_NE(svg.find("d=\"M1,2h0M3,4h0\""), std::string::npos);
  EXPECT_NE(svg.find("text-anchor=\"end\" font-weight=\"700\" fill=\"#000000\">&lt;雙引號&quot;&gt;</text>"), std::string::npos);
}

TEST(Canvas, ShapesWithoutAPlaceAreLeftOut) {
  Canvas canvas(100, 50, "en");
  canvas.Line({0, 0}, {INFINITY, 1}, {});
  canvas.Path({{0, 0}}, {});
  canvas.Dots({{NAN, NAN}}, 1, {});
  canvas.Fill({0, 0, -1, 1}, {});
  canvas.Text({NAN, 0}, "x", {});
  canvas.Text({0, 0}, "", {});
  EXPECT_TRUE(canvas.shapes().empty());
  EXPECT_EQ(Count(canvas.Svg(), "<"), 2u);
}

TEST(Canvas, SizesAreKeptWithinWhatCanBeDrawn) {
  Canvas canvas(0, 1e9, "en");
  EXPECT_EQ(canvas.width(), 1);
  EXPECT_EQ(canvas.height(), 16000);
  EXPECT_FALSE(canvas.Png(2).empty());
}

TEST(Canvas, TextIsShortenedToItsRoom) {
  const Canvas canvas(100, 50, "zh-Hant");
  const TextStyle style{12, {0}, Anchor::kStart, false};
  const std::string text = "近三個月股票與基金合計淨流入金額";
  const std::string fitted = canvas.Fit(text, 80, style);
  EXPECT_TRUE(fitted.ends_with("…"));
  EXPECT_LE(canvas.TextWidth(fitted, style), 80);
  EXPECT_EQ(canvas.Fit(text, 1000, style), text);
  EXPECT_EQ(canvas.Fit(text, 0, style), "…");
  EXPECT_EQ(canvas.Fit("", 10, style), "");
}

TEST(Canvas, LinesHoldTheWholeTextWhereThereAreEnough) {
  const Canvas canvas(100, 50, "zh-Hant");
  const TextStyle style{12, {0}, Anchor::kStart, false};
  const std::string text = "總資產高於一百萬元，且近三個月持續流入。";
  std::string joined;
  for (const std::string& line : canvas.Wrap(text, 90, 99, style)) {
    EXPECT_LE(canvas.TextWidth(line, style), 90);
    EXPECT_FALSE(line.starts_with("，"));
    joined += line;
  }
  EXPECT_EQ(joined, text);
  const auto two = canvas.Wrap(text, 90, 2, style);
  ASSERT_EQ(two.size(), 2u);
  EXPECT_TRUE(two[1].ends_with("…"));
}

TEST(Text, BytesThatAreNoTextAreReplaced) {
  EXPECT_EQ(ValidUtf8("a\xff" "b"), "a\xEF\xBF\xBD" "b");
  EXPECT_EQ(ValidUtf8("\x01"), "\xEF\xBF\xBD");
  EXPECT_EQ(ValidUtf8("\xC0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(ValidUtf8("\xE4\xB8"), "\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(ValidUtf8("中文𠮷"), "中文𠮷");
  EXPECT_EQ(Escaped("<a href='x'>&\""), "&lt;a href=&#39;x&#39;&gt;&amp;&quot;");
}

TEST(Text, PiecesEndBehindWordsAndBetweenChineseCharacters) {
  const auto pieces = BreakPieces("AUC 為高，ok");
  const std::vector<std::string_view> expected = {"AUC ", "為", "高，", "ok"};
  EXPECT_EQ(pieces, expected);
}

}  // namespace
}  // namespace auspex::draw
