#include <cmath>

#include "base/format.h"
#include "draw/numbers.h"
#include "flow/report/report_figures.h"
#include "flow/report/report_sections.h"

namespace auspex::flow {
namespace {

HtmlTable RowsTable(const ReportData& data, const ReportWords& words) {
  HtmlTable table{
      words("rows.caption"),
      {{words("rows.role")}, {words("rows.period")}, {words("rows.rows"), true}, {words("rows.positives"), true}, {words("rows.share"), true}},
      {}};
  for (const ReportRows& rows : data.rows) {
    const double share = rows.rows > 0 ? static_cast<double>(rows.positives) / static_cast<double>(rows.rows) : NAN;
    table.rows.push_back({words("rows." + rows.role), rows.period, WithCommas(rows.rows), WithCommas(rows.positives), draw::Percent(share, 2)});
  }
  return table;
}

HtmlTable Leaderboard(const ReportData& data, const ReportWords& words) {
  HtmlTable table{words("board.caption"),
                  {{words("board.model")},
                   {words("board.auc"), true},
                   {words("board.difference"), true},
                   {words("board.p"), true},
                   {words("board.ap"), true},
                   {"KS", true},
                   {"Brier", true},
                   {words("board.log_loss"), true},
                   {"ECE", true},
                   {words("board.seconds"), true}},
                  {}};
  const ReportModel* chosen = ChosenModel(data);
  for (size_t k = 0; k < data.models.size(); ++k) {
    const ReportModel& model = data.models[k];
    const bool best = k == 0;
    if (&model == chosen) table.marked = k;
    table.rows.push_back({words.Model(model.name), WithInterval(model.metrics.roc_auc, model.intervals.auc, 4),
                          best ? "–" : WithInterval(model.against_best.difference, model.against_best.interval, 4),
                          best ? "–" : draw::PValue(model.against_best.p_value),
                          WithInterval(model.metrics.average_precision, model.intervals.average_precision), draw::Decimal(model.ks.distance, 3),
                          WithInterval(model.metrics.brier, model.intervals.brier, 4), draw::Decimal(model.metrics.log_loss, 4),
                          draw::Decimal(model.metrics.ece, 4), Duration(model.seconds)});
  }
  return table;
}

std::string Comparison(const ReportData& data, const ReportWords& words) {
  std::vector<std::string> alike;
  for (size_t k = 1; k < data.models.size(); ++k) {
    if (data.models[k].as_good_as_best) alike.push_back(words.Model(data.models[k].name));
  }
  const std::string best = words.Model(data.models.front().name);
  std::string text;
  if (data.models.size() > 1)
    text = alike.empty() ? words("board.clear", {{"best", best}}) : words("board.alike", {{"models", words.List(alike)}, {"best", best}});
  if (!data.truth) return text;
  const ReportModel& chosen = *ChosenModel(data);
  const double auc = std::isnan(data.truth->auc) ? chosen.metrics.roc_auc : data.truth->auc;
  return words.Both(text, words("board.truth", {{"optimum", draw::Decimal(data.truth->optimum.roc_auc, 4)},
                                                {"auc", draw::Decimal(auc, 4)},
                                                {"difference", draw::Decimal(data.truth->optimum.roc_auc - auc, 4)},
                                                {"ece", draw::Decimal(data.truth->ece, 4)}}));
}

}  // namespace

void AddQuality(const ReportData& data, const ReportWords& words, HtmlPage& page) {
  if (data.models.empty()) return;
  page.Section("models", words("section.models"));
  page.Paragraph(words("models.lead"));
  page.Table(RowsTable(data, words));
  page.Table(Leaderboard(data, words));
  page.Paragraph(Comparison(data, words));
  page.Figures(QualityFigures(data, words));
}

}  // namespace auspex::flow
