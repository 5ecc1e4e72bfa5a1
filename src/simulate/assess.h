#pragma once
// What the simulated process allows: how well the best possible predictor does, and how much of that a predictor that
// sees less must miss. Figures for docs/simulator.md and a yardstick for models.
#include <cstdint>
#include <vector>

#include "simulate/process.h"
#include "simulate/truth.h"

namespace auspex::simulate {

/// Prediction of the next symbol over events that have a next one.
struct NextScore {
  double log_loss = 0;  ///< natural logarithm
  double top1 = 0;      ///< share in which the likeliest symbol came
  double top5 = 0;      ///< share in which one of the five likeliest came
};

struct ConversionScore {
  double customers = 0;  ///< share of customers who ever convert
  double events = 0;     ///< share of events after which the conversion follows within the horizon
  double foretold = 0;   ///< mean probability of that; equals `events` but for chance
  double auc = 0;        ///< of the best possible predictor
};

struct Assessment {
  uint64_t customers = 0, events = 0, predictions = 0;
  double mean_sessions = 0, mean_events = 0;
  uint64_t most_events = 0;  ///< of one customer
  NextScore best;            ///< sees all columns
  NextScore best_by_symbols; ///< sees the symbols and sessions only: the bound of every n-gram
  NextScore markov;          ///< first-order Markov chain, fitted to as many other customers
  std::vector<ConversionScore> conversions;
};

/// Draws `customers` whole journeys (no end of the period) and scores at every event of them. Memory grows with their
/// events. The same numbers whatever the number of threads.
Assessment Assess(const Process& process, const TruthOptions& options, uint64_t customers, uint64_t seed);

}  // namespace auspex::simulate
