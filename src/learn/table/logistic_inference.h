#pragma once
// What a fitted logistic regression says about each column, on the columns' own scale, as R's glm prints it.
#include <string>
#include <vector>

#include "learn/table/logistic_pass.h"

namespace auspex::learn {

class Archive;

/// Of the intercept or one design column, for one unit of it (a category: against the reference).
struct LogisticTerm {
  std::string name;               ///< "(intercept)" or the design column's
  double coefficient = 0;         ///< log odds
  double standard_error = 0;      ///< this and what follows from it is NaN where LogisticTable::has_errors is false
  double z = 0, p = 0;            ///< Wald
  double low = 0, high = 0;       ///< 95 %
  double odds_ratio = 1, odds_low = 1, odds_high = 1;
};

/// Of plain maximum likelihood the errors are those of the inverse information. With a ridge they are those of the penalised estimate,
/// (I + ridge)⁻¹ I (I + ridge)⁻¹: how far it varies, not how far it is drawn towards 0. An elastic net has none.
struct LogisticTable {
  std::vector<LogisticTerm> terms;  ///< the intercept first
  bool has_errors = true;
  double deviance = 0, null_deviance = 0;  ///< of the null model: the weighted share of yes for everyone
  double aic = 0;                          ///< deviance + 2 × terms
  double weight = 0;                       ///< sum of the rows' weights
  size_t rows = 0;                         ///< that weigh something
};

/// `coefficients` as LogisticSolution; `ridge` and `lasso` those that they were found with.
LogisticTable InferLogistic(const LogisticRows& rows, const DesignEncoder& encoder, std::span<const double> coefficients, const TrainingRows& training,
                            double ridge, double lasso);

void SaveLogisticTable(const LogisticTable& table, Archive& archive);
/// Throws Error(kUsage) for what is missing or does not fit together.
LogisticTable LoadLogisticTable(const Archive& archive);

}  // namespace auspex::learn
