#include "learn/context_trie.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"
#include "learn/sequence_fixture.h"

namespace auspex::learn {
namespace {

TEST(ContextTrie, HoldsTheCountsOfEveryContext) {
  std::vector<Window> windows;
  const StepTable steps = MakeSteps(400, 9, windows);
  constexpr size_t kOrder = 5;
  const ContextTrie trie = ContextTrie::Count(steps, windows, kOrder);
  const auto counts = CountPlainly(steps, windows, kOrder);
  std::vector<uint32_t> path(kOrder + 1);
  for (const WindowRow& row : ListRows(steps, windows)) {
    const size_t known = trie.Find(steps, row, path);
    Context context;
    for (size_t k = 0; k < known; ++k) {
      if (k > 0) context.push_back(k <= row.seen ? steps.symbols[row.step - k + 1] : static_cast<uint16_t>(kSymbols));
      if (k == row.seen + 1) context.back() = kSymbols;
      std::map<int32_t, uint32_t> expected = counts.at(context), found;
      expected.erase(kNoLabel);
      for (const auto& [count, symbol] : trie.Followers(path[k])) found[symbol] = count;
      ASSERT_EQ(found, expected);
    }
    // The path ends at the order, past the window's begin, or after a context that occurred once.
    uint32_t last_rows = 0;
    for (const auto& [label, count] : counts.at(context)) last_rows += count;
    ASSERT_TRUE(known == kOrder + 1 || known == row.seen + 2 || last_rows == 1);
  }
}

TEST(ContextTrie, FindsManyRowsAsItFindsOne) {
  std::vector<Window> windows;
  const StepTable steps = MakeSteps(400, 10, windows);
  const ContextTrie trie = ContextTrie::Count(steps, std::span(windows).first(200), 6);
  const std::vector<WindowRow> rows = ListRows(steps, windows);
  std::vector<uint32_t> paths(7 * ContextTrie::kMostAtOnce), path(7);
  std::vector<size_t> lengths(ContextTrie::kMostAtOnce);
  for (size_t first = 0; first < rows.size(); first += 17) {
    const auto group = std::span(rows).subspan(first, std::min<size_t>(17, rows.size() - first));
    trie.FindMany(steps, group, paths, lengths);
    for (size_t i = 0; i < group.size(); ++i) {
      ASSERT_EQ(trie.Find(steps, group[i], path), lengths[i]);
      ASSERT_TRUE(std::equal(path.data(), path.data() + lengths[i], paths.data() + i * 7));
    }
  }
}

TEST(ContextTrie, DoesNotLookBeyondTheWindow) {
  Fitted fitted(8);
  const Predictions before = fitted.Predict();
  std::vector<bool> inside(fitted.steps.steps());
  for (const Window& window : fitted.test)
    for (uint32_t i = 0; i < window.length; ++i) inside[window.begin + i] = true;
  for (size_t i = 0; i < inside.size(); ++i)
    if (!inside[i]) fitted.steps.symbols[i] = 0;
  EXPECT_EQ(fitted.Predict().symbols, before.symbols);
}

TEST(ContextTrie, RefusesAnOrderThatIsTooLong) {
  std::vector<Window> windows;
  const StepTable steps = MakeSteps(3, 1, windows);
  try {
    ContextTrie::Count(steps, windows, 65);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "the longest context is 65 steps");
  }
}

}  // namespace
}  // namespace auspex::learn
