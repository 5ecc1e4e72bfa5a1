#pragma once
// A search for better settings within a budget: random ones, most of them judged on few rows and only the best third of each round on three times as
// many, in Hyperband's brackets (Li, Jamieson, DeSalvo, Rostamizadeh, Talwalkar, "Hyperband", JMLR 18, 2018, algorithm 1). The defaults
// are the first trial, on all rows: what is found is never worse than they are by the same measure.
//
// Seed and scores fix the sequence of trials; a budget only says where it ends. So the same number of trials gives the same result on any machine,
// and a budget of seconds gives that of the trials that it had time for.
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "learn/table/tuning_space.h"

namespace auspex::learn {

struct TuningOptions {
  size_t trials = 60;     ///< at most; 0: as many as there is time for
  double seconds = 0;     ///< no trial begins later; 0: no limit
  size_t patience = 12;   ///< trials on all rows without a better one before stopping; 0: never
  size_t halvings = 2;    ///< most in a bracket: its first trials see eta^-halvings of the rows
  size_t eta = 3;         ///< of so many settings one goes on, to so many times the rows
  uint64_t seed = 42;
};

struct Trial {
  size_t number = 0;           ///< from 0, in order of running
  size_t settings = 0;         ///< which draw; 0: the defaults
  double share = 1;            ///< of the training rows
  double loss = 0;             ///< lower is better; +infinity if it was not a number
  std::vector<double> values;  ///< by dimension; empty: the defaults
  ClassifierOptions options;
};

enum class StoppedBy { kTrials, kSeconds, kPatience };

struct TuningResult {
  Trial best;                  ///< of those on all rows; of equal ones the first
  std::vector<Trial> trials;
  StoppedBy stopped_by = StoppedBy::kTrials;
};

/// The loss of settings learnt on a share of the training rows. Must not depend on anything but these.
using TrialLoss = std::function<double(const ClassifierOptions& options, double share)>;
/// Called after each trial with the best so far.
using TuningCallback = std::function<void(const Trial& last, const Trial& best)>;

/// Throws Error(kUsage) for no budget at all, an empty space or an eta below 2, and what `loss` throws.
TuningResult Tune(std::span<const TuningDimension> space, const ClassifierOptions& defaults, const TuningOptions& options, const TrialLoss& loss,
                  const TuningCallback& callback = {});

}  // namespace auspex::learn
