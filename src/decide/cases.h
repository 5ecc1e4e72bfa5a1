#pragma once
// Runs the cases of a pack's strategy: from a case's steps and candidates to the decision rows, the deciding candidate and
// the rule that fires.
#include <string>
#include <vector>

#include "pack/cases.h"
#include "pack/pack.h"

namespace auspex::decide {

struct CaseReport {
  std::string name;
  bool passed = false;
  std::string rule, advice;  ///< what came out; rule is empty where none fired
  std::string explanation;   ///< what was wanted, what came out, and the trace of every rule looked at
};

/// One report a case, in their order. A case passes if its rule fires, its advice (if given) is the text, and of the rule
/// that it has to just miss (if given) exactly one condition does not hold.
std::vector<CaseReport> RunCases(const pack::Pack& pack, const std::vector<pack::Case>& cases);

}  // namespace auspex::decide
