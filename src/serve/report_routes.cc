// The report that the newest job of its kind wrote.
#include <fstream>
#include <iterator>

#include "flow/report/workspace_report.h"
#include "serve/api.h"
#include "serve/problem.h"

namespace auspex::serve {
namespace {

Response GetReport(Context& context, const Caller&, Request&) {
  const auto page = flow::KeptReport(context.workspace);
  if (!page) throw HttpError(404, "no_report", "no report has been written in this workspace yet", {}, "Write one on the page Predict.");
  std::ifstream in(*page, std::ios::binary);
  if (!in) throw Error(Fault::kInternal, "the report cannot be read", page->string(), "Write it anew on the page Predict.");
  Response response;
  response.type = "text/html; charset=utf-8";
  response.body.assign(std::istreambuf_iterator<char>(in), {});
  const std::string name = context.pack.name + "-report.html";
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + name + "\"; filename*=UTF-8''" + name);
  return response;
}

constexpr Route kRoutes[] = {
    {.method = "GET", .pattern = "/api/v1/report", .least = Role::kViewer, .handler = GetReport, .audit = "report.download", .needs = Needs::kTask},
};

}  // namespace

std::span<const Route> ReportRoutes() { return kRoutes; }

}  // namespace auspex::serve
