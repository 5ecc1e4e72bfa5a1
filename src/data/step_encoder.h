#pragma once
// Journeys as numbers for a sequence model. What is fitted (vocabularies, means, deviations) comes from the steps of the
// training slice only, and travels with the model, so that training and serving encode alike.
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "data/journey.h"
#include "data/timeline.h"
#include "learn/sequence.h"
#include "pack/pack.h"

namespace auspex::data {

/// A number is shown to the model as (transform(x) - mean) / deviation, an empty one as 0.
struct Normal {
  bool logarithm = true;  ///< transform(x) = log(1 + max(x, 0)); else x
  double mean = 0, deviation = 1;
  float operator()(double value) const;
};

/// How one pack's journeys are encoded. Plain state: flow/model_file.h writes it into the model's file.
struct StepEncoder {
  std::vector<std::string> symbols;     ///< classes; with `end`, the last one is the end of a journey
  bool end = false;                     ///< an end symbol follows the last step
  uint32_t unknown = 0;                 ///< class of a symbol that is not in `symbols`
  std::vector<std::vector<std::string>> categories;  ///< [fields], class 1, 2, …; 0 is unknown or rare
  std::vector<Normal> numbers;          ///< [journey.numbers, then journey.flags]
  Normal gap;                           ///< seconds since the step before
  bool clock = false;                   ///< hour of day and day of week as sine and cosine
  /// Where a window holds all steps from the first: time since it, number of the step, gap in days, and for each category
  /// whether it is that of the step before.
  bool history = false;
  Normal since_start, position, gap_days;

  /// Fits on the steps for which `use(step)` is true.
  static StepEncoder Fit(const Journeys& journeys, const pack::Pack& pack, const std::function<bool(size_t)>& use);
  /// Encodes all steps; labels are left empty.
  learn::StepTable Encode(const Journeys& journeys) const;
  /// Class of each symbol of `journeys.symbol_names`.
  std::vector<uint16_t> SymbolClasses(const Journeys& journeys) const;
};

/// Sets the labels of `table`: the next symbol, and for each conversion of the pack whether it follows within the horizon.
/// A step in no slice has none; what follows after its slice's labels_end is not seen.
void LabelSteps(const Journeys& journeys, const StepEncoder& encoder, const pack::Pack& pack, const TimeSplit& split,
                learn::StepTable& table);

/// Labels for closed cases: every step is labelled by the next one, the last by the end symbol; no conversions.
void LabelClosed(const Journeys& journeys, const StepEncoder& encoder, learn::StepTable& table);

/// Windows of at most `last` steps (0: all before it) that end at each step of customer `c` for which `use(step)` is true;
/// steps that share their beginning share a window. `use` must hold for a contiguous run of steps.
void AddWindows(const Journeys& journeys, size_t customer, size_t last, const std::function<bool(size_t)>& use,
                std::vector<learn::Window>& windows);

}  // namespace auspex::data
