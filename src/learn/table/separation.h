#pragma once
// Columns that tell the outcomes apart by themselves, so that plain maximum likelihood has no finite coefficient for them (A. Albert, J. A. Anderson,
// "On the existence of maximum likelihood estimates in logistic regression models", Biometrika 71(1), 1984: complete and quasi-complete).
#include <string>
#include <vector>

#include "learn/table/logistic_solver.h"

namespace auspex::learn {

/// One sentence for each category, missing value or number that does it: "every row with contract=Two year has the outcome 0".
std::vector<std::string> SeparatingColumns(const DesignEncoder& encoder, const TrainingRows& rows);

/// The columns that matter most in a solution's separating direction: "a, b and c".
std::string NamesOfSeparating(const std::vector<double>& direction, const std::vector<DesignColumn>& columns);

}  // namespace auspex::learn
