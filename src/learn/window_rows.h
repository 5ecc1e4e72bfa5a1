#pragma once
// Walks over what windows ask for: one row a prediction, in the order of windows and then steps.
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "learn/sequence.h"

namespace auspex::learn {

/// One prediction: after step `step`, of which `seen` steps of the window are known (the step itself included).
struct WindowRow {
  size_t row = 0;
  uint64_t step = 0;
  uint32_t seen = 1;
};

/// Calls body for runs of consecutive rows on all threads; each run is one call of body(rows). Throws Error(kInternal)
/// for a window that is empty, asks for nothing or leaves the table.
void ForEachRow(const StepTable& steps, std::span<const Window> windows,
                const std::function<void(std::span<const WindowRow>)>& body);

/// All rows at once, in order. Same errors.
std::vector<WindowRow> ListRows(const StepTable& steps, std::span<const Window> windows);

/// The labels of the rows, kNoLabel where there is none.
std::vector<int32_t> NextLabels(const StepTable& steps, std::span<const Window> windows);
std::vector<int8_t> ConversionLabels(const StepTable& steps, std::span<const Window> windows, size_t conversion);

/// Sizes the parts of `out` for `windows`.
void ResizePredictions(const StepTable& steps, std::span<const Window> windows, size_t num_symbols,
                       size_t num_conversions, Predictions& out);

}  // namespace auspex::learn
