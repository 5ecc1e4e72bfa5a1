#pragma once
// Which of the foretold next symbols decides what to advise.
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "pack/pack.h"

namespace auspex::decide {

struct Candidate {
  uint32_t symbol = 0;     ///< place in the vocabulary
  float probability = 0;
};

/// Candidates are named by their place in the list. At most 64.
struct Choice {
  std::optional<size_t> deciding;  ///< nothing if every candidate was too unlikely
  uint64_t too_unlikely = 0;       ///< bit i: candidate i is below the least confidence; the other losers rank lower
};

/// The candidate of highest rank; among equals the likeliest, then the first. `ranks` is by symbol; a symbol beyond it
/// ranks lowest. A NaN probability is too unlikely.
Choice ChooseCandidate(std::span<const Candidate> candidates, std::span<const double> ranks, double least_confidence);

/// The ranks of the vocabulary's symbols: the attribute that the pack's strategy ranks by; all 0 if there is none.
std::vector<double> RanksOf(const pack::Pack& pack);

}  // namespace auspex::decide
