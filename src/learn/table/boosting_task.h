#pragma once
// What a boosting engine is asked to do, checked and in the terms of both engines.
#include <cstdint>
#include <string>
#include <vector>

#include "learn/table/classifier.h"
#include "learn/table/classifier_options.h"

namespace auspex::learn {

struct BoostingTask {
  TrainingRows rows;
  const TrainingRows* validation;  ///< nullptr: no early stopping
  BoostingOptions options;         ///< leaves is not 0
  std::vector<int> monotone;       ///< of each feature: -1, 0, +1
  int32_t seed;                    ///< engines take 31 bits
  size_t rounds;                   ///< at most
};

/// The seed of a member of BoostingOptions::seeds models; the first has the seed of a model alone.
uint64_t SeedOf(uint64_t seed, size_t member);

/// Leaves of a tree where BoostingOptions::leaves is 0: small tables want small trees.
size_t LeavesFor(size_t training_rows);

/// Threads that an engine may take: threads that wait for one another at every split cost more than a small table gives them to do, and many times
/// more where other programs keep the cores busy. What is learnt does not depend on it.
size_t EngineThreads(const FeatureTable& table);

/// Checks rows (CheckTraining), settings and constraints. Validation rows that weigh nothing are none. Throws Error(kUsage) for a setting
/// outside its range, and for a constraint on a feature that does not exist, that is a category, or with a direction other than -1, 0 and 1.
BoostingTask MakeBoostingTask(const TrainingRows& rows, const TrainingRows* validation, const ClassifierOptions& options, uint64_t seed);

}  // namespace auspex::learn
