#include "learn/table/boosting_task.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/random.h"
#include "base/threads.h"
#include "learn/table/training_check.h"

namespace auspex::learn {
namespace {

std::vector<int> Directions(const std::vector<Monotone>& constraints, const Schema& schema) {
  std::vector<int> directions(schema.size(), 0);
  for (const Monotone& constraint : constraints) {
    const auto found = std::find_if(schema.begin(), schema.end(), [&](const FeatureInfo& info) { return info.name == constraint.feature; });
    const std::string where = "monotone: " + constraint.feature;
    if (found == schema.end()) throw Error(Fault::kUsage, "there is no feature '" + constraint.feature + "' to be monotone in", where);
    if (found->is_category())
      throw Error(Fault::kUsage, "the feature '" + constraint.feature + "' is a category and has no order to be monotone in", where);
    if (std::abs(constraint.direction) > 1)
      throw Error(Fault::kUsage, "the direction " + std::to_string(constraint.direction) + " is none of -1, 0 and 1", where);
    directions[static_cast<size_t>(found - schema.begin())] = constraint.direction;
  }
  return directions;
}

void Require(bool holds, const char* setting, const char* range) {
  if (!holds) throw Error(Fault::kUsage, "the boosting setting '" + std::string(setting) + "' must be " + range, setting);
}

void CheckOptions(const BoostingOptions& options) {
  const auto share = [](double value) { return value > 0 && value <= 1; };
  Require(options.rounds >= 1 && options.rounds <= 1'000'000, "rounds", "1 to 1000000");
  Require(options.rounds_alone >= 1, "rounds_alone", "at least 1");
  Require(options.patience >= 1, "patience", "at least 1");
  Require(share(options.learning_rate), "learning_rate", "above 0 and at most 1");
  Require(options.leaves == 0 || (options.leaves >= 2 && options.leaves <= 131072), "leaves", "0 or 2 to 131072");
  Require(options.min_leaf_weight >= 0 && std::isfinite(options.min_leaf_weight), "min_leaf_weight", "a number from 0 up");
  Require(options.l2 >= 0 && std::isfinite(options.l2), "l2", "a number from 0 up");
  Require(share(options.rows_share), "rows_share", "above 0 and at most 1");
  Require(share(options.features_share), "features_share", "above 0 and at most 1");
  Require(options.seeds >= 1 && options.seeds <= 100, "seeds", "1 to 100");
}

bool Weighs(const TrainingRows& rows) {
  if (rows.weights.empty()) return rows.table.rows > 0;
  return std::any_of(rows.weights.begin(), rows.weights.end(), [](float w) { return w > 0; });
}

}  // namespace

size_t EngineThreads(const FeatureTable& table) {
  constexpr size_t kCells = 1'000'000;  // for each thread
  return std::clamp<size_t>(table.rows * table.features() / kCells, 1, Threads());
}

uint64_t SeedOf(uint64_t seed, size_t member) { return member == 0 ? seed : Mix(seed ^ (0x5eed0000 + member)); }

size_t LeavesFor(size_t training_rows) { return std::clamp<size_t>(training_rows / 1500, 4, 31); }

BoostingTask MakeBoostingTask(const TrainingRows& rows, const TrainingRows* validation, const ClassifierOptions& options, uint64_t seed) {
  CheckTraining(rows);
  CheckOptions(options.boosting);
  if (validation && !Weighs(*validation)) validation = nullptr;
  BoostingOptions boosting = options.boosting;
  if (boosting.leaves == 0) boosting.leaves = LeavesFor(rows.table.rows / rows.copies);
  return {.rows = rows,
          .validation = validation,
          .options = boosting,
          .monotone = Directions(options.monotone, rows.table.schema),
          .seed = static_cast<int32_t>(Mix(seed) >> 33),
          .rounds = validation ? boosting.rounds : std::min(boosting.rounds, boosting.rounds_alone)};
}

}  // namespace auspex::learn
