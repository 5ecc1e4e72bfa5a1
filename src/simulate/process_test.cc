#include "simulate/process.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "simulate/discrete.h"
#include "simulate/horizon.h"
#include "simulate/journey_draw.h"
#include "simulate/small_process_for_test.h"

namespace auspex::simulate {
namespace {

double Sum(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

std::string MessageOf(const pack::Simulation& data) {
  try {
    const Process process(data);
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::kUsage);
    EXPECT_EQ(error.where(), "small.toml");
    return error.message();
  }
  return "nothing was thrown";
}

TEST(Discrete, DrawsInProportionAndNeverWhatHasNoWeight) {
  const std::vector<double> weights = {0, 1, 0, 5, 0.01, 3, 0};
  const Discrete discrete(weights);
  Random random(1);
  constexpr int kDraws = 400000;
  std::vector<double> counts(weights.size(), 0.0);
  for (int i = 0; i < kDraws; ++i) ++counts[discrete.Draw(random)];
  for (size_t i = 0; i < weights.size(); ++i) {
    const double p = weights[i] / 9.01;
    EXPECT_NEAR(counts[i] / kDraws, p, 5 * std::sqrt(p / kDraws)) << i;
    if (weights[i] == 0) {
      EXPECT_EQ(counts[i], 0) << i;
    }
  }
}

TEST(Process, LawsAreLaws) {
  const Process process(SmallProcess());
  for (size_t k = 0; k < process.intents(); ++k) {
    const IntentLaw& law = process.law(k);
    EXPECT_NEAR(Sum(law.first), 1, 1e-12);
    EXPECT_NEAR(Sum(law.gap), 1, 1e-12);
    EXPECT_EQ(law.gap[0] + law.gap[1], 0) << "a gap shorter than half an hour would be no gap";
    EXPECT_NEAR(Sum(law.next), 1 - process.data().intents[k].leave, 1e-12);
    for (const auto& dwell : law.dwell) EXPECT_NEAR(Sum(dwell), 1, 1e-12);
    for (const auto& attribute : law.attributes) EXPECT_NEAR(Sum(attribute), 1, 1e-12);
    for (size_t a = 0; a < process.symbols(); ++a) {
      double row = law.end[a];
      for (size_t b = 0; b < process.symbols(); ++b) row += process.Move(k, a, b);
      EXPECT_NEAR(row, 1, 1e-12);
    }
  }
}

// By hand from small_process_for_test.h. Eager, symbol 1: the flow goes on to symbol 2 with 0.4 (no step back from its
// first), 0.6 is left. Weights: look 3, begin 1.5, end 1.5 × 0.7; in look 1 to 4 × 2 (bonus).
TEST(Process, MovesAreFlowsAndWeightsByGroup) {
  const Process process(SmallProcess());
  const double total = 3 + 1.5 + 1.5 * 0.7;
  EXPECT_NEAR(process.Move(0, 1, 2), 0.4 + 0.6 * 1.5 / total, 1e-12);
  EXPECT_NEAR(process.Move(0, 1, 0), 0.6 * 3 / total * 1 / 9, 1e-12);
  EXPECT_NEAR(process.Move(0, 1, 1), 0.6 * 3 / total * 8 / 9, 1e-12);
  EXPECT_NEAR(process.law(0).end[1], 0.6 * 1.05 / total, 1e-12);
  // From symbol 2 back to 1 with 0.1, on to 3 with 0.4, and ordinary moves with the remaining 0.5.
  const double from_begin = 2 + 1 + 0.2 + 0.7;
  EXPECT_NEAR(process.Move(0, 2, 3), 0.4 + 0.5 * 0.2 / from_begin, 1e-12);
  EXPECT_NEAR(process.Move(0, 2, 1), 0.1 + 0.5 * 2 / from_begin * 8 / 9, 1e-12);
  EXPECT_EQ(process.Move(1, 0, 3), 0) << "the idle do not take the flow, and 'look' does not lead to 'done'";
}

// Counted in drawn sessions.
TEST(Process, VisitsReachAndSecondsLeftAgreeWithDrawnSessions) {
  pack::Simulation data = SmallProcess();
  data.intents[0].share = 0;  // one intent, one session a customer
  data.intents[1].flows = {0.3};
  data.intents[1].leave = 1;
  const Process process(data);
  const JourneyDraw draw(process);
  constexpr size_t kTarget = 3;
  std::vector<double> visits(4, 0.0), reached(4, 0.0), left(4, 0.0), missed(4, 0.0);
  std::vector<Event> events;
  constexpr int kSessions = 300000;
  for (int customer = 0; customer < kSessions; ++customer) {
    Random random(3, static_cast<uint64_t>(customer));
    draw.Draw(random, 0, kNoEnd, events);
    bool later = false;
    for (size_t i = events.size(); i-- > 0;) {
      const size_t s = events[i].symbol;
      ++visits[s];
      reached[s] += later ? 1 : 0;
      missed[s] += later ? 0 : 1;
      left[s] += later ? 0 : static_cast<double>(events.back().time - events[i].time);
      later = later || s == kTarget;
    }
  }
  const auto expected_visits = process.Visits(1), reach = process.Reach(1, kTarget);
  const auto seconds = process.SecondsLeft(1, kTarget);
  for (size_t s = 0; s < 4; ++s) {
    EXPECT_NEAR(visits[s] / kSessions, expected_visits[s], 6 * std::sqrt(3 * expected_visits[s] / kSessions)) << s;
    EXPECT_NEAR(reached[s] / visits[s], reach[s], 5 * std::sqrt(0.25 / visits[s])) << s;
    EXPECT_NEAR(left[s] / missed[s], seconds[s], 0.02 * seconds[s] + 0.3) << s;
  }
}

TEST(ReachWithin, IsTheRestOfTheSessionForShortHorizonsAndGrows) {
  const Process process(SmallProcess());
  const auto soon = ReachWithin(process, 3, 1800), day = ReachWithin(process, 3, 86400);
  const auto week = ReachWithin(process, 3, 7 * 86400.0);
  for (size_t k = 0; k < 2; ++k) {
    const auto reach = process.Reach(k, 3);
    for (size_t s = 0; s < 4; ++s) {
      EXPECT_NEAR(soon[k * 4 + s], reach[s], 1e-12);
      EXPECT_GT(day[k * 4 + s], soon[k * 4 + s]);
      EXPECT_GT(week[k * 4 + s], day[k * 4 + s]);
      EXPECT_LT(week[k * 4 + s], 1);
    }
  }
}

// Counted in drawn journeys, where the approximation is at its worst: a horizon of hours, gaps of hours and sessions
// that last minutes.
TEST(ReachWithin, AgreesWithDrawnJourneysForShortHorizons) {
  pack::Simulation data = SmallProcess();
  data.longest_dwell = 1500;
  for (auto& group : data.groups) group.dwell_median = 150;
  for (auto& intent : data.intents) {
    intent.leave = 0.1;
    intent.gap.soon = 1;
  }
  const Process process(data);
  const JourneyDraw draw(process);
  constexpr double kHours = 5;
  const auto within = ReachWithin(process, 3, kHours * 3600);
  double expected = 0, came = 0;
  for (size_t k = 0; k < 2; ++k) {
    for (size_t s = 0; s < 4; ++s) expected += process.shares()[k] * process.law(k).first[s] * within[k * 4 + s];
  }
  std::vector<Event> events;
  constexpr int kCustomers = 1'000'000;
  for (int customer = 0; customer < kCustomers; ++customer) {
    Random random(8, static_cast<uint64_t>(customer));
    draw.Draw(random, 0, static_cast<int64_t>(kHours * 3600) + 1, events);
    came += std::any_of(events.begin() + 1, events.end(), [](const Event& event) { return event.symbol == 3; }) ? 1 : 0;
  }
  EXPECT_GT(expected, 0.1);
  EXPECT_NEAR(came / kCustomers, expected, 0.0025) << "sampling error 0.0004";
}

TEST(Process, RefusesWhatNeverEnds) {
  auto sessions = SmallProcess();
  for (auto& group : sessions.groups) group.end = 0;
  EXPECT_EQ(MessageOf(sessions), "sessions of intent 'eager' never end");
  auto customers = SmallProcess();
  for (auto& intent : customers.intents) intent.leave = 0;
  EXPECT_EQ(MessageOf(customers), "customers never leave");
}

TEST(Process, RefusesWhatLeadsNowhere) {
  auto shares = SmallProcess();
  for (auto& intent : shares.intents) intent.share = 0;
  EXPECT_EQ(MessageOf(shares), "the shares of all intents are zero");
  auto first = SmallProcess();
  first.intents[1].first = {0, 0, 0};
  EXPECT_EQ(MessageOf(first), "intent 'idle' has no first step");
  auto group = SmallProcess();
  group.groups[2].moves = {0, 0, 0};
  group.groups[2].end = 0;
  EXPECT_EQ(MessageOf(group), "nothing follows group 'done' for intent 'eager'");
  auto dwell = SmallProcess();
  dwell.intents[1].dwell = 1e12;
  EXPECT_EQ(MessageOf(dwell), "no dwell time in group 'look' of intent 'idle' is shorter than longest_dwell");
  auto gap = SmallProcess();
  gap.longest_gap_days = 0.01;
  EXPECT_EQ(MessageOf(gap), "no gap of intent 'eager' is shorter than longest_gap_days");
}

}  // namespace
}  // namespace auspex::simulate
