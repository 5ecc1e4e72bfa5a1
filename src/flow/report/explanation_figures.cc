// Why: coefficients, the tree, contributions over many customers and of one.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "draw/numbers.h"
#include "flow/report/report_figures.h"
#include "learn/shap_importance.h"

namespace auspex::flow {
namespace {

constexpr double kTreeWidth = 1040;
constexpr size_t kTerms = 25, kFeatures = 15, kDependences = 4, kSteps = 12;

const ReportFeature& FeatureAt(const ReportData& data, size_t feature) {
  if (feature >= data.features.size()) throw Error(Fault::kInternal, "a report names a feature that it does not describe", std::to_string(feature));
  return data.features[feature];
}

/// Places with their values, the largest first; equal ones in their order.
std::vector<std::pair<size_t, double>> LargestFirst(const std::vector<double>& values) {
  std::vector<std::pair<size_t, double>> sorted;
  for (size_t i = 0; i < values.size(); ++i) sorted.emplace_back(i, values[i]);
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  return sorted;
}

std::string ContributionAxis(bool of_probability, const ReportWords& words) { return words(of_probability ? "axis.phi.share" : "axis.phi"); }

std::string CategoryInWords(const ReportFeature& feature, const std::string& text) {
  const auto found = std::find(feature.texts.begin(), feature.texts.end(), text);
  const auto code = static_cast<size_t>(found - feature.texts.begin());
  return found != feature.texts.end() && code < feature.categories.size() ? feature.categories[code] : text;
}

/// Terms by falling |z|; where there are no errors, by falling effect of a step.
std::vector<size_t> TellingTerms(const ReportLogistic& logistic) {
  std::vector<size_t> order(logistic.columns.size());
  std::iota(order.begin(), order.end(), 0);
  const auto strength = [&](size_t c) {
    const learn::LogisticTerm& term = logistic.table.terms[c + 1];
    const double effect = logistic.table.has_errors ? term.z : term.coefficient * (logistic.columns[c].one_hot ? 1 : logistic.columns[c].deviation);
    return std::isnan(effect) ? 0 : std::fabs(effect);
  };
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return strength(a) > strength(b); });
  order.resize(std::min(order.size(), kTerms));
  return order;
}

std::vector<double> ColumnOf(const ReportShap& shap, const std::vector<float>& cells, size_t feature, size_t features) {
  std::vector<double> column;
  for (size_t row = 0; row < shap.rows; ++row) column.push_back(cells[row * features + feature]);
  return column;
}

HtmlFigure SwarmFigure(const ReportData& data, const std::vector<std::pair<size_t, double>>& importance, const ReportWords& words) {
  const ReportShap& shap = *data.shap;
  draw::BeeswarmChart chart{ContributionAxis(shap.of_probability, words), words("swarm.low"), words("swarm.high"), words("swarm.none"), {}};
  for (const auto& [feature, mean] : importance) {
    draw::SwarmRow row{LabelOf(data.features[feature]), ColumnOf(shap, shap.contributions, feature, data.features.size()), {}};
    if (data.features[feature].categories.empty()) row.values = ColumnOf(shap, shap.values, feature, data.features.size());
    chart.rows.push_back(std::move(row));
  }
  return {words("figure.swarm", {{"model", words.Model(shap.model)}}),
          words("figure.swarm.note", {{"rows", draw::Decimal(static_cast<double>(shap.rows), 0)}}), std::move(chart), true};
}

HtmlFigure DependenceFigure(const ReportData& data, size_t feature, const ReportWords& words) {
  const ReportFeature& told = data.features[feature];
  draw::DependenceChart chart{LabelWithUnit(told), ContributionAxis(data.shap->of_probability, words),
                              ColumnOf(*data.shap, data.shap->values, feature, data.features.size()),
                              ColumnOf(*data.shap, data.shap->contributions, feature, data.features.size()), told.categories, told.is_share};
  return {words("figure.dependence", {{"feature", LabelOf(told)}}), "", std::move(chart)};
}

/// Bars of the business features; nothing where fewer than two are named.
std::optional<HtmlFigure> GroupFigure(const ReportData& data, const ReportWords& words) {
  learn::ReasonGroups groups;
  for (const ReportFeature& feature : data.features) {
    const std::string& name = feature.group.empty() ? LabelOf(feature) : feature.group;
    const auto at = std::find(groups.names.begin(), groups.names.end(), name);
    groups.group.push_back(static_cast<uint32_t>(at - groups.names.begin()));
    if (at == groups.names.end()) groups.names.push_back(name);
  }
  const bool told = std::any_of(data.features.begin(), data.features.end(), [](const ReportFeature& feature) { return !feature.group.empty(); });
  if (!told || groups.names.size() < 2) return std::nullopt;
  draw::BarChart bars{words(data.shap->of_probability ? "axis.importance.share" : "axis.importance"), {}};
  for (const auto& [group, mean] : LargestFirst(learn::ImportanceOf(data.shap->contributions, data.shap->rows, groups).groups)) {
    bars.rows.push_back({groups.names[group], data.shap->of_probability ? draw::Percent(mean, 2) : draw::Decimal(mean, 3), mean});
  }
  return HtmlFigure{words("figure.groups", {{"model", words.Model(data.shap->model)}}), words("figure.groups.note"), std::move(bars), true};
}

}  // namespace

TermWords TermInWords(const ReportData& data, size_t c, const ReportWords& words) {
  const ReportLogistic& logistic = *data.logistic;
  const learn::DesignColumn& column = logistic.columns[c];
  const ReportFeature& feature = FeatureAt(data, column.feature);
  const std::string label = LabelOf(feature), rest = column.name.starts_with(feature.name) ? column.name.substr(feature.name.size()) : "";
  if (!column.one_hot && feature.is_share) return {label, words("step.points", {{"step", draw::Significant(column.deviation * 100)}})};
  if (!column.one_hot) return {label, words("step.number", {{"step", ValueOf(feature, column.deviation, words)}})};
  std::string category = rest.starts_with("=") ? rest.substr(1) : "";
  if (category.empty() || category == "(missing)") category = words("missing");
  if (category == "(other)") category = words("other_categories");
  const std::string reference = column.feature < logistic.references.size() ? CategoryInWords(feature, logistic.references[column.feature]) : "";
  return {words("term.category", {{"feature", label}, {"category", CategoryInWords(feature, category)}}),
          reference.empty() ? words("step.known") : words("step.category", {{"reference", reference}})};
}

HtmlFigure CoefficientFigure(const ReportData& data, const ReportWords& words) {
  const ReportLogistic& logistic = *data.logistic;
  if (logistic.table.terms.size() != logistic.columns.size() + 1) {
    throw Error(Fault::kInternal, "a report has " + std::to_string(logistic.table.terms.size()) + " terms for " +
                                      std::to_string(logistic.columns.size()) + " columns");
  }
  draw::CoefficientChart chart{words("axis.ratio"), words("ratio.raises"), words("ratio.lowers"), words("ratio.open"), {}};
  const std::vector<size_t> telling = TellingTerms(logistic);
  for (const size_t c : telling) {
    const learn::LogisticTerm& term = logistic.table.terms[c + 1];
    const double step = logistic.columns[c].one_hot ? 1 : logistic.columns[c].deviation;
    const TermWords told = TermInWords(data, c, words);
    chart.rows.push_back({told.label, told.step, std::exp(term.coefficient * step), std::exp(term.low * step), std::exp(term.high * step)});
  }
  const std::string shown =
      words("figure.coefficients.shown", {{"shown", std::to_string(telling.size())}, {"all", std::to_string(logistic.columns.size())}});
  return {words("figure.coefficients"), words("figure.coefficients.note") + (telling.size() < logistic.columns.size() ? " " + shown : ""),
          std::move(chart), true};
}

HtmlFigure TreeFigure(const ReportData& data, const ReportWords& words) {
  draw::TreeChart chart{
      words("tree.share"), words("tree.positive"), words("tree.yes"), words("tree.no"), words("tree.folded", {{"count", "{count}"}}), 5, {}};
  for (const ReportTreeNode& node : data.tree) chart.boxes.push_back({node.condition, node.left, node.right, node.share, node.positive_share});
  return {words("figure.tree"), words("figure.tree.note"), std::move(chart), true, data.tree.size() > 15 ? kTreeWidth : 0};
}

std::vector<std::pair<size_t, double>> ImportanceOf(const ReportShap& shap, size_t features) {
  if (shap.contributions.size() != shap.rows * features || shap.values.size() != shap.contributions.size()) {
    throw Error(Fault::kInternal, "a report's contributions are not rows × features");
  }
  learn::ReasonGroups none{std::vector<uint32_t>(features), {""}};
  return LargestFirst(learn::ImportanceOf(shap.contributions, shap.rows, none).features);
}

std::vector<HtmlFigure> ShapFigures(const ReportData& data, const ReportWords& words) {
  std::vector<std::pair<size_t, double>> importance = ImportanceOf(*data.shap, data.features.size());
  importance.resize(std::min(importance.size(), kFeatures));
  draw::BarChart bars{words(data.shap->of_probability ? "axis.importance.share" : "axis.importance"), {}};
  for (const auto& [feature, mean] : importance) {
    bars.rows.push_back({LabelOf(data.features[feature]), data.shap->of_probability ? draw::Percent(mean, 2) : draw::Decimal(mean, 3), mean});
  }
  std::vector<HtmlFigure> figures;
  if (auto groups = GroupFigure(data, words)) figures.push_back(std::move(*groups));
  figures.push_back({words("figure.bar", {{"model", words.Model(data.shap->model)}}), words("figure.bar.note"), std::move(bars), true});
  figures.push_back(SwarmFigure(data, importance, words));
  for (size_t k = 0; k < std::min(importance.size(), kDependences); ++k) figures.push_back(DependenceFigure(data, importance[k].first, words));
  return figures;
}

HtmlFigure CustomerFigure(const ReportCustomer& customer, const ReportWords& words) {
  std::vector<ReportCustomer::Line> lines = customer.lines;
  std::stable_sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) { return std::fabs(a.contribution) > std::fabs(b.contribution); });
  const auto number = [&](double value) { return customer.of_probability ? draw::Percent(value, 2) : draw::Signed(value, 2); };
  draw::WaterfallChart chart{ContributionAxis(customer.of_probability, words), words("waterfall.base", {{"value", number(customer.base)}}),
                             words("waterfall.end", {{"value", number(customer.margin)}, {"probability", draw::Percent(customer.probability)}}),
                             customer.base, {}};
  double rest = 0;
  const size_t shown = lines.size() <= kSteps + 1 ? lines.size() : kSteps;
  for (size_t k = 0; k < lines.size(); ++k) {
    if (k < shown) chart.steps.push_back({lines[k].label, lines[k].value, lines[k].contribution});
    else rest += lines[k].contribution;
  }
  if (shown < lines.size()) chart.steps.push_back({words("waterfall.rest", {{"count", std::to_string(lines.size() - shown)}}), "", rest});
  return {words("figure.waterfall", {{"customer", customer.id}}), words("figure.waterfall.note"), std::move(chart), true};
}

}  // namespace auspex::flow
