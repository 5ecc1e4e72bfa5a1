#include "draw/canvas.h"

#include <pango/pangocairo.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "draw/text_break.h"

#ifdef __SANITIZE_ADDRESS__
/// fontconfig keeps its one configuration by offsets, which the leak checker cannot follow.
extern "C" const char* __lsan_default_suppressions() { return "leak:libfontconfig.so"; }
#endif

namespace auspex::draw {
namespace {

struct Unref {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(cairo_t* context) const { cairo_destroy(context); }
  void operator()(PangoLayout* layout) const { g_object_unref(layout); }
  void operator()(PangoContext* context) const { g_object_unref(context); }
  void operator()(PangoFontMap* fonts) const { g_object_unref(fonts); }
  void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
  void operator()(cairo_font_options_t* options) const { cairo_font_options_destroy(options); }
};
template <typename T>
using Owned = std::unique_ptr<T, Unref>;

/// Each thread's own, given back with it.
PangoFontMap* Fonts() {
  thread_local const Owned<PangoFontMap> fonts(pango_cairo_font_map_new());
  return fonts.get();
}

bool IsFinite(std::span<const Point> points) {
  return std::all_of(points.begin(), points.end(), [](const Point& p) { return std::isfinite(p.x) && std::isfinite(p.y); });
}

void SetColour(cairo_t* cairo, const Colour& colour) {
  cairo_set_source_rgba(cairo, (colour.rgb >> 16 & 255) / 255.0, (colour.rgb >> 8 & 255) / 255.0, (colour.rgb & 255) / 255.0, colour.alpha);
}

void Trace(cairo_t* cairo, std::span<const Point> points) {
  for (size_t k = 0; k < points.size(); ++k) {
    k == 0 ? cairo_move_to(cairo, points[k].x, points[k].y) : cairo_line_to(cairo, points[k].x, points[k].y);
  }
}

void RoundedBox(cairo_t* cairo, const Box& box, double radius) {
  const double r = std::min({radius, box.width / 2, box.height / 2});
  cairo_new_sub_path(cairo);
  cairo_arc(cairo, box.right() - r, box.y + r, r, -M_PI / 2, 0);
  cairo_arc(cairo, box.right() - r, box.bottom() - r, r, 0, M_PI / 2);
  cairo_arc(cairo, box.x + r, box.bottom() - r, r, M_PI / 2, M_PI);
  cairo_arc(cairo, box.x + r, box.y + r, r, M_PI, 3 * M_PI / 2);
  cairo_close_path(cairo);
}

}  // namespace

/// A layout on a cairo context, without hinting, so that widths do not depend on the scale.
struct Canvas::Ruler {
  Owned<cairo_surface_t> surface;
  Owned<cairo_t> cairo;
  Owned<PangoLayout> layout;

  Ruler(double width, double height, double scale, const std::string& language)
      : surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(std::ceil(width * scale)),
                                           static_cast<int>(std::ceil(height * scale)))),
        cairo(cairo_create(surface.get())),
        layout(nullptr) {
    cairo_scale(cairo.get(), scale, scale);
    const Owned<PangoContext> owned(pango_font_map_create_context(Fonts()));
    PangoContext* context = owned.get();
    pango_cairo_update_context(cairo.get(), context);
    layout.reset(pango_layout_new(context));
    Owned<cairo_font_options_t> options(cairo_font_options_create());
    cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(context, options.get());
    pango_context_set_language(context, pango_language_from_string(language.c_str()));
    pango_layout_set_single_paragraph_mode(layout.get(), true);
  }

  void Set(std::string_view text, const TextStyle& style, const std::string& language) {
    Owned<PangoFontDescription> font(pango_font_description_new());
    pango_font_description_set_family(font.get(), FontFamilies(language).c_str());
    pango_font_description_set_absolute_size(font.get(), style.size * PANGO_SCALE);
    pango_font_description_set_weight(font.get(), style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout.get(), font.get());
    pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
  }

  double Width() const {
    PangoRectangle logical;
    pango_layout_get_extents(layout.get(), nullptr, &logical);
    return static_cast<double>(logical.width) / PANGO_SCALE;
  }

  void Draw(const TextShape& shape, const std::string& language) {
    Set(shape.text, shape.style, language);
    const double shift = shape.style.anchor == Anchor::kStart ? 0 : shape.style.anchor == Anchor::kMiddle ? Width() / 2 : Width();
    cairo_move_to(cairo.get(), shape.at.x - shift, shape.at.y - static_cast<double>(pango_layout_get_baseline(layout.get())) / PANGO_SCALE);
    SetColour(cairo.get(), shape.style.colour);
    pango_cairo_show_layout(cairo.get(), layout.get());
  }
  void Draw(const PathShape& shape, const std::string&) {
    Trace(cairo.get(), shape.points);
    SetColour(cairo.get(), shape.stroke.colour);
    cairo_set_line_width(cairo.get(), shape.stroke.width);
    cairo_set_line_join(cairo.get(), CAIRO_LINE_JOIN_ROUND);
    const double dashes[] = {4, 3};
    cairo_set_dash(cairo.get(), dashes, shape.stroke.dashed ? 2 : 0, 0);
    cairo_stroke(cairo.get());
  }
  void Draw(const AreaShape& shape, const std::string&) {
    Trace(cairo.get(), shape.points);
    SetColour(cairo.get(), shape.fill);
    cairo_fill(cairo.get());
  }
  void Draw(const BoxShape& shape, const std::string&) {
    RoundedBox(cairo.get(), shape.box, shape.radius);
    SetColour(cairo.get(), shape.fill);
    cairo_fill(cairo.get());
  }
  void Draw(const DotsShape& shape, const std::string&) {
    SetColour(cairo.get(), shape.fill);
    for (const Point& point : shape.points) {
      cairo_arc(cairo.get(), point.x, point.y, shape.radius, 0, 2 * M_PI);
      cairo_fill(cairo.get());
    }
  }
};

std::string FontFamilies(std::string_view language) {
  if (language == "zh-Hans") return "Noto Sans CJK SC, Noto Sans SC, PingFang SC, Microsoft YaHei, sans-serif";
  return "Noto Sans CJK TC, Noto Sans TC, PingFang TC, Microsoft JhengHei, sans-serif";
}

Canvas::Canvas(double width, double height, std::string language)
    : width_(std::clamp(width, 1.0, 16000.0)), height_(std::clamp(height, 1.0, 16000.0)), language_(std::move(language)),
      ruler_(std::make_unique<Ruler>(1, 1, 1, language_)) {}
Canvas::~Canvas() = default;
Canvas::Canvas(Canvas&&) noexcept = default;
Canvas& Canvas::operator=(Canvas&&) noexcept = default;

void Canvas::SetHeight(double height) { height_ = std::clamp(height, 1.0, 16000.0); }

void Canvas::Path(std::vector<Point> points, const Stroke& stroke) {
  if (points.size() > 1 && IsFinite(points)) shapes_.push_back(PathShape{std::move(points), stroke});
}
void Canvas::Area(std::vector<Point> points, Colour fill) {
  if (points.size() > 2 && IsFinite(points)) shapes_.push_back(AreaShape{std::move(points), fill});
}
void Canvas::Fill(const Box& box, Colour fill, double radius) {
  const Point corners[] = {{box.x, box.y}, {box.right(), box.bottom()}};
  if (IsFinite(corners) && box.width >= 0 && box.height >= 0) shapes_.push_back(BoxShape{box, fill, radius});
}
void Canvas::Dots(std::vector<Point> points, double radius, Colour fill) {
  std::erase_if(points, [](const Point& point) { return !IsFinite({&point, 1}); });
  if (!points.empty()) shapes_.push_back(DotsShape{std::move(points), radius, fill});
}
void Canvas::Text(Point at, std::string_view text, const TextStyle& style) {
  if (!text.empty() && IsFinite({&at, 1})) shapes_.push_back(TextShape{at, ValidUtf8(text), style});
}

double Canvas::TextWidth(std::string_view text, const TextStyle& style) const {
  ruler_->Set(ValidUtf8(text), style, language_);
  return ruler_->Width();
}

std::string Canvas::Png(double scale) const {
  Ruler page(width_, height_, scale, language_);
  cairo_set_source_rgb(page.cairo.get(), 1, 1, 1);
  cairo_paint(page.cairo.get());
  for (const Shape& shape : shapes_) std::visit([&](const auto& s) { page.Draw(s, language_); }, shape);
  std::string bytes;
  const auto append = [](void* out, const unsigned char* data, unsigned int size) {
    static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(data), size);
    return CAIRO_STATUS_SUCCESS;
  };
  const cairo_status_t status = cairo_surface_write_to_png_stream(page.surface.get(), append, &bytes);
  if (status != CAIRO_STATUS_SUCCESS) throw Error(Fault::kInternal, std::string("a picture could not be drawn: ") + cairo_status_to_string(status));
  return bytes;
}

}  // namespace auspex::draw
