#include <cmath>

#include "base/format.h"
#include "draw/numbers.h"
#include "flow/report/report_figures.h"
#include "flow/report/report_sections.h"

namespace auspex::flow {

void AddDataQuality(const ReportData& data, const ReportWords& words, HtmlPage& page) {
  if (data.checks.empty()) return;
  page.Section("data", words("section.data"));
  HtmlTable table{words("checks.caption"),
                  {{words("checks.table")},
                   {words("checks.check")},
                   {words("checks.rows"), true},
                   {words("checks.failed"), true},
                   {words("checks.share"), true},
                   {words("checks.done")}},
                  {}};
  for (const ReportCheck& check : data.checks) {
    const double share = check.rows > 0 ? static_cast<double>(check.failed) / static_cast<double>(check.rows) : NAN;
    table.rows.push_back({check.table, check.check, WithCommas(check.rows), WithCommas(check.failed), draw::Percent(share, 2), check.done});
  }
  page.Table(table);
}

void AddMethod(const ReportData& data, const ReportWords& words, HtmlPage& page) {
  page.Section("method", words("section.method"));
  std::vector<std::string> notes;
  if (!data.models.empty())
    notes = {words("method.split"), words("method.auc"), words("method.bootstrap"), words("method.calibration"), words("method.ks")};
  if (data.shap || data.customer) notes.push_back(words("method.shap"));
  if (data.logistic) notes.push_back(words("method.logistic"));
  if (!data.rules.empty()) notes.push_back(words("method.tree"));
  if (data.segments) notes.push_back(words("method.segments"));
  if (data.truth) notes.push_back(words("method.truth"));
  page.List(notes);
  HtmlTable run{words("run.caption"), {{words("run.what")}, {words("run.value")}}, {}};
  run.rows = {{words("run.version"), "Auspex " + data.version},
              {words("run.pack"), data.pack},
              {words("run.workspace"), data.workspace},
              {words("run.run"), std::to_string(data.run)},
              {words("run.seed"), std::to_string(data.seed)},
              {words("run.cutoff"), data.cutoff},
              {words("run.created"), data.created}};
  for (const auto* pairs : {&data.settings, &data.inputs}) {
    for (const auto& [what, value] : *pairs) run.rows.push_back({what, value});
  }
  for (const ReportModel& model : data.models) {
    std::string settings;
    for (const auto& [what, value] : model.settings) settings += (settings.empty() ? "" : ", ") + what + " = " + value;
    if (!settings.empty()) run.rows.push_back({words.Model(model.name), settings});
  }
  page.Table(run);
  if (data.features.empty()) return;
  HtmlTable features{words("features.caption", {{"count", std::to_string(data.features.size())}}),
                     {{words("features.label")}, {words("features.name")}, {words("features.unit")}, {words("features.source")}},
                     {}};
  for (const ReportFeature& feature : data.features)
    features.rows.push_back({LabelOf(feature), feature.name, feature.is_share ? "%" : feature.unit, feature.source});
  page.Table(features);
}

}  // namespace auspex::flow
