#pragma once
// A report: one HTML file with everything in it, its main pictures as files, and a PDF of it where a Chromium is there.
#include <filesystem>
#include <string>
#include <vector>

#include "flow/report/report_data.h"

namespace auspex::flow {

/// The page, in data.language. The same data gives the same bytes on one machine (fonts: draw/canvas.h). Throws Error(kUsage) for a language
/// that there is not, Error(kInternal) for parts that do not fit together.
std::string ReportHtml(const ReportData& data);

struct ReportOptions {
  bool pdf = false;
};

/// Writes report.html, and as far as `data` holds them roc_curve.png and logistic_regression_coefficients.png, into `folder`, which is made if it is
/// missing; with `pdf` also report.pdf. Gives the files. Throws as ReportHtml, OutputFile and PrintPdf.
std::vector<std::filesystem::path> WriteReport(const ReportData& data, const std::filesystem::path& folder, const ReportOptions& options = {});

}  // namespace auspex::flow
