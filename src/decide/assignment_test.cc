#include "decide/assignment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "base/error.h"
#include "base/random.h"
#include "base/threads.h"

namespace auspex::decide {
namespace {

struct Case {
  size_t customers, channels, days;
  std::vector<double> values;
  std::vector<uint16_t> first_day;
  std::vector<uint64_t> capacity, keys;
  double delay = 0;
  AssignmentProblem problem() const { return {customers, channels, days, values, first_day, capacity, keys, delay}; }
};

/// v[i][j] = round(100 sin(0.7 (i + 1) (j + 1)) + 20 j), as other programs can repeat it.
Case Waves(size_t customers, size_t channels, size_t days, std::vector<uint64_t> capacity, double delay) {
  Case out{customers, channels, days, {}, {}, std::move(capacity), {}, delay};
  for (size_t i = 0; i < customers; ++i) {
    for (size_t j = 0; j < channels; ++j)
      out.values.push_back(std::nearbyint(100 * std::sin(0.7 * static_cast<double>((i + 1) * (j + 1))) + 20.0 * static_cast<double>(j)));
  }
  return out;
}

Case Drawn(Random& random, size_t customers, size_t channels, size_t days, uint64_t most, bool coarse) {
  Case out{customers, channels, days, {}, {}, {}, {}, random.Bernoulli(0.5) ? 0.07 : 0};
  for (size_t k = 0; k < customers * channels; ++k) {
    const double value = coarse ? static_cast<double>(random.Below(7)) - 1 : random.Uniform(-20, 100);
    out.values.push_back(random.Bernoulli(0.2) ? NAN : value);
    out.first_day.push_back(static_cast<uint16_t>(random.Below(days + 1) * random.Below(2)));
  }
  for (size_t k = 0; k < channels * days; ++k) out.capacity.push_back(random.Below(most + 1));
  return out;
}

double BruteForce(const AssignmentProblem& problem, size_t customer, std::vector<uint64_t>& left) {
  if (customer == problem.customers) return 0;
  double best = BruteForce(problem, customer + 1, left);
  for (size_t place = 0; place < left.size(); ++place) {
    const double value = ValueAt(problem, customer, place);
    if (!(value > 0) || left[place] == 0) continue;
    --left[place];
    best = std::max(best, value + BruteForce(problem, customer + 1, left));
    ++left[place];
  }
  return best;
}

/// Optimal by duality: prices that no customer can gain against, 0 where there is room, prove that no other assignment is worth more.
void ExpectOptimal(const AssignmentProblem& problem, const Assignment& result, double tolerance) {
  std::vector<uint64_t> taken(problem.capacity.size());
  double bound = 0, value = 0;
  for (size_t i = 0; i < problem.customers; ++i) {
    const size_t own = result.place[i];
    double best = 0;
    for (size_t place = 0; place < taken.size(); ++place) {
      const double gain = ValueAt(problem, i, place) - result.price[place];
      if (gain > best) best = gain;
    }
    bound += best;
    if (own == kNoPlace) {
      EXPECT_LE(best, tolerance) << "customer " << i;
      continue;
    }
    ++taken[own];
    EXPECT_GT(ValueAt(problem, i, own), 0);
    EXPECT_NEAR(ValueAt(problem, i, own) - result.price[own], best, tolerance) << "customer " << i;
    value += ValueAt(problem, i, own);
  }
  for (size_t place = 0; place < taken.size(); ++place) {
    EXPECT_LE(taken[place], problem.capacity[place]);
    EXPECT_EQ(taken[place], result.taken[place]);
    EXPECT_GE(result.price[place], 0);
    EXPECT_TRUE(taken[place] == problem.capacity[place] || result.price[place] == 0) << "place " << place;
    bound += static_cast<double>(problem.capacity[place]) * result.price[place];
  }
  EXPECT_NEAR(value, bound, tolerance * static_cast<double>(problem.customers + 1));
  EXPECT_NEAR(value, result.value, tolerance * static_cast<double>(problem.customers + 1));
}

uint64_t Contacts(const Assignment& result) { return std::accumulate(result.taken.begin(), result.taken.end(), uint64_t{0}); }

// scipy 1.17.1, optimize.linear_sum_assignment(maximize=True) over a column for each single contact: total and how many are above 0.
TEST(Assignment, AgreesWithScipy) {
  const auto one_day = Waves(60, 3, 1, {5, 7, 3}, 0);
  EXPECT_NEAR(Assign(one_day.problem()).value, 1707, 1e-6);
  EXPECT_EQ(Contacts(Assign(one_day.problem())), 15u);
  const auto two_days = Waves(60, 3, 2, {4, 6, 3, 5, 0, 8}, 0.1);
  EXPECT_NEAR(Assign(two_days.problem()).value, 2761, 1e-6);
  EXPECT_EQ(Contacts(Assign(two_days.problem())), 26u);
  auto later = Waves(60, 3, 3, {4, 6, 3, 5, 0, 8, 3, 3, 3}, 0.05);
  for (size_t i = 0; i < 60; ++i) {
    for (size_t j = 0; j < 3; ++j) later.first_day.push_back(static_cast<uint16_t>(i * (j + 2) % 3));
  }
  EXPECT_NEAR(Assign(later.problem()).value, 3430.245, 1e-6);
  EXPECT_EQ(Contacts(Assign(later.problem())), 35u);
  const auto roomy = Waves(60, 3, 1, {30, 30, 30}, 0);
  EXPECT_NEAR(Assign(roomy.problem()).value, 5341, 1e-6);
  EXPECT_EQ(Contacts(Assign(roomy.problem())), 54u);
}

TEST(Assignment, AgreesWithBruteForce) {
  Random random(1);
  for (int round = 0; round < 300; ++round) {
    const auto drawn = Drawn(random, 1 + random.Below(6), 1 + random.Below(3), 1 + random.Below(2), 2, round % 2 == 0);
    const auto problem = drawn.problem();
    const auto result = Assign(problem);
    auto left = drawn.capacity;
    EXPECT_NEAR(result.value, BruteForce(problem, 0, left), 1e-6) << "round " << round;
    ExpectOptimal(problem, result, 1e-6);
  }
}

TEST(Assignment, LeavesNoBetterSwapAndNeverExceedsCapacity) {
  Random random(2);
  for (const uint64_t most : {3, 100, 2000}) {
    for (const bool coarse : {false, true}) {
      const auto drawn = Drawn(random, 3000, 4, 3, most, coarse);
      ExpectOptimal(drawn.problem(), Assign(drawn.problem()), 1e-6);
    }
  }
}

TEST(Assignment, APriceIsWhatOneMoreContactAdds) {
  Random random(3);
  for (int round = 0; round < 20; ++round) {
    auto drawn = Drawn(random, 40, 3, 2, 5, round % 2 == 0);
    const auto before = Assign(drawn.problem());
    for (size_t place = 0; place < drawn.capacity.size(); ++place) {
      ++drawn.capacity[place];
      EXPECT_NEAR(Assign(drawn.problem()).value - before.value, before.price[place], 1e-6);
      --drawn.capacity[place];
    }
  }
}

TEST(Assignment, DoesNotDependOnTheOrderOfRowsNorOnThreads) {
  Random random(4);
  auto drawn = Drawn(random, 2000, 3, 3, 60, true);  // few different values: ties everywhere
  drawn.keys.resize(drawn.customers);
  std::iota(drawn.keys.begin(), drawn.keys.end(), uint64_t{1});
  const auto expected = Assign(drawn.problem());
  std::vector<size_t> order(drawn.customers);
  std::iota(order.begin(), order.end(), size_t{0});
  random.Shuffle(std::span<size_t>(order));
  Case shuffled{drawn.customers, 3, 3, {}, {}, drawn.capacity, {}, drawn.delay};
  for (const size_t row : order) {
    shuffled.keys.push_back(drawn.keys[row]);
    for (size_t c = 0; c < 3; ++c) {
      shuffled.values.push_back(drawn.values[row * 3 + c]);
      shuffled.first_day.push_back(drawn.first_day[row * 3 + c]);
    }
  }
  for (const size_t threads : {1, 2, 7}) {
    SetThreads(threads);
    const auto result = Assign(shuffled.problem());
    for (size_t k = 0; k < order.size(); ++k) ASSERT_EQ(result.place[k], expected.place[order[k]]) << "customer " << order[k];
    EXPECT_EQ(result.price, expected.price);
  }
  SetThreads(0);
}

TEST(Assignment, OfEqualCustomersTheLowerKeysAreChosenAndTheEarlierDayIsFirst) {
  const Case equal{5, 1, 2, {3, 3, 3, 3, 3}, {}, {2, 1}, {9, 2, 7, 1, 5}, 0};
  const auto result = Assign(equal.problem());
  EXPECT_EQ(result.place, (std::vector<size_t>{kNoPlace, 0, kNoPlace, 0, 1}));
  EXPECT_EQ(result.price, (std::vector<double>{3, 3}));
}

TEST(Assignment, WaitingPutsTheMostValuableFirst) {
  const Case delayed{3, 1, 3, {10, 30, 20}, {}, {1, 1, 1}, {}, 0.1};
  EXPECT_EQ(Assign(delayed.problem()).place, (std::vector<size_t>{2, 0, 1}));
}

TEST(Assignment, CapacityZeroGivesNothingAndSaysWhatItCosts) {
  const Case none{3, 1, 1, {10, 30, -5}, {}, {0}, {}, 0};
  const auto result = Assign(none.problem());
  EXPECT_EQ(result.place, std::vector<size_t>(3, kNoPlace));
  EXPECT_EQ(result.value, 0);
  EXPECT_EQ(result.price, std::vector<double>{30});
  const auto why = Explain(none.problem(), result, 0);
  EXPECT_EQ(why.why, LeftOut::kCapacity);
  EXPECT_EQ(why.price, 30);
  EXPECT_EQ(why.value, 10);
}

TEST(Assignment, SaysWhyACustomerIsLeftOut) {
  const Case mixed{6, 2, 2, {NAN, NAN, 5, NAN, -1, -3, 8, 9, 4, 2, NAN, 1}, {0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 1}, {1, 0, 0, 0}, {}, 0};
  const auto problem = mixed.problem();
  const auto result = Assign(problem);
  EXPECT_EQ(result.place[3], 0u);
  EXPECT_EQ(Explain(problem, result, 3).why, LeftOut::kNone);
  EXPECT_EQ(Explain(problem, result, 0).why, LeftOut::kNotAllowed);
  const auto early = Explain(problem, result, 1);
  EXPECT_EQ(early.why, LeftOut::kTooEarly);
  EXPECT_EQ(early.day, 2u);
  const auto worthless = Explain(problem, result, 2);
  EXPECT_EQ(worthless.why, LeftOut::kNoValue);
  EXPECT_EQ(worthless.channel, 0u);
  EXPECT_EQ(worthless.value, -1);
  const auto crowded = Explain(problem, result, 4);
  EXPECT_EQ(crowded.why, LeftOut::kCapacity);
  EXPECT_EQ(crowded.channel, 0u);
  EXPECT_EQ(crowded.value, 4);
  EXPECT_EQ(crowded.price, 4);
  const auto tomorrow = Explain(problem, result, 5);
  EXPECT_EQ(tomorrow.why, LeftOut::kCapacity);
  EXPECT_EQ(tomorrow.channel, 1u);
  EXPECT_EQ(tomorrow.day, 1u);
}

TEST(Assignment, WithoutCustomersThereIsNothingToDo) {
  const Case empty{0, 2, 1, {}, {}, {3, 4}, {}, 0};
  EXPECT_EQ(Assign(empty.problem()).price, (std::vector<double>{0, 0}));
}

TEST(Assignment, RefusesWhatDoesNotFit) {
  const auto message = [](const Case& wrong) -> std::string {
    try {
      Assign(wrong.problem());
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), Fault::kUsage);
      return error.message();
    }
    return "";
  };
  EXPECT_EQ(message({1, 0, 1, {}, {}, {}, {}, 0}), "there is no channel or no day");
  EXPECT_EQ(message({1, 17, 16, std::vector<double>(17), {}, std::vector<uint64_t>(272), {}, 0}), "there are more than 256 channels × days");
  EXPECT_EQ(message({2, 1, 1, {1}, {}, {1}, {}, 0}), "the values are not customers × channels");
  EXPECT_EQ(message({1, 1, 1, {1}, {0, 0}, {1}, {}, 0}), "the first days are not customers × channels");
  EXPECT_EQ(message({1, 1, 1, {1}, {}, {1, 1}, {}, 0}), "the capacities are not days × channels");
  EXPECT_EQ(message({1, 1, 1, {1}, {}, {1}, {1, 2}, 0}), "the keys are not one a customer");
  EXPECT_EQ(message({1, 1, 1, {INFINITY}, {}, {1}, {}, 0}), "a value is infinite");
  EXPECT_EQ(message({1, 1, 1, {1}, {}, {1}, {}, 1.5}), "the delay is not a share between 0 and 1");
  EXPECT_EQ(message({2, 1, 1, {1, 2}, {}, {1}, {4, 4}, 0}), "two customers have one key");
}

}  // namespace
}  // namespace auspex::decide
