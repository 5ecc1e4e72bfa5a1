#include "learn/window_rows.h"

#include <string>

#include "base/error.h"
#include "base/threads.h"

namespace auspex::learn {
namespace {

constexpr size_t kWindowsPerBlock = 256;

void AppendRows(const StepTable& steps, const Window& window, std::vector<WindowRow>& rows, size_t first_row) {
  const bool inside = window.begin <= steps.steps() && window.length <= steps.steps() - window.begin;
  if (window.length == 0 || window.labelled_from >= window.length || !inside)
    throw Error(Fault::kInternal, "a window of " + std::to_string(window.length) + " steps from step " +
                                      std::to_string(window.begin) + " does not lie in a table of " +
                                      std::to_string(steps.steps()) + " steps or asks for nothing");
  for (uint32_t i = window.labelled_from; i < window.length; ++i)
    rows.push_back({first_row + rows.size(), window.begin + i, i + 1});
}

}  // namespace

void ForEachRow(const StepTable& steps, std::span<const Window> windows,
                const std::function<void(std::span<const WindowRow>)>& body) {
  std::vector<size_t> first_rows;
  size_t rows = 0;
  for (size_t w = 0; w < windows.size(); ++w) {
    if (w % kWindowsPerBlock == 0) first_rows.push_back(rows);
    rows += windows[w].length - windows[w].labelled_from;
  }
  ParallelFor(windows.size(), kWindowsPerBlock, [&](size_t begin, size_t end) {
    std::vector<WindowRow> block;
    for (size_t w = begin; w < end; ++w) AppendRows(steps, windows[w], block, first_rows[begin / kWindowsPerBlock]);
    body(block);
  });
}

std::vector<WindowRow> ListRows(const StepTable& steps, std::span<const Window> windows) {
  std::vector<WindowRow> rows;
  rows.reserve(CountPredictions(windows));
  for (const Window& window : windows) AppendRows(steps, window, rows, 0);
  return rows;
}

std::vector<int32_t> NextLabels(const StepTable& steps, std::span<const Window> windows) {
  std::vector<int32_t> labels;
  for (const WindowRow& row : ListRows(steps, windows)) labels.push_back(steps.next[row.step]);
  return labels;
}

std::vector<int8_t> ConversionLabels(const StepTable& steps, std::span<const Window> windows, size_t conversion) {
  std::vector<int8_t> labels;
  for (const WindowRow& row : ListRows(steps, windows)) labels.push_back(steps.conversions[conversion][row.step]);
  return labels;
}

void ResizePredictions(const StepTable& steps, std::span<const Window> windows, size_t num_symbols,
                       size_t num_conversions, Predictions& out) {
  if (steps.num_symbols != num_symbols)
    throw Error(Fault::kUsage, "the model knows " + std::to_string(num_symbols) + " symbols, the steps have " +
                                   std::to_string(steps.num_symbols),
                {}, "Train the model again on this data.");
  out.rows = CountPredictions(windows);
  out.num_symbols = num_symbols;
  out.num_conversions = num_conversions;
  out.symbols.resize(out.rows * num_symbols);
  out.conversions.resize(out.rows * num_conversions);
}

}  // namespace auspex::learn
