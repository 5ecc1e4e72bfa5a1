#include "flow/report/report.h"

#include "base/output_file.h"
#include "flow/report/print_pdf.h"
#include "flow/report/report_figures.h"
#include "flow/report/report_sections.h"

namespace auspex::flow {
namespace {

void WriteFile(const std::filesystem::path& path, const std::string& bytes) {
  OutputFile file(path);
  file.Write(bytes);
  file.Commit();
}

std::string Picture(const HtmlFigure& figure, const std::string& language) {
  return draw::Draw(figure.chart, {language, 900, figure.title}).Png(2);
}

}  // namespace

std::string ReportHtml(const ReportData& data) {
  const ReportWords words(data.language);
  HtmlPage page(data.language, data.title);
  AddFindings(data, words, page);
  AddQuality(data, words, page);
  AddExplanations(data, words, page);
  AddCustomer(data, words, page);
  AddLayers(data, words, page);
  AddSegments(data, words, page);
  AddDataQuality(data, words, page);
  AddMethod(data, words, page);
  return page.Finish();
}

std::vector<std::filesystem::path> WriteReport(const ReportData& data, const std::filesystem::path& folder, const ReportOptions& options) {
  const ReportWords words(data.language);
  const std::string html = ReportHtml(data);
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure)
    throw Error(Fault::kUsage, "the folder cannot be made: " + failure.message(), folder.string(), "Name a folder that can be written to.");
  std::vector<std::filesystem::path> files = {folder / "report.html"};
  WriteFile(files.back(), html);
  if (!data.models.empty()) {
    files.push_back(folder / "roc_curve.png");
    WriteFile(files.back(), Picture(RocFigure(data, words), data.language));
  }
  if (data.logistic) {
    files.push_back(folder / "logistic_regression_coefficients.png");
    WriteFile(files.back(), Picture(CoefficientFigure(data, words), data.language));
  }
  if (options.pdf) {
    files.push_back(folder / "report.pdf");
    PrintPdf(folder / "report.html", files.back());
  }
  return files;
}

}  // namespace auspex::flow
