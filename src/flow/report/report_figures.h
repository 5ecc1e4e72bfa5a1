#pragma once
// The pictures of a report: what of ReportData goes into which chart.
#include <optional>

#include "flow/report/html_page.h"
#include "flow/report/report_data.h"
#include "flow/report/report_words.h"

namespace auspex::flow {

/// The model that is used: the one that `chosen` names, else the first; nullptr if there is none.
const ReportModel* ChosenModel(const ReportData& data);

/// "0.912 [0.905, 0.919]"; without an interval the value alone.
std::string WithInterval(double value, const learn::Interval& interval, int decimals = 3);

HtmlFigure RocFigure(const ReportData& data, const ReportWords& words);
/// ROC, precision and recall, gain, lift of all models; calibration and KS of the chosen one.
std::vector<HtmlFigure> QualityFigures(const ReportData& data, const ReportWords& words);

/// Throws Error(kInternal) where terms and columns do not fit together.
HtmlFigure CoefficientFigure(const ReportData& data, const ReportWords& words);
/// The term in words, and what one step of it is; number `c` of ReportLogistic::columns.
struct TermWords {
  std::string label, step;
};
TermWords TermInWords(const ReportData& data, size_t c, const ReportWords& words);

HtmlFigure TreeFigure(const ReportData& data, const ReportWords& words);

/// Features by falling mean absolute contribution, with it. Throws Error(kInternal) for sizes that do not fit together.
std::vector<std::pair<size_t, double>> ImportanceOf(const ReportShap& shap, size_t features);
/// Bars, beeswarm, and how the contributions of the most important features depend on their values.
std::vector<HtmlFigure> ShapFigures(const ReportData& data, const ReportWords& words);
HtmlFigure CustomerFigure(const ReportCustomer& customer, const ReportWords& words);

HtmlFigure ChoiceFigure(const ReportSegments& segments, const ReportWords& words);
HtmlFigure ProfileFigure(const ReportSegments& segments, const ReportWords& words);

}  // namespace auspex::flow
