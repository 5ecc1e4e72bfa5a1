#include "learn/table/logistic_inference.h"

#include <cmath>
#include <eigen3/Eigen/Cholesky>
#include <limits>

#include "base/error.h"
#include "learn/archive.h"

namespace auspex::learn {
namespace {

constexpr double kTwoSided95 = 1.959963984540054;  // qnorm(0.975)

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// From standardised columns to their own scale: own = back × standardised.
Matrix BackToOwnScale(const std::vector<DesignColumn>& columns) {
  const auto size = static_cast<Eigen::Index>(columns.size() + 1);
  Matrix back = Matrix::Identity(size, size);
  for (Eigen::Index j = 1; j < size; ++j) {
    const DesignColumn& column = columns[static_cast<size_t>(j - 1)];
    back(j, j) = 1 / column.deviation;
    back(0, j) = -column.mean / column.deviation;
  }
  return back;
}

Matrix Covariance(const std::vector<double>& information, Eigen::Index size, double ridge) {
  const Matrix plain = Eigen::Map<const Matrix>(information.data(), size, size);
  Matrix penalised = plain;
  for (Eigen::Index j = 1; j < size; ++j) penalised(j, j) += ridge;
  const Matrix inverse = Eigen::LLT<Matrix>(penalised).solve(Matrix::Identity(size, size));
  return ridge > 0 ? Matrix(inverse * plain * inverse) : inverse;
}

void Complete(LogisticTerm& term) {
  term.z = term.coefficient / term.standard_error;
  term.p = std::erfc(std::fabs(term.z) / std::sqrt(2.0));
  term.low = term.coefficient - kTwoSided95 * term.standard_error;
  term.high = term.coefficient + kTwoSided95 * term.standard_error;
  term.odds_ratio = std::exp(term.coefficient);
  term.odds_low = std::exp(term.low);
  term.odds_high = std::exp(term.high);
}

/// Of everyone's chance being the share of yes.
void AddNull(const TrainingRows& training, LogisticTable& table) {
  double yes = 0;
  for (size_t r = 0; r < training.labels.size(); ++r) {
    const double weight = training.weights.empty() ? 1.0 : static_cast<double>(training.weights[r]);
    table.weight += weight;
    table.rows += weight > 0;
    if (training.labels[r] == 1) yes += weight;
  }
  const double share = yes / table.weight;
  table.null_deviance = -2 * (yes * std::log(share) + (table.weight - yes) * std::log1p(-share));
}

}  // namespace

LogisticTable InferLogistic(const LogisticRows& rows, const DesignEncoder& encoder, std::span<const double> coefficients, const TrainingRows& training,
                            double ridge, double lasso) {
  LogisticTable table;
  table.has_errors = lasso == 0;
  AddNull(training, table);
  const LogisticPass pass = rows.Evaluate(coefficients, table.has_errors);
  const auto size = static_cast<Eigen::Index>(coefficients.size());
  const Matrix back = BackToOwnScale(encoder.columns());
  const Eigen::VectorXd own = back * Eigen::Map<const Eigen::VectorXd>(coefficients.data(), size);
  Matrix covariance;
  if (table.has_errors) covariance = back * Covariance(pass.information, size, ridge) * back.transpose();
  for (Eigen::Index j = 0; j < size; ++j) {
    LogisticTerm& term = table.terms.emplace_back();
    term.name = j == 0 ? "(intercept)" : encoder.columns()[static_cast<size_t>(j - 1)].name;
    term.coefficient = own(j);
    term.standard_error = table.has_errors ? std::sqrt(covariance(j, j)) : std::numeric_limits<double>::quiet_NaN();
    Complete(term);
  }
  table.deviance = 2 * pass.loss;
  table.aic = table.deviance + 2 * static_cast<double>(table.terms.size());
  return table;
}

void SaveLogisticTable(const LogisticTable& table, Archive& archive) {
  std::vector<std::string> names;
  std::vector<double> coefficients, errors;
  for (const LogisticTerm& term : table.terms) {
    names.push_back(term.name);
    coefficients.push_back(term.coefficient);
    if (table.has_errors) errors.push_back(term.standard_error);
  }
  archive.Set("inference.names", std::move(names));
  archive.Set("inference.coefficients", std::move(coefficients));
  archive.Set("inference.errors", std::move(errors));
  archive.Set("inference.figures", std::vector<double>{table.deviance, table.null_deviance, table.aic, table.weight});
  archive.Set("inference.rows", static_cast<double>(table.rows));
}

LogisticTable LoadLogisticTable(const Archive& archive) {
  const auto& names = archive.GetTexts("inference.names");
  const auto &coefficients = archive.GetDoubles("inference.coefficients"), &errors = archive.GetDoubles("inference.errors"),
             &figures = archive.GetDoubles("inference.figures");
  if (coefficients.size() != names.size() || !(errors.empty() || errors.size() == names.size()) || figures.size() != 4)
    throw Error(Fault::kUsage, "the model's coefficients and their names do not fit together", "model archive",
                "The model is damaged or was written by another version; train it again.");
  LogisticTable table{.terms = {}, .has_errors = !errors.empty(), .deviance = figures[0], .null_deviance = figures[1], .aic = figures[2],
                      .weight = figures[3], .rows = archive.GetCount("inference.rows", 0, uint64_t{1} << 52)};
  for (size_t j = 0; j < names.size(); ++j) {
    LogisticTerm& term = table.terms.emplace_back();
    term.name = names[j];
    term.coefficient = coefficients[j];
    term.standard_error = table.has_errors ? errors[j] : std::numeric_limits<double>::quiet_NaN();
    Complete(term);
  }
  return table;
}

}  // namespace auspex::learn
