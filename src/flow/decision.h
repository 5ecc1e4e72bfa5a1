#pragma once
// What was foretold about one customer, what is advised, and the trace of the rules: a view over one decision row.
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "pack/pack.h"
#include "store/database.h"

namespace auspex::flow {

/// One condition of the rule trace.
struct TraceLine {
  std::string rule, condition, value;
  bool holds = false;
  bool operator==(const TraceLine&) const = default;
};

/// A symbol or a conversion with its probability.
struct Foretold {
  std::string name;
  double probability = 0;
  bool operator==(const Foretold&) const = default;
};

struct Decision {
  std::vector<std::pair<std::string, std::string>> facts;  ///< the decision row: name and value, in order; NULL is ""
  std::vector<Foretold> next;         ///< symbols, likeliest first
  std::string deciding;               ///< the one that decides; empty if none does
  std::vector<Foretold> conversions;  ///< in the pack's order
  std::string rule, channel, action;  ///< empty where no rule fires
  std::string advice;                 ///< in the pack's language; empty without a strategy
  std::map<std::string, std::string> advice_texts;  ///< by language; none without a strategy
  std::vector<TraceLine> trace;       ///< of every rule up to the one that fired
};

/// Evaluates the pack's strategy over `relation`, decision rows of one customer (a table's name, or a SELECT in parentheses).
Decision ReadDecision(store::Connection& connection, const pack::Pack& pack, const std::string& relation);

}  // namespace auspex::flow
