#pragma once
// A drawing as a list of shapes, which becomes an SVG and a PNG of the same geometry. Units are CSS pixels, y downwards; text stays text in the SVG.
// The same calls give the same bytes on one machine; text is measured with the fonts that fontconfig finds there. Where none has a character, a box
// with its code is drawn; nothing fails.
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace auspex::draw {

struct Colour {
  unsigned rgb = 0;   ///< 0xRRGGBB
  double alpha = 1;
};

struct Point {
  double x = 0, y = 0;
};

struct Box {
  double x = 0, y = 0, width = 0, height = 0;
  double right() const { return x + width; }
  double bottom() const { return y + height; }
};

struct Stroke {
  Colour colour;
  double width = 1;
  bool dashed = false;
};

enum class Anchor { kStart, kMiddle, kEnd };

struct TextStyle {
  double size = 12;
  Colour colour;
  Anchor anchor = Anchor::kStart;
  bool bold = false;
};

struct PathShape {
  std::vector<Point> points;
  Stroke stroke;
};
struct AreaShape {
  std::vector<Point> points;
  Colour fill;
};
struct BoxShape {
  Box box;
  Colour fill;
  double radius = 0;
};
struct DotsShape {
  std::vector<Point> points;
  double radius = 2;
  Colour fill;
};
struct TextShape {
  Point at;
  std::string text;
  TextStyle style;
};
using Shape = std::variant<PathShape, AreaShape, BoxShape, DotsShape, TextShape>;

class Canvas {
 public:
  /// `language` (zh-Hant, zh-Hans, en) chooses among the forms of Chinese characters. Sizes are kept within 1..16000.
  Canvas(double width, double height, std::string language);
  ~Canvas();
  Canvas(Canvas&&) noexcept;
  Canvas& operator=(Canvas&&) noexcept;

  double width() const { return width_; }
  double height() const { return height_; }
  /// For a chart whose height follows from what it drew.
  void SetHeight(double height);
  /// What the picture shows, for readers who do not see it.
  void SetTitle(std::string title) { title_ = std::move(title); }

  /// Shapes with a coordinate that is not finite are left out.
  void Path(std::vector<Point> points, const Stroke& stroke);
  void Line(Point from, Point to, const Stroke& stroke) { Path({from, to}, stroke); }
  void Area(std::vector<Point> points, Colour fill);
  void Fill(const Box& box, Colour fill, double radius = 0);
  /// Many dots of one colour as one element.
  void Dots(std::vector<Point> points, double radius, Colour fill);
  /// `at` is on the baseline.
  void Text(Point at, std::string_view text, const TextStyle& style);

  double TextWidth(std::string_view text, const TextStyle& style) const;
  /// `text`, or its beginning and … where it is wider than `width`.
  std::string Fit(std::string_view text, double width, const TextStyle& style) const;
  /// Lines of at most `width`, cut at spaces and between Chinese characters; the last of at most `lines` is shortened as Fit does.
  std::vector<std::string> Wrap(std::string_view text, double width, size_t lines, const TextStyle& style) const;

  std::string Svg() const;
  /// White ground, `scale` device pixels a unit. Throws Error(kInternal) where there is no memory.
  std::string Png(double scale = 2) const;

  std::span<const Shape> shapes() const { return shapes_; }

 private:
  struct Ruler;
  double width_, height_;
  std::string language_, title_;
  std::vector<Shape> shapes_;
  std::unique_ptr<Ruler> ruler_;
};

/// Families for `language`, the best first, as CSS and Pango both read them.
std::string FontFamilies(std::string_view language);

}  // namespace auspex::draw
