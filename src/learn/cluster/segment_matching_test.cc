#include "learn/cluster/segment_matching.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "base/error.h"
#include "base/random.h"

namespace auspex::learn {
namespace {

double CostOf(const std::vector<double>& costs, size_t columns, const std::vector<size_t>& assigned) {
  double sum = 0;
  for (size_t i = 0; i < assigned.size(); ++i) sum += costs[i * columns + assigned[i]];
  return sum;
}

double LeastByEnumeration(const std::vector<double>& costs, size_t rows, size_t columns) {
  std::vector<size_t> order(columns);
  std::iota(order.begin(), order.end(), 0u);
  double least = 1e300;
  do least = std::min(least, CostOf(costs, columns, {order.begin(), order.begin() + static_cast<std::ptrdiff_t>(rows)}));
  while (std::next_permutation(order.begin(), order.end()));
  return least;
}

std::string MessageOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_FALSE(error.advice().empty());
    return error.message();
  }
  return "nothing was thrown";
}

TEST(AssignAtLeastCost, AgreesWithEnumeration) {
  Random random(3);
  for (int trial = 0; trial < 300; ++trial) {
    const size_t columns = 1 + random.Below(6), rows = 1 + random.Below(columns);
    std::vector<double> costs(rows * columns);
    for (double& cost : costs) cost = static_cast<double>(random.Below(trial % 2 ? 4 : 1000)) - 500;
    const auto assigned = AssignAtLeastCost(costs, rows, columns);
    std::vector<size_t> sorted = assigned;
    std::sort(sorted.begin(), sorted.end());
    EXPECT_EQ(std::adjacent_find(sorted.begin(), sorted.end()), sorted.end());
    EXPECT_EQ(CostOf(costs, columns, assigned), LeastByEnumeration(costs, rows, columns));
  }
}

TEST(AssignAtLeastCost, FindsAHiddenAssignmentOfFifty) {
  Random random(8);
  std::vector<size_t> hidden(50);
  std::iota(hidden.begin(), hidden.end(), 0u);
  random.Shuffle(std::span(hidden));
  std::vector<double> costs(2500);
  for (double& cost : costs) cost = random.Uniform(0.1, 1);
  for (size_t i = 0; i < 50; ++i) costs[i * 50 + hidden[i]] = 0;
  EXPECT_EQ(AssignAtLeastCost(costs, 50, 50), hidden);
}

TEST(MatchSegments, KeepsAsManyRowsAsPossibleInTheirSegment) {
  // By greed new 0 would take old 0 with 10 rows and leave 1 for the rest; together 9 + 8 are more than 10 + 1.
  const Transitions transitions{2, 2, {10, 9, 8, 1}};
  EXPECT_EQ(MatchSegments(transitions), (std::vector<size_t>{1, 0}));
}

TEST(MatchSegments, FollowsRenamedSegments) {
  std::vector<uint32_t> before, after;
  for (uint32_t i = 0; i < 100; ++i) {
    before.push_back(i % 4);
    after.push_back(i % 10 == 0 ? 0 : (i % 4 + 3) % 4);
  }
  const Transitions transitions = CountTransitions(before, 4, after, 4);
  EXPECT_EQ(transitions.at(0, 0), 5u);
  EXPECT_EQ(transitions.at(0, 3), 20u);
  EXPECT_EQ(std::accumulate(transitions.counts.begin(), transitions.counts.end(), uint64_t{0}), 100u);
  EXPECT_EQ(MatchSegments(transitions), (std::vector<size_t>{1, 2, 3, 0}));
}

TEST(MatchSegments, LeavesNewSegmentsWithoutAnOldOne) {
  EXPECT_EQ(MatchSegments({1, 3, {4, 9, 2}}), (std::vector<size_t>{kUnmatched, 0, kUnmatched}));
  EXPECT_EQ(MatchSegments({3, 1, {4, 9, 2}}), (std::vector<size_t>{1}));
  EXPECT_EQ(MatchSegments({2, 2, {5, 0, 5, 0}})[1], kUnmatched);  // nobody is in the new segment 1
}

TEST(SegmentMatching, RefusesWhatDoesNotFit) {
  const std::vector<uint32_t> two = {0, 1}, three = {0, 1, 2};
  EXPECT_EQ(MessageOf([&] { CountTransitions(two, 2, three, 3); }), "divisions of 2 and 3 rows cannot be compared");
  EXPECT_EQ(MessageOf([&] { CountTransitions(three, 3, three, 2); }), "row 3 has a label that is no segment");
  EXPECT_EQ(MessageOf([] { AssignAtLeastCost(std::vector<double>(6), 3, 2); }), "6 costs came for 3 rows and 2 columns");
  EXPECT_EQ(MessageOf([] { AssignAtLeastCost(std::vector<double>{NAN}, 1, 1); }), "a cost is not finite");
}

}  // namespace
}  // namespace auspex::learn
