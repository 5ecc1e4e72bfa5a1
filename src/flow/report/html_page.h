#pragma once
// One HTML page with everything in it: styles, tables, pictures as SVG. Texts are escaped here and nowhere else. The page is well-formed XML too.
#include <string>
#include <vector>

#include "draw/charts.h"

namespace auspex::flow {

struct HtmlTable {
  struct Column {
    std::string title;
    bool number = false;                      ///< to the right, digits of one width
  };
  std::string caption;
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;
  size_t marked = SIZE_MAX;                   ///< the row that matters most
};

struct HtmlFigure {
  std::string title, note;
  draw::Chart chart;
  bool wide = false;                          ///< over the whole width, not beside another
  double width = 0;                           ///< of the drawing; 0: the usual one
};

class HtmlPage {
 public:
  HtmlPage(std::string language, std::string title);

  void Section(const std::string& id, const std::string& heading);
  void Heading(const std::string& text);
  void Paragraph(const std::string& text, const std::string& css_class = {});
  /// The sentences of the first page: each with a figure that stands out.
  void Findings(const std::vector<std::pair<std::string, std::string>>& findings);
  void List(const std::vector<std::string>& items);
  void Table(const HtmlTable& table);
  /// Narrow ones two a row.
  void Figures(const std::vector<HtmlFigure>& figures);
  /// Closes the page.
  std::string Finish();

 private:
  void Element(const char* tag, const std::string& text, const std::string& css_class = {});

  std::string language_, out_;
  bool in_section_ = false;
};

}  // namespace auspex::flow
