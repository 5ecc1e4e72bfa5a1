#pragma once
// The parts of a report, in their order; each adds nothing where ReportData holds nothing for it.
#include "flow/report/html_page.h"
#include "flow/report/report_data.h"
#include "flow/report/report_words.h"

namespace auspex::flow {

void AddFindings(const ReportData& data, const ReportWords& words, HtmlPage& page);      ///< for the manager: sentences with numbers
void AddQuality(const ReportData& data, const ReportWords& words, HtmlPage& page);       ///< leaderboard and curves
void AddExplanations(const ReportData& data, const ReportWords& words, HtmlPage& page);  ///< contributions, coefficients, tree and rules
void AddCustomer(const ReportData& data, const ReportWords& words, HtmlPage& page);
void AddLayers(const ReportData& data, const ReportWords& words, HtmlPage& page);
void AddSegments(const ReportData& data, const ReportWords& words, HtmlPage& page);
void AddDataQuality(const ReportData& data, const ReportWords& words, HtmlPage& page);
void AddMethod(const ReportData& data, const ReportWords& words, HtmlPage& page);        ///< how it was measured, and what the run was

}  // namespace auspex::flow
