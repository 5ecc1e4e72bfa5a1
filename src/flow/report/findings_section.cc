#include <algorithm>
#include <cmath>

#include "draw/numbers.h"
#include "flow/report/report_figures.h"
#include "flow/report/report_sections.h"
#include "learn/wilson.h"

namespace auspex::flow {
namespace {

using Findings = std::vector<std::pair<std::string, std::string>>;

std::string Count(double n) { return draw::Decimal(n, 0); }
std::string Count(uint64_t n) { return Count(static_cast<double>(n)); }

void AddScores(const ReportScores& scores, const ReportWords& words, Findings& findings) {
  findings.emplace_back(Count(scores.listed), words("finding.list", {{"cutoff", scores.cutoff},
                                                                     {"customers", Count(scores.customers)},
                                                                     {"listed", Count(scores.listed)},
                                                                     {"expected", Count(scores.expected_listed)}}));
  if (scores.expected > 0 && scores.customers > 0) {
    const double share = static_cast<double>(scores.listed) / static_cast<double>(scores.customers);
    findings.emplace_back(draw::Percent(scores.expected_listed / scores.expected),
                          words("finding.concentration", {{"share", draw::Percent(share)},
                                                          {"found", draw::Percent(scores.expected_listed / scores.expected)},
                                                          {"expected", Count(scores.expected)}}));
  }
  if (scores.entered + scores.left > 0) {
    findings.emplace_back("+" + Count(scores.entered) + " / −" + Count(scores.left),
                          words("finding.change", {{"entered", Count(scores.entered)}, {"left", Count(scores.left)}}));
  }
}

std::string Verdict(const ReportData& data, const ReportModel& chosen, const ReportWords& words) {
  if (std::isnan(data.asked_auc)) return {};
  const std::string asked = draw::Decimal(data.asked_auc, 2);
  std::string verdict;
  if (chosen.intervals.auc.low >= data.asked_auc) {
    verdict = words("verdict.met", {{"asked", asked}});
  } else if (chosen.metrics.roc_auc >= data.asked_auc) {
    verdict = words("verdict.near", {{"asked", asked}});
  } else {
    verdict = words("verdict.missed", {{"asked", asked}});
  }
  const bool beyond = data.truth && data.truth->optimum.roc_auc < data.asked_auc;
  return beyond ? words.Both(verdict, words("verdict.beyond", {{"optimum", draw::Decimal(data.truth->optimum.roc_auc, 3)}})) : verdict;
}

void AddModel(const ReportData& data, const ReportModel& chosen, const ReportWords& words, Findings& findings) {
  const std::string auc = draw::Decimal(chosen.metrics.roc_auc, 3);
  const std::string told = words("finding.auc", {{"model", words.Model(chosen.name)},
                                                 {"auc", WithInterval(chosen.metrics.roc_auc, chosen.intervals.auc)},
                                                 {"rows", Count(chosen.metrics.weight)}});
  findings.emplace_back("AUC " + auc, words.Both(told, Verdict(data, chosen, words)));
  const auto tenth =
      std::find_if(chosen.gain.begin(), chosen.gain.end(), [](const learn::GainPoint& p) { return std::fabs(p.share - 0.1) < 1e-9; });
  if (tenth != chosen.gain.end()) {
    findings.emplace_back(words("times", {{"number", draw::Ratio(tenth->lift)}}),
                          words("finding.lift", {{"gain", draw::Percent(tenth->gain)}, {"lift", draw::Ratio(tenth->lift)}}));
  }
  const double total = chosen.metrics.weight, share = chosen.metrics.positive / total;
  double foretold = 0;
  for (const learn::CalibrationBin& bin : chosen.calibration) foretold += bin.mean * bin.weight / total;
  if (!chosen.calibration.empty()) {
    findings.emplace_back(draw::Percent(foretold) + " : " + draw::Percent(share),
                          words("finding.calibration", {{"foretold", draw::Percent(foretold)}, {"came", draw::Percent(share)},
                                                        {"ece", draw::Percent(chosen.metrics.ece, 2)}}));
  }
}

/// The rule whose share is high beyond doubt: of the highest lower bound, so that a handful of rows does not win.
const ReportRule& SurestRule(const std::vector<ReportRule>& rules) {
  const auto surely = [](const ReportRule& rule) { return learn::WilsonIntervalOfShare(rule.positive_share, rule.support).low; };
  return *std::max_element(rules.begin(), rules.end(), [&](const ReportRule& a, const ReportRule& b) { return surely(a) < surely(b); });
}

void AddReasons(const ReportData& data, const ReportWords& words, Findings& findings) {
  if (data.shap && data.shap->rows > 0) {
    std::vector<std::string> names;
    double sum = 0, shown = 0;
    for (const auto& [feature, mean] : ImportanceOf(*data.shap, data.features.size())) {
      sum += mean;
      if (names.size() < 3) names.push_back(LabelOf(data.features[feature])), shown += mean;
    }
    if (sum > 0)
      findings.emplace_back(draw::Percent(shown / sum, 0), words("finding.reasons", {{"features", words.List(names)},
                                                                                     {"count", std::to_string(names.size())},
                                                                                     {"share", draw::Percent(shown / sum, 0)}}));
  }
  if (!data.rules.empty()) {
    const ReportRule& best = SurestRule(data.rules);
    const ReportWords::Values values = {{"conditions", words.All(best.conditions)}, {"share", draw::Percent(best.positive_share)},
                                        {"lift", draw::Ratio(best.lift)}, {"support", Count(best.support)}};
    findings.emplace_back(draw::Percent(best.positive_share), words("finding.rule", values));
  }
}

void AddKinds(const ReportSegments& segments, const ReportWords& words, Findings& findings) {
  if (segments.segments.empty()) return;
  const auto& largest = *std::max_element(segments.segments.begin(), segments.segments.end(),
                                          [](const ReportSegment& a, const ReportSegment& b) { return a.profile.size < b.profile.size; });
  std::string text =
      words("finding.segments",
            {{"count", std::to_string(segments.segments.size())}, {"name", largest.name}, {"share", draw::Percent(largest.profile.share)}});
  const ReportSegment* likeliest = nullptr;
  for (const ReportSegment& segment : segments.segments) {
    if (std::isfinite(segment.outcome_share) && (likeliest == nullptr || segment.outcome_share > likeliest->outcome_share)) likeliest = &segment;
  }
  if (likeliest != nullptr) {
    text = words.Both(text, words("finding.likeliest", {{"name", likeliest->name}, {"share", draw::Percent(likeliest->outcome_share)}}));
  }
  if (!segments.choice.evidence.empty() && !segments.choice.stable) text = words.Both(text, words("finding.unstable"));
  findings.emplace_back(words("kinds", {{"count", std::to_string(segments.segments.size())}}), text);
}

}  // namespace

void AddFindings(const ReportData& data, const ReportWords& words, HtmlPage& page) {
  page.Paragraph(words("lead", {{"outcome", data.outcome}, {"horizon", data.horizon}, {"cutoff", data.cutoff}, {"created", data.created},
                                {"workspace", data.workspace}}), "lead");
  Findings findings;
  if (data.scores) AddScores(*data.scores, words, findings);
  if (const ReportModel* chosen = ChosenModel(data)) AddModel(data, *chosen, words, findings);
  AddReasons(data, words, findings);
  if (data.segments) AddKinds(*data.segments, words, findings);
  uint64_t failed = 0;
  for (const ReportCheck& check : data.checks) failed += check.failed > 0;
  if (!data.checks.empty()) {
    findings.emplace_back(Count(failed) + " / " + Count(data.checks.size()),
                          words("finding.checks", {{"checks", Count(data.checks.size())}, {"failed", Count(failed)}}));
  }
  page.Section("findings", words("section.findings"));
  page.Findings(findings);
  page.Paragraph(words("findings.caution"), "note");
}

}  // namespace auspex::flow
