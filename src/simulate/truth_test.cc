// The oracle is the process itself: what it foretells must come as often as it says, in every group of windows that look
// alike. Nothing of truth.cc is used to draw.
#include "simulate/truth.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numeric>

#include "base/error.h"
#include "simulate/journey_draw.h"
#include "simulate/small_process_for_test.h"

namespace auspex::simulate {
namespace {

constexpr size_t kSteps = 3;
constexpr size_t kTarget = 3;
constexpr double kHorizon = 1.5 * 86400;

/// Every event is looked at with this probability, so that few looks share a customer and they count as independent.
constexpr double kLook = 0.15;

struct Tally {
  double expected = 0, variance = 0, came = 0, looks = 0;
  void Add(double p, bool happened) {
    expected += p;
    variance += p * (1 - p);
    came += happened ? 1 : 0;
    ++looks;
  }
  double Deviation() const { return (came - expected) / std::sqrt(variance); }
};

/// What a person would call the same window: length, symbols, where sessions end, whose number comes first, channels.
using Look = std::vector<int>;

Look Appearance(std::span<const Event> window) {
  Look look = {static_cast<int>(window.size()), std::min<int>(window.front().session, 2)};
  for (const Event& event : window) {
    look.push_back(event.symbol);
    look.push_back(event.session - window.front().session);
    look.push_back(event.attributes[0]);
  }
  return look;
}

bool Came(std::span<const Event> events, size_t at) {
  for (size_t i = at + 1; i < events.size() && static_cast<double>(events[i].time - events[at].time) <= kHorizon; ++i) {
    if (events[i].symbol == kTarget) return true;
  }
  return false;
}

/// Calls visit(window, events, i) for a sample of the events of many customers.
template <class Visit>
void Sample(const Process& process, const Truth& truth, uint64_t customers, const Visit& visit) {
  const JourneyDraw draw(process);
  std::vector<Event> events;
  Random pick(99);
  for (uint64_t customer = 0; customer < customers; ++customer) {
    Random random(5, customer);
    draw.Draw(random, 0, kNoEnd, events);
    for (size_t i = 0; i < events.size(); ++i) {
      if (pick.Bernoulli(kLook)) visit(truth.Window(std::span(events).first(i + 1)), std::span<const Event>(events), i);
    }
  }
}

template <class Key>
void ExpectCalibrated(const std::map<Key, Tally>& tallies, size_t least_groups) {
  double squares = 0;
  size_t groups = 0;
  for (const auto& [key, tally] : tallies) {
    if (tally.variance < 25) continue;
    ++groups;
    squares += tally.Deviation() * tally.Deviation();
    EXPECT_LT(std::abs(tally.Deviation()), 4.8) << testing::PrintToString(key) << " expected " << tally.expected << " came "
                                                << tally.came << " of " << tally.looks;
  }
  EXPECT_GE(groups, least_groups);
  const auto count = static_cast<double>(groups);
  EXPECT_NEAR(squares / count, 1, 5 * std::sqrt(2 / count) + 0.1) << "mean of the squared deviations of " << groups;
}

class TruthTest : public testing::Test {
 protected:
  Process process_{SmallProcess()};
  TruthOptions options_{.steps = kSteps, .targets = {kTarget}, .horizon_seconds = kHorizon, .symbols_only = false};
  Truth truth_{process_, options_};
};

TEST_F(TruthTest, NextSymbolsComeAsOftenAsForetold) {
  std::map<std::pair<Look, int>, Tally> tallies;
  Foretold foretold;
  Sample(process_, truth_, 500'000, [&](std::span<const Event> window, std::span<const Event> events, size_t i) {
    if (i + 1 == events.size()) return;
    truth_.Foretell(window, foretold);
    for (int s = 0; s < 4; ++s) {
      tallies[{Appearance(window), s}].Add(foretold.next[static_cast<size_t>(s)], events[i + 1].symbol == s);
    }
  });
  ExpectCalibrated(tallies, 300);
}

/// The marks of a window, coarsely: last symbol, dwell times, and whether its sessions follow each other soon.
Look Marks(std::span<const Event> window) {
  Look look = {window.back().symbol, window.back().dwell > 14, window.front().dwell > 14};
  for (size_t i = 1; i < window.size(); ++i) {
    const int64_t hours = (window[i].time - window[i - 1].time) / 3600;
    look.push_back(window[i].session == window[i - 1].session ? -1 : hours < 3 ? 0 : hours < 30 ? 1 : 2);
  }
  return look;
}

TEST_F(TruthTest, DwellTimesAndGapsTellAsMuchAsForetold) {
  std::map<std::pair<Look, int>, Tally> tallies;
  Foretold foretold;
  Sample(process_, truth_, 500'000, [&](std::span<const Event> window, std::span<const Event> events, size_t i) {
    if (i + 1 == events.size()) return;
    truth_.Foretell(window, foretold);
    for (int s = 0; s < 4; ++s) {
      tallies[{Marks(window), s}].Add(foretold.next[static_cast<size_t>(s)], events[i + 1].symbol == s);
    }
  });
  ExpectCalibrated(tallies, 200);
}

TEST_F(TruthTest, ConversionsComeAsOftenAsForetold) {
  std::map<Look, Tally> tallies;
  std::map<int, Tally> by_decile;
  Foretold foretold;
  Sample(process_, truth_, 500'000, [&](std::span<const Event> window, std::span<const Event> events, size_t i) {
    truth_.Foretell(window, foretold);
    const double p = foretold.conversions[0];
    tallies[Appearance(window)].Add(p, Came(events, i));
    by_decile[static_cast<int>(p * 20)].Add(p, Came(events, i));
  });
  ExpectCalibrated(tallies, 150);
  for (const auto& [decile, tally] : by_decile) {
    if (tally.variance < 25) continue;
    EXPECT_LT(std::abs(tally.Deviation()), 4.5) << decile << " expected " << tally.expected << " came " << tally.came;
  }
}

// Gibbs: no law has a lower expected log loss than the true one.
TEST_F(TruthTest, NoOtherPredictorHasALowerLogLoss) {
  const Truth half_blind(process_, {.steps = kSteps, .targets = {}, .horizon_seconds = kHorizon, .symbols_only = true});
  const Truth short_sighted(process_, {.steps = 1, .targets = {}, .horizon_seconds = kHorizon, .symbols_only = false});
  std::map<std::string, double> loss;
  Foretold best, other;
  const auto distorted = [&](size_t came, auto&& change) {
    double sum = 0;
    for (const double p : best.next) sum += change(p);
    return -std::log(change(best.next[came]) / sum);
  };
  Sample(process_, truth_, 300'000, [&](std::span<const Event> window, std::span<const Event> events, size_t i) {
    if (i + 1 == events.size()) return;
    const size_t came = events[i + 1].symbol;
    truth_.Foretell(window, best);
    loss["truth"] -= std::log(best.next[came]);
    loss["mixed with uniform"] += distorted(came, [](double p) { return p + 0.03; });
    loss["sharper"] += distorted(came, [](double p) { return std::pow(p, 1.15); });
    loss["flatter"] += distorted(came, [](double p) { return std::pow(p, 0.85); });
    half_blind.Foretell(window, other);
    loss["without marks"] -= std::log(other.next[came]);
    short_sighted.Foretell(window.last(1), other);
    loss["one step"] -= std::log(other.next[came]);
  });
  for (const auto& [name, sum] : loss) {
    if (name != "truth") {
      EXPECT_GT(sum, loss["truth"]) << name;
    }
  }
}

TEST_F(TruthTest, SumsToOneAndLiesWithinBounds) {
  Foretold foretold;
  Sample(process_, truth_, 2'000, [&](std::span<const Event> window, std::span<const Event>, size_t) {
    truth_.Foretell(window, foretold);
    EXPECT_NEAR(std::accumulate(foretold.next.begin(), foretold.next.end(), 0.0), 1, 1e-12);
    EXPECT_GE(foretold.conversions[0], 0);
    EXPECT_LE(foretold.conversions[0], 1);
  });
}

// Bayes by hand: one event, a full window, first session; the weight of an intent is its share times expected visits
// times the chance of the channel and of the dwell time.
TEST_F(TruthTest, BeliefAtAFullWindowWeighsExpectedVisits) {
  const Truth one(process_, {.steps = 1, .targets = {}, .horizon_seconds = kHorizon, .symbols_only = false});
  const Event event{.time = 0, .symbol = 1, .dwell = 12};
  std::vector<double> belief(2);
  one.FilterIntents(std::span(&event, 1), belief);
  const double eager = 1.0 / 3 * process_.Visits(0)[1] * 0.75 * process_.law(0).dwell[0][12];
  const double idle = 2.0 / 3 * process_.Visits(1)[1] / 3 * process_.law(1).dwell[0][12];
  EXPECT_NEAR(belief[0], eager / (eager + idle), 1e-12);
}

TEST_F(TruthTest, RefusesAJourneyThatTheProcessCannotMake) {
  const std::vector<Event> events = {{.time = 0, .symbol = 3, .dwell = 5}};  // no session begins with symbol 3
  Foretold foretold;
  try {
    truth_.Foretell(events, foretold);
    FAIL() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::kInternal);
    EXPECT_EQ(error.message(), "a journey that the simulated process cannot make has no truth");
  }
}

}  // namespace
}  // namespace auspex::simulate
