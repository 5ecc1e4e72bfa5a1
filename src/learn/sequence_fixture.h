#pragma once
// For tests: made-up windows with a known dependence, a model fitted to them, and counts taken the plain way.
#include <map>
#include <vector>

#include "base/progress.h"
#include "base/random.h"
#include "learn/backoff.h"
#include "learn/window_rows.h"

namespace auspex::learn {

inline constexpr uint32_t kSymbols = 6;

/// Windows of 1..12 steps in which the next symbol depends on the last two, and a conversion on the last one.
inline StepTable MakeSteps(size_t count, uint64_t seed, std::vector<Window>& windows) {
  Random random(seed);
  StepTable steps;
  steps.num_symbols = kSymbols;
  steps.conversions.resize(1);
  for (size_t w = 0; w < count; ++w) {
    const auto length = static_cast<uint32_t>(1 + random.Below(12));
    windows.push_back({steps.steps(), length, static_cast<uint32_t>(random.Below(length))});
    uint16_t last = 0, before = 0;
    for (uint32_t i = 0; i < length; ++i) {
      const auto symbol = static_cast<uint16_t>(random.Bernoulli(0.7) ? (last * 2 + before) % 5 : random.Below(5));
      if (i > 0) steps.next.push_back(symbol);
      steps.symbols.push_back(symbol);
      steps.conversions[0].push_back(random.Bernoulli(0.1) ? int8_t{-1} : random.Bernoulli(symbol == 2 ? 0.5 : 0.05));
      before = last;
      last = symbol;
    }
    steps.next.push_back(random.Bernoulli(0.5) ? kNoLabel : static_cast<int32_t>(kSymbols - 1));
  }
  return steps;
}

struct Fitted {
  StepTable steps;
  TrainingSet data;
  std::vector<Window> test;
  BackoffModel model;

  explicit Fitted(size_t order, bool held_out = true, uint64_t seed = 1) : model("backoff", order) {
    std::vector<Window> windows;
    steps = MakeSteps(3000, seed, windows);
    data.steps = &steps;
    const auto at = [&](size_t k) { return windows.begin() + static_cast<ptrdiff_t>(k); };
    data.train.assign(at(0), at(1800));
    if (held_out) {
      data.validate.assign(at(1800), at(2200));
      data.calibrate.assign(at(2200), at(2600));
    }
    test.assign(at(2600), windows.end());
    Progress progress;
    model.Fit(data, 1, progress);
  }
  Predictions Predict() const {
    Predictions out;
    model.Predict(steps, test, out);
    return out;
  }
};

using Context = std::vector<uint16_t>;  // newest first; kSymbols is the begin of the window

/// Counts of followers by context, the plain way.
inline std::map<Context, std::map<int32_t, uint32_t>> CountPlainly(const StepTable& steps, std::span<const Window> windows,
                                                                   size_t order) {
  std::map<Context, std::map<int32_t, uint32_t>> counts;
  for (const WindowRow& row : ListRows(steps, windows)) {
    Context context;
    for (size_t depth = 0;; ++depth) {
      ++counts[context][steps.next[row.step]];
      if (depth == order || depth > row.seen) break;
      context.push_back(depth < row.seen ? steps.symbols[row.step - depth] : static_cast<uint16_t>(kSymbols));
    }
  }
  return counts;
}

}  // namespace auspex::learn
