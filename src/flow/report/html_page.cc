#include "flow/report/html_page.h"

#include "draw/markup.h"

namespace auspex::flow {
namespace {

using draw::Escaped;

constexpr double kNarrow = 500, kWide = 880;

constexpr const char* kStyle = R"(
:root{color:#1f2933;background:#fff;font-size:15px;line-height:1.6}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1088px;padding:32px 24px 64px}
h1{font-size:28px;line-height:1.3;margin:0 0 4px}
h2{font-size:21px;margin:48px 0 12px;padding-top:14px;border-top:2px solid #1f2933;line-height:1.35}
h3{font-size:16px;margin:28px 0 8px}
p{margin:8px 0;max-width:76ch}
.lead{font-size:16px;color:#4b5563;margin-bottom:20px}
.note,caption,figcaption span{color:#616b78;font-size:13px;line-height:1.5}
.findings{list-style:none;margin:20px 0;padding:0;display:grid;grid-template-columns:1fr 1fr;gap:14px}
.findings li{border:1px solid #d5dae1;border-radius:8px;padding:14px 18px}
.findings strong{display:block;font-size:26px;line-height:1.25;color:#0068a8;font-variant-numeric:tabular-nums}
ul.plain{margin:8px 0;padding-left:22px;max-width:84ch}
table{border-collapse:collapse;margin:14px 0 22px;width:100%;font-size:13.5px}
caption{text-align:left;padding-bottom:6px}
th{font-weight:600;text-align:left;color:#4b5563;border-bottom:1.5px solid #9aa3ae;padding:5px 10px 5px 0;vertical-align:bottom;line-height:1.35}
td{border-bottom:1px solid #eceff3;padding:5px 10px 5px 0;vertical-align:top}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
th.number{white-space:normal}
.many td:first-child{white-space:nowrap}
.number+td:not(.number),.number+th:not(.number){padding-left:14px}
tr.marked td{background:#eef5fa;font-weight:600}
.figures{display:grid;grid-template-columns:1fr 1fr;gap:20px 40px;align-items:start;margin:14px 0}
figure{margin:0;min-width:0}
figure.wide{grid-column:1/-1}
figure svg{display:block;max-width:100%;height:auto;margin-top:6px}
figcaption b{display:block;font-size:15px}
figcaption span{display:block}
@media (max-width:720px){.figures,.findings{grid-template-columns:1fr}body{padding:20px 14px}.scroll{overflow-x:auto}}
@media print{@page{size:A4;margin:14mm 13mm}:root{font-size:12px;line-height:1.5}body{padding:0;max-width:none}h1{font-size:23px}
h2{font-size:17px;margin-top:26px}
#models h2,#explanations h2,#segments h2{break-before:page}p,ul.plain{max-width:none}
h2,h3,h3+p,caption,figcaption{break-after:avoid}figure,tr,.findings li{break-inside:avoid}
table{font-size:10.5px}
table.many{font-size:9.3px}.many th,.many td{padding-right:6px}thead{display:table-header-group}tbody tr:first-child{break-before:avoid}
.figures{gap:14px 22px}.findings{gap:9px}.findings li{padding:9px 12px}.findings strong{font-size:19px}
.lead{font-size:12.5px}.note,caption,figcaption span{font-size:10.5px}
figcaption b{font-size:12px}figure.wide svg{max-height:212mm;margin-left:auto;margin-right:auto}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
)";

}  // namespace

HtmlPage::HtmlPage(std::string language, std::string title) : language_(std::move(language)) {
  out_ = "<!DOCTYPE html>\n<html lang=\"" + Escaped(language_) + "\">\n<head>\n<meta charset=\"utf-8\"/>\n";
  out_ += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>" + Escaped(title) + "</title>\n";
  out_ += "<style>body{font-family:" + draw::FontFamilies(language_) + "}" + kStyle + "</style>\n</head>\n<body>\n";
  Element("h1", title);
}

void HtmlPage::Element(const char* tag, const std::string& text, const std::string& css_class) {
  out_ += std::string("<") + tag + (css_class.empty() ? "" : " class=\"" + css_class + "\"") + ">" + Escaped(text) + "</" + tag + ">\n";
}

void HtmlPage::Section(const std::string& id, const std::string& heading) {
  if (in_section_) out_ += "</section>\n";
  out_ += "<section id=\"" + Escaped(id) + "\">\n";
  Element("h2", heading);
  in_section_ = true;
}

void HtmlPage::Heading(const std::string& text) { Element("h3", text); }
void HtmlPage::Paragraph(const std::string& text, const std::string& css_class) {
  if (!text.empty()) Element("p", text, css_class);
}

void HtmlPage::Findings(const std::vector<std::pair<std::string, std::string>>& findings) {
  if (findings.empty()) return;
  out_ += "<ul class=\"findings\">\n";
  for (const auto& [figure, sentence] : findings) out_ += "<li><strong>" + Escaped(figure) + "</strong>" + Escaped(sentence) + "</li>\n";
  out_ += "</ul>\n";
}

void HtmlPage::List(const std::vector<std::string>& items) {
  if (items.empty()) return;
  out_ += "<ul class=\"plain\">\n";
  for (const std::string& item : items) Element("li", item);
  out_ += "</ul>\n";
}

void HtmlPage::Table(const HtmlTable& table) {
  if (table.rows.empty()) return;
  out_ += table.columns.size() > 7 ? "<div class=\"scroll\"><table class=\"many\">\n" : "<div class=\"scroll\"><table>\n";
  if (!table.caption.empty()) Element("caption", table.caption);
  out_ += "<thead><tr>";
  for (const HtmlTable::Column& column : table.columns)
    out_ += std::string(column.number ? "<th class=\"number\">" : "<th>") + Escaped(column.title) + "</th>";
  out_ += "</tr></thead>\n<tbody>\n";
  for (size_t r = 0; r < table.rows.size(); ++r) {
    out_ += r == table.marked ? "<tr class=\"marked\">" : "<tr>";
    for (size_t c = 0; c < table.columns.size() && c < table.rows[r].size(); ++c) {
      out_ += std::string(table.columns[c].number ? "<td class=\"number\">" : "<td>") + Escaped(table.rows[r][c]) + "</td>";
    }
    out_ += "</tr>\n";
  }
  out_ += "</tbody>\n</table></div>\n";
}

void HtmlPage::Figures(const std::vector<HtmlFigure>& figures) {
  if (figures.empty()) return;
  out_ += "<div class=\"figures\">\n";
  for (const HtmlFigure& figure : figures) {
    draw::Canvas canvas = draw::Draw(figure.chart, {language_, figure.width > 0 ? figure.width : figure.wide ? kWide : kNarrow, {}});
    canvas.SetTitle(figure.title);
    out_ += std::string(figure.wide ? "<figure class=\"wide\">" : "<figure>") + "<figcaption><b>" + Escaped(figure.title) + "</b>" +
            (figure.note.empty() ? "" : "<span>" + Escaped(figure.note) + "</span>") + "</figcaption>\n" + canvas.Svg() + "</figure>\n";
  }
  out_ += "</div>\n";
}

std::string HtmlPage::Finish() {
  if (in_section_) out_ += "</section>\n";
  in_section_ = false;
  return out_ + "</body>\n</html>\n";
}

}  // namespace auspex::flow
