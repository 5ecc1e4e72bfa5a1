#include <cmath>
#include <cstdio>

#include "draw/canvas.h"
#include "draw/markup.h"

namespace auspex::draw {
namespace {

/// At most two decimals, no trailing zeros: the shortest that no eye tells from the exact one.
std::string Coordinate(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.2f", value);
  std::string out = text;
  while (out.back() == '0') out.pop_back();
  if (out.back() == '.') out.pop_back();
  return out == "-0" ? "0" : out;
}

std::string Paint(const char* attribute, const Colour& colour) {
  char text[16];
  std::snprintf(text, sizeof text, "#%06x", colour.rgb & 0xFFFFFF);
  std::string out = std::string(" ") + attribute + "=\"" + text + "\"";
  if (colour.alpha < 1) out += std::string(" ") + attribute + "-opacity=\"" + Coordinate(colour.alpha) + "\"";
  return out;
}

std::string PointsOf(const std::vector<Point>& points) {
  std::string out;
  for (const Point& point : points) out += (out.empty() ? "" : " ") + Coordinate(point.x) + "," + Coordinate(point.y);
  return out;
}

std::string Element(const PathShape& shape) {
  return "<polyline points=\"" + PointsOf(shape.points) + "\" fill=\"none\"" + Paint("stroke", shape.stroke.colour) + " stroke-width=\"" +
         Coordinate(shape.stroke.width) + "\"" + (shape.stroke.dashed ? " stroke-dasharray=\"4 3\"" : "") + "/>";
}
std::string Element(const AreaShape& shape) { return "<polygon points=\"" + PointsOf(shape.points) + "\"" + Paint("fill", shape.fill) + "/>"; }
std::string Element(const BoxShape& shape) {
  return "<rect x=\"" + Coordinate(shape.box.x) + "\" y=\"" + Coordinate(shape.box.y) + "\" width=\"" + Coordinate(shape.box.width) +
         "\" height=\"" + Coordinate(shape.box.height) + "\"" + (shape.radius > 0 ? " rx=\"" + Coordinate(shape.radius) + "\"" : "") +
         Paint("fill", shape.fill) + "/>";
}
/// Points of no length with round ends: a fifth of the bytes of circles.
std::string Element(const DotsShape& shape) {
  std::string path;
  for (const Point& point : shape.points) path += "M" + Coordinate(point.x) + "," + Coordinate(point.y) + "h0";
  return "<path d=\"" + path + "\" stroke-linecap=\"round\"" + Paint("stroke", shape.fill) + " stroke-width=\"" + Coordinate(2 * shape.radius) +
         "\"/>";
}
std::string Element(const TextShape& shape) {
  const char* anchor = shape.style.anchor == Anchor::kStart    ? ""
                       : shape.style.anchor == Anchor::kMiddle ? " text-anchor=\"middle\""
                                                               : " text-anchor=\"end\"";
  return "<text x=\"" + Coordinate(shape.at.x) + "\" y=\"" + Coordinate(shape.at.y) + "\" font-size=\"" + Coordinate(shape.style.size) + "\"" +
         anchor + (shape.style.bold ? " font-weight=\"700\"" : "") + Paint("fill", shape.style.colour) + ">" + Escaped(shape.text) + "</text>";
}

}  // namespace

std::string Canvas::Svg() const {
  const std::string width = Coordinate(width_), height = Coordinate(height_);
  std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + width + "\" height=\"" + height + "\" viewBox=\"0 0 " + width + " " +
                    height + "\" role=\"img\" font-family=\"" + FontFamilies(language_) + "\">\n";
  if (!title_.empty()) out += "<title>" + Escaped(title_) + "</title>\n";
  for (const Shape& shape : shapes_) out += std::visit([](const auto& s) { return Element(s); }, shape) + "\n";
  return out + "</svg>\n";
}

}  // namespace auspex::draw
