#pragma once
// The process behind simulated journeys, compiled from a pack's data into probabilities: a hidden intent that is fixed
// in a session and moves between sessions, and a Markov chain of symbols within a session whose law is the intent's.
// Everything is discrete (dwell times in seconds, gaps in bins of 15 minutes), so that the probability of what is seen
// is a product of table entries and the best possible prediction can be computed exactly (truth.h).
#include <cstdint>
#include <span>
#include <vector>

#include "pack/simulation.h"

namespace auspex::simulate {

/// Width of a bin of gaps and step of the grid of horizon.h.
constexpr int64_t kGapBin = 900;

/// The laws of one intent; S symbols, G groups. Every law sums to 1 except `moves` and `next` with what they name.
struct IntentLaw {
  std::vector<double> first;               ///< [S] first symbol of a session
  std::vector<double> moves;               ///< [S × S] from row to column; with `end` a row sums to 1
  std::vector<double> end;                 ///< [S] the session ends after the symbol
  std::vector<double> next;                ///< [intents] intent of the next session; sums to 1 - P(leaving for good)
  std::vector<std::vector<double>> dwell;  ///< [G][seconds, from 0]
  std::vector<double> gap;                 ///< [bins of kGapBin seconds], 0 below kSessionGap
  std::vector<std::vector<double>> attributes;  ///< [attributes][values]
};

class Process {
 public:
  /// Throws Error(kUsage) naming the intent or group if what they say makes no law, or if sessions
  /// or customers would never end.
  explicit Process(pack::Simulation data);

  const pack::Simulation& data() const { return data_; }
  size_t symbols() const { return data_.group_of.size(); }
  size_t intents() const { return laws_.size(); }
  const IntentLaw& law(size_t intent) const { return laws_[intent]; }
  const std::vector<double>& shares() const { return shares_; }  ///< [intents] of new customers; sums to 1
  double Move(size_t intent, size_t from, size_t to) const { return laws_[intent].moves[from * symbols() + to]; }

  /// Expected number of visits to each symbol in a session of the intent, [S].
  std::vector<double> Visits(size_t intent) const;
  /// Probability that the session reaches `target` strictly after a symbol, [S].
  std::vector<double> Reach(size_t intent, size_t target) const;
  /// Expected seconds from an event of each symbol to the last event of its session where `target` is not reached
  /// after it, [S]; 0 where it surely is.
  std::vector<double> SecondsLeft(size_t intent, size_t target) const;

 private:
  void CompileMoves(size_t intent);
  void CompileRow(size_t intent, size_t from);
  double FollowFlows(size_t intent, size_t from, std::span<double> row) const;
  std::vector<double> GroupWeights(size_t intent, size_t from) const;
  void CompileTimes(size_t intent);
  void CheckEnds() const;

  pack::Simulation data_;
  std::vector<double> shares_;
  std::vector<IntentLaw> laws_;
};

}  // namespace auspex::simulate
