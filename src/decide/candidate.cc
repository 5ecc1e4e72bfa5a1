#include "decide/candidate.h"

#include <cstdlib>
#include <limits>
#include <utility>

namespace auspex::decide {

Choice ChooseCandidate(std::span<const Candidate> candidates, std::span<const double> ranks, double least_confidence) {
  Choice choice;
  std::pair<double, float> best;
  for (size_t i = 0; i < candidates.size(); ++i) {
    const Candidate& candidate = candidates[i];
    if (!(static_cast<double>(candidate.probability) >= least_confidence)) {
      choice.too_unlikely |= uint64_t{1} << i;
      continue;
    }
    const double rank = candidate.symbol < ranks.size() ? ranks[candidate.symbol] : -std::numeric_limits<double>::infinity();
    const std::pair standing(rank, candidate.probability);
    if (!choice.deciding || standing > best) choice.deciding = i, best = standing;
  }
  return choice;
}

std::vector<double> RanksOf(const pack::Pack& pack) {
  std::vector<double> ranks(pack.journey.vocabulary.size());
  if (!pack.strategy || pack.strategy->rank_by.empty()) return ranks;
  for (size_t i = 0; i < ranks.size(); ++i) {
    ranks[i] = std::strtod(pack.journey.vocabulary[i].attributes.at(pack.strategy->rank_by).c_str(), nullptr);
  }
  return ranks;
}

}  // namespace auspex::decide
