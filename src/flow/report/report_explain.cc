#include "flow/report/report_explain.h"

#include <numeric>

#include "base/error.h"
#include "learn/table/explainer.h"
#include "learn/table/logistic_classifier.h"

namespace auspex::flow {

ReportShap ExplainRows(const learn::Classifier& model, const learn::FeatureTable& table) {
  const std::unique_ptr<learn::Explainer> explainer = model.MakeExplainer();
  const size_t features = table.features();
  ReportShap shap{model.Name(), model.IsProbability(), table.rows, explainer->base(), std::vector<float>(table.rows * features),
                  std::vector<float>(table.rows * features)};
  explainer->Explain(table, [&](const learn::ShapBlock& block) {
    for (size_t k = 0; k < block.values.size(); ++k) shap.contributions[block.begin * features + k] = static_cast<float>(block.values[k]);
  });
  for (size_t row = 0; row < table.rows; ++row) {
    for (size_t feature = 0; feature < features; ++feature) shap.values[row * features + feature] = table.columns[feature][row];
  }
  return shap;
}

ReportCustomer ExplainCustomer(const learn::Classifier& model, const learn::FeatureTable& table, const std::vector<ReportFeature>& features,
                               const ReportWords& words) {
  if (table.rows != 1 || features.size() != table.features())
    throw Error(Fault::kUsage, "a customer is explained by one row with the words of each feature");
  const ReportShap shap = ExplainRows(model, table);
  ReportCustomer customer;
  customer.model = shap.model;
  customer.of_probability = shap.of_probability;
  customer.base = customer.margin = shap.base;
  for (size_t feature = 0; feature < features.size(); ++feature) {
    customer.lines.push_back(
        {LabelOf(features[feature]), ValueOf(features[feature], table.columns[feature][0], words), shap.contributions[feature]});
    customer.margin += shap.contributions[feature];
  }
  return customer;
}

std::optional<ReportLogistic> LogisticOf(const learn::Classifier& model) {
  const auto* logistic = dynamic_cast<const learn::LogisticClassifier*>(&model);
  if (logistic == nullptr) return std::nullopt;
  ReportLogistic out{logistic->table(), logistic->encoder().columns(), {}, logistic->notes()};
  for (const learn::DesignEncoder::Coding& coding : logistic->encoder().codings()) out.references.push_back(coding.reference);
  return out;
}

}  // namespace auspex::flow
