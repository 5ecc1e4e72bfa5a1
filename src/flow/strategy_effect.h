#pragma once
// How many customers of a prediction each rule catches, and how that would change with other rules or at another time.
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pack/pack.h"
#include "store/database.h"

namespace auspex::flow {

/// Customers by rule as prediction `run` stored it, in the order of the pack's rules (0 where one catches nobody), then rules that the pack has no
/// more, then those whom no rule caught (no rule). Nothing for a pack without a strategy.
std::vector<std::pair<std::optional<std::string>, uint64_t>> CountCaught(store::Connection& connection, const pack::Pack& pack,
                                                                         int64_t run);

/// What is supposed.
struct StrategyChange {
  std::vector<std::string> without;  ///< ids of rules that are left out
  int64_t later_minutes = 0;         ///< `now` is so much later
};

struct RuleEffect {
  std::optional<std::string> rule;  ///< nothing: no rule fires
  uint64_t before = 0, after = 0;   ///< customers
};

struct StrategyEffect {
  uint64_t changed = 0;            ///< customers who get another rule
  std::vector<RuleEffect> rules;   ///< in the order of CountCaught
};

/// Evaluates the strategy over the run's decision rows with the change; nothing is stored. About a second for a million customers; stops
/// when the thread's work is stopped (base/progress.h). Throws Error(kUsage) for a rule that the pack does not have.
StrategyEffect EffectOf(store::Connection& connection, const pack::Pack& pack, int64_t run, const StrategyChange& change);

}  // namespace auspex::flow
