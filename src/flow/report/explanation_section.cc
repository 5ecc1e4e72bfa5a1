#include <algorithm>
#include <cmath>

#include "base/format.h"
#include "draw/numbers.h"
#include "flow/report/report_figures.h"
#include "flow/report/report_sections.h"

namespace auspex::flow {
namespace {

constexpr size_t kRules = 60;

HtmlTable CoefficientTable(const ReportData& data, const ReportWords& words) {
  HtmlTable table{words("terms.caption"),
                  {{words("terms.term")},
                   {words("terms.step")},
                   {words("terms.coefficient"), true},
                   {words("terms.error"), true},
                   {"z", true},
                   {"p", true},
                   {words("terms.step_ratio"), true}},
                  {}};
  const ReportLogistic& logistic = *data.logistic;
  for (size_t t = 0; t < logistic.table.terms.size(); ++t) {
    const learn::LogisticTerm& term = logistic.table.terms[t];
    const bool number = t > 0 && !logistic.columns[t - 1].one_hot;
    const double step = number ? logistic.columns[t - 1].deviation : 1;
    const TermWords told = t == 0 ? TermWords{words("terms.intercept"), ""} : TermInWords(data, t - 1, words);
    const auto coefficient = [](const learn::LogisticTerm& of) {
      return draw::Significant(of.coefficient) +
             (std::isnan(of.low) ? "" : " [" + draw::Significant(of.low) + ", " + draw::Significant(of.high) + "]");
    };
    const auto ratio = [&](double scale) {
      const std::string interval =
          std::isnan(term.low) ? "" : " [" + draw::Ratio(std::exp(term.low * scale)) + ", " + draw::Ratio(std::exp(term.high * scale)) + "]";
      return draw::Ratio(std::exp(term.coefficient * scale)) + interval;
    };
    table.rows.push_back({told.label, told.step, coefficient(term), draw::Significant(term.standard_error), draw::Decimal(term.z, 2),
                          std::isnan(term.p) ? "–" : draw::PValue(term.p), t == 0 ? "–" : ratio(step)});
  }
  return table;
}

void AddCoefficients(const ReportData& data, const ReportWords& words, HtmlPage& page) {
  const learn::LogisticTable& table = data.logistic->table;
  page.Heading(words("terms.heading"));
  page.Paragraph(words(table.has_errors ? "terms.lead" : "terms.lead.no_errors"));
  page.Figures({CoefficientFigure(data, words)});
  page.Table(CoefficientTable(data, words));
  page.Paragraph(words("terms.fit", {{"rows", WithCommas(table.rows)},
                                     {"deviance", draw::Decimal(table.deviance, 1)},
                                     {"null", draw::Decimal(table.null_deviance, 1)},
                                     {"aic", draw::Decimal(table.aic, 1)},
                                     {"r2", draw::Decimal(1 - table.deviance / table.null_deviance, 3)}}),
                 "note");
  page.List(data.logistic->notes);
}

HtmlTable RulesTable(const std::vector<ReportRule>& rules, const ReportWords& words) {
  HtmlTable table{words("rules.caption"),
                  {{words("rules.conditions")},
                   {words("rules.support"), true},
                   {words("rules.support_share"), true},
                   {words("rules.positive"), true},
                   {words("rules.purity"), true},
                   {words("rules.lift"), true}},
                  {}};
  for (size_t k = 0; k < std::min(rules.size(), kRules); ++k) {
    const ReportRule& rule = rules[k];
    table.rows.push_back({words.All(rule.conditions), draw::Decimal(rule.support, 0), draw::Percent(rule.support_share),
                          draw::Percent(rule.positive_share), draw::Percent(rule.purity), draw::Ratio(rule.lift)});
  }
  return table;
}

void AddTree(const ReportData& data, const ReportWords& words, HtmlPage& page) {
  page.Heading(words("tree.heading"));
  page.Paragraph(words("tree.lead"));
  if (!data.tree.empty()) page.Figures({TreeFigure(data, words)});
  page.Table(RulesTable(data.rules, words));
  if (data.rules.size() > kRules)
    page.Paragraph(words("rules.more", {{"shown", std::to_string(kRules)}, {"all", std::to_string(data.rules.size())}}), "note");
}

}  // namespace

void AddExplanations(const ReportData& data, const ReportWords& words, HtmlPage& page) {
  const bool has_shap = data.shap && data.shap->rows > 0, has_tree = !data.tree.empty() || !data.rules.empty();
  if (!has_shap && !data.logistic && !has_tree) return;
  page.Section("explanations", words("section.explanations"));
  page.Paragraph(words("explanations.lead"));
  if (has_shap) page.Figures(ShapFigures(data, words));
  if (data.logistic) AddCoefficients(data, words, page);
  if (has_tree) AddTree(data, words, page);
}

void AddCustomer(const ReportData& data, const ReportWords& words, HtmlPage& page) {
  if (!data.customer) return;
  const ReportCustomer& customer = *data.customer;
  page.Section("customer", words("section.customer"));
  const std::string rank = customer.rank > 0 ? words("customer.rank", {{"rank", WithCommas(customer.rank)}}) : "";
  page.Paragraph(
      words.Both(words("customer.lead",
                       {{"customer", customer.id}, {"probability", draw::Percent(customer.probability)}, {"model", words.Model(customer.model)}}),
                 rank));
  page.List(customer.reasons);
  page.Figures({CustomerFigure(customer, words)});
}

}  // namespace auspex::flow
