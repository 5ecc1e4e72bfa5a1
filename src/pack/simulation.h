#pragma once
// The simulator's data of a pack: simulate.toml as plain numbers. docs/simulator.md describes the process that they
// define and every key. Names are resolved here: symbols to their place in the vocabulary, groups to `groups`.
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "pack/pack.h"

namespace auspex::pack {

/// What is drawn once a session and stays the same in it, such as where the visitor came from.
struct SessionAttribute {
  std::string name;
  std::vector<std::string> columns;              ///< columns of the pack's table that it fills
  std::vector<std::vector<std::string>> values;  ///< [values][columns]; at most 255 values
};

/// Symbols that behave alike: those with the same value of the attribute `group_by`.
struct SimulatedGroup {
  std::string name;
  double dwell_median = 30;   ///< seconds
  double dwell_sigma = 0.8;   ///< deviation of the logarithm
  std::vector<double> moves;  ///< [groups], weights of the next step's group
  double end = 1;             ///< weight of ending the session, beside `moves`
};

/// Symbols that draw visitors to each other: a move between two of them weighs `bonus` times as much within its group.
struct Relation {
  std::vector<uint16_t> symbols;
  double bonus = 1;
};

/// Steps taken in order. An intent that takes the flow goes on to the next step with its own probability.
struct Flow {
  std::string name;
  std::vector<uint16_t> steps;
  double back = 0;  ///< probability of returning to the step before
};

/// Time from the last event of a session to the first of the next: soon (lognormal), or on a later day (a geometric
/// number of days, normal around the same hour).
struct Gap {
  double soon = 0.5;          ///< share
  double soon_hours = 3;      ///< median
  double soon_sigma = 0.8;    ///< deviation of the logarithm
  double days = 2;            ///< mean
  double spread_hours = 2.5;  ///< deviation around whole days
};

/// What a visitor is after: hidden, fixed within a session.
struct Intent {
  std::string name;
  double share = 1;              ///< weight among new customers
  double leave = 0.5;            ///< probability that no session follows
  std::vector<double> next;      ///< [intents], probability of the next session's intent, given that there is one
  double end = 1;                ///< multiplies every weight of ending the session
  double dwell = 1;              ///< multiplies the median dwell time
  Gap gap;
  std::vector<double> first;     ///< [groups], weights of the first step's group
  std::vector<double> groups;    ///< [groups], multiply the moves' weights
  std::vector<double> symbols;   ///< [symbols], weights within a group
  std::vector<double> flows;     ///< [flows], probability of going on; 0: does not take it
  std::vector<std::vector<double>> attributes;  ///< [attributes][values], weights
};

struct Simulation {
  std::filesystem::path file;
  std::string dwell_column, session_column, flag_column;  ///< empty: the pack has no such column
  uint16_t longest_dwell = 1500;   ///< seconds
  uint16_t least_lag = 1, most_lag = 4;  ///< seconds from the end of a dwell to the next event
  double longest_gap_days = 45;
  double repeat = 1;               ///< multiplies the weight of the same symbol again
  std::vector<double> hours;       ///< [24], weights of the hour in which a customer first comes
  std::vector<SessionAttribute> attributes;  ///< at most 4
  std::vector<SimulatedGroup> groups;
  std::vector<uint16_t> group_of;  ///< [symbols]
  std::vector<std::vector<std::string>> details;  ///< [symbols], texts of the detail column; at most 255 each
  std::vector<double> flags;       ///< [symbols], probability that the flag is set
  std::vector<Relation> relations;
  std::vector<Flow> flows;
  std::vector<Intent> intents;     ///< at most 32
};

/// Reads and checks pack.simulate against the pack's vocabulary and columns. Throws Error(kUsage) with file and line;
/// also if the pack has no simulator or no vocabulary.
Simulation ReadSimulation(const Pack& pack);

}  // namespace auspex::pack
