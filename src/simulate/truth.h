#pragma once
// The best possible prediction from what a model sees: the last steps of a customer with all their columns.
//
// The forward algorithm of hidden Markov models (Rabiner, "A tutorial on hidden Markov models", Proc. IEEE 77(2), 1989)
// over the hidden intent. Where the window holds the whole history, it begins with the law of new customers; where it
// may have been cut (it is full), with the expected number of visits to the first step's symbol and intent in a session
// of that number, which counts a true beginning among the possibilities with its right weight. What is seen enters by
// its exact probability: moves, ends of sessions, gaps, dwell times, attributes. Details and flags tell nothing of the
// intent, and neither does the hour.
//
// It is the law at a random event: the time that has passed quietly since the last event is not used.
#include <cstdint>
#include <span>
#include <vector>

#include "simulate/event.h"
#include "simulate/process.h"

namespace auspex::simulate {

struct Foretold {
  std::vector<double> next;         ///< [symbols] law of the next event's symbol, given that there is one; sums to 1
  std::vector<double> conversions;  ///< [targets] probability that the target occurs within the horizon
};

struct TruthOptions {
  size_t steps = 10;              ///< a window's greatest length; 0: windows hold whole histories
  std::vector<size_t> targets;    ///< symbols that are conversions
  double horizon_seconds = 7 * 86400.0;
  bool symbols_only = false;      ///< sees symbols and borders of sessions, but no dwell times, gaps and attributes
};

/// Foretell is const and may be called from several threads.
class Truth {
 public:
  /// The process must outlive this.
  Truth(const Process& process, const TruthOptions& options);

  /// The last steps of a history, as Foretell wants them.
  std::span<const Event> Window(std::span<const Event> history) const;

  /// What follows the last event of `window`, which holds at least 1 and at most `steps` events. Throws
  /// Error(kInternal) if the process cannot make these events.
  void Foretell(std::span<const Event> window, Foretold& out) const;

  /// Probabilities of the intents at the last event of `window`.
  void FilterIntents(std::span<const Event> window, std::span<double> belief) const;

 private:
  void BeginWindow(std::span<const Event> window, std::span<double> belief) const;
  void MoveOn(const Event& from, const Event& to, std::span<double> belief) const;
  double SessionLikelihood(size_t intent, const Event& event) const;
  double DwellLikelihood(size_t intent, const Event& event) const;
  double GapLikelihood(size_t intent, int64_t seconds) const;

  const Process* process_;
  size_t steps_;
  bool symbols_only_;
  std::vector<std::vector<double>> visits_;    ///< [intents][symbols] in a session
  std::vector<std::vector<double>> sessions_;  ///< [session number][intents], each row scaled to sum 1; the last stays
  std::vector<std::vector<double>> next_;      ///< [intents × symbols][symbols], not scaled: sums to P(there is a next)
  std::vector<std::vector<double>> within_;    ///< [targets][intents × symbols]
};

}  // namespace auspex::simulate
