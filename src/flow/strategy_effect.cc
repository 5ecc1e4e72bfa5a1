#include "flow/strategy_effect.h"

#include <algorithm>

#include "base/error.h"
#include "base/format.h"
#include "decide/strategy.h"
#include "flow/result_runs.h"

namespace auspex::flow {
namespace {

using RuleId = std::optional<std::string>;

std::string Table(int64_t run, const std::string& what) { return store::QuoteName(RunTable(run, what)); }

/// The pack's rules in their order, then those in `found` that it does not have, then no rule.
std::vector<RuleId> RulesInOrder(const pack::Pack& pack, const std::vector<RuleId>& found) {
  std::vector<RuleId> rules;
  for (const auto& rule : pack.strategy->rules) rules.emplace_back(rule.id);
  for (const auto& rule : found) {
    if (rule && std::find(rules.begin(), rules.end(), rule) == rules.end()) rules.push_back(rule);
  }
  rules.emplace_back();
  return rules;
}

pack::Pack Without(pack::Pack pack, const std::vector<std::string>& ids) {
  auto& rules = pack.strategy->rules;
  for (const auto& id : ids) std::erase_if(rules, [&](const pack::Rule& rule) { return rule.id == id; });
  return pack;
}

void CheckKnown(const pack::Pack& pack, const std::vector<std::string>& ids) {
  for (const auto& id : ids) {
    const auto is_id = [&](const pack::Rule& rule) { return rule.id == id; };
    if (pack.strategy && std::any_of(pack.strategy->rules.begin(), pack.strategy->rules.end(), is_id)) continue;
    throw Error(Fault::kUsage, "the strategy has no rule " + Excerpt(id), "without", "Name rules by their ids.");
  }
}

/// SELECT before, after, customers: how many moved from which rule to which.
std::string MovesSql(const pack::Pack& changed, int64_t run, int64_t later_minutes) {
  const std::string stored = store::QuoteName("stored rule");
  const std::string rows = "(SELECT prediction.* REPLACE (now + to_minutes(" + std::to_string(later_minutes) + ") AS now), advice.rule AS " + stored +
                           " FROM " + Table(run, "prediction") + " AS prediction JOIN " + Table(run, "advice") +
                           " AS advice ON prediction.rowid = advice.rowid)";
  return "SELECT " + stored + ", rule, count(*) FROM (" + decide::DecisionRowSql(changed, rows) + ") GROUP BY 1, 2";
}

}  // namespace

std::vector<std::pair<RuleId, uint64_t>> CountCaught(store::Connection& connection, const pack::Pack& pack, int64_t run) {
  if (!pack.strategy) return {};
  const auto rows = connection.Query("SELECT rule, count(*) FROM " + Table(run, "advice") + " GROUP BY 1 ORDER BY 1").Rows();
  std::vector<RuleId> found;
  for (const auto& row : rows) found.push_back(row[0]);
  std::vector<std::pair<RuleId, uint64_t>> caught;
  for (const auto& rule : RulesInOrder(pack, found)) {
    const auto at = std::find(found.begin(), found.end(), rule);
    caught.emplace_back(rule, at == found.end() ? 0 : std::stoull(*rows[static_cast<size_t>(at - found.begin())][1]));
  }
  return caught;
}

StrategyEffect EffectOf(store::Connection& connection, const pack::Pack& pack, int64_t run, const StrategyChange& change) {
  CheckKnown(pack, change.without);
  StrategyEffect effect;
  if (!pack.strategy) return effect;
  for (const auto& [rule, customers] : CountCaught(connection, pack, run)) effect.rules.push_back({rule, customers, 0});
  for (const auto& row : connection.Query(MovesSql(Without(pack, change.without), run, change.later_minutes)).Rows()) {
    const uint64_t customers = std::stoull(*row[2]);
    const auto is_rule = [&](const RuleEffect& each) { return each.rule == row[1]; };
    std::find_if(effect.rules.begin(), effect.rules.end(), is_rule)->after += customers;
    if (row[0] != row[1]) effect.changed += customers;
  }
  return effect;
}

}  // namespace auspex::flow
