#include "learn/window_shards.h"

#include <gtest/gtest.h>

#include <numeric>

#include "base/error.h"

namespace auspex::learn {
namespace {

std::vector<uint32_t> Everything(size_t count) {
  std::vector<uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0u);
  return order;
}

TEST(WindowShards, HoldEveryWindowOnceAndFit) {
  std::vector<Window> windows;
  for (uint32_t i = 0; i < 1000; ++i) windows.push_back({i, 1 + (i * 37) % 300, 0});
  std::vector<int> seen(windows.size());
  for (const Shard& shard : CutShards(windows, Everything(windows.size()), 64)) {
    EXPECT_LE(shard.windows.size(), shard.rows);
    EXPECT_LE(shard.rows * shard.steps, 8192u + shard.steps);
    for (const uint32_t w : shard.windows) {
      ++seen[w];
      EXPECT_LE(windows[w].length, shard.steps);
    }
  }
  for (const int count : seen) EXPECT_EQ(count, 1);
}

TEST(WindowShards, WasteLittleOnPadding) {
  std::vector<Window> windows;
  for (uint32_t i = 0; i < 10000; ++i) windows.push_back({0, 1 + (i * 7919) % 100, 0});
  size_t steps = 0, computed = 0;
  for (const Window& window : windows) steps += window.length;
  for (const Shard& shard : CutShards(windows, Everything(windows.size()), 64)) computed += shard.steps * shard.rows;
  EXPECT_LT(static_cast<double>(computed), 1.08 * static_cast<double>(steps));
}

TEST(WindowShards, GiveVeryLongWindowsFewRows) {
  const std::vector<Window> windows(5, Window{0, 20000, 0});
  const auto shards = CutShards(windows, Everything(5), 64);
  ASSERT_EQ(shards.size(), 5u);
  EXPECT_EQ(shards[0].rows, 1u);
}

TEST(RoundSteps, IsExactForShortAndWithinAnEighthForLong) {
  for (size_t length = 1; length <= 16; ++length) EXPECT_EQ(RoundSteps(length), length);
  for (size_t length = 17; length < 3000; ++length) {
    EXPECT_GE(RoundSteps(length), length);
    EXPECT_LE(RoundSteps(length) * 8, length * 9 + 8);
  }
}

TEST(CheckWindows, NamesWhatIsWrong) {
  StepTable steps;
  steps.symbols.resize(10);
  CheckWindows(steps, std::vector<Window>{{0, 10, 9}, {9, 1, 0}});
  for (const Window& bad :
       {Window{0, 11, 0}, Window{11, 1, 0}, Window{0, 0, 0}, Window{0, 3, 3}, Window{~0ull, 5, 0}}) {
    try {
      CheckWindows(steps, {&bad, 1});
      FAIL() << "accepted";
    } catch (const Error& error) {
      EXPECT_NE(error.message().find("does not lie in a table of 10 steps or asks for nothing"), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace auspex::learn
