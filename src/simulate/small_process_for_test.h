#pragma once
// A process small enough to check by counting: four symbols, two intents that move and stay apart differently.
#include "pack/simulation.h"

namespace auspex::simulate {

/// Symbols 0 and 1 make up group 0, symbol 2 group 1, symbol 3 (reached from 2 by a flow) group 2.
inline pack::Simulation SmallProcess() {
  pack::Simulation data;
  data.file = "small.toml";
  data.longest_dwell = 60;
  data.longest_gap_days = 6;
  data.hours.assign(24, 1.0);
  data.attributes = {{.name = "channel", .columns = {"source"}, .values = {{"paid"}, {"free"}}}};
  data.groups = {
      {.name = "look", .dwell_median = 10, .dwell_sigma = 0.5, .moves = {3, 1.5, 0}, .end = 1.5},
      {.name = "begin", .dwell_median = 20, .dwell_sigma = 0.5, .moves = {2, 1, 0.2}, .end = 1},
      {.name = "done", .dwell_median = 5, .dwell_sigma = 0.5, .moves = {1, 0.5, 0}, .end = 2},
  };
  data.group_of = {0, 0, 1, 2};
  data.details = {{"a"}, {"b1", "b2"}, {"c, quoted"}, {"d"}};
  data.flags = {0, 0.5, 0, 1};
  data.relations = {{.symbols = {1, 2}, .bonus = 2}};
  data.flows = {{.name = "do", .steps = {1, 2, 3}, .back = 0.1}};
  data.intents = {
      {.name = "eager", .share = 1, .leave = 0.3, .next = {0.8, 0.2}, .end = 0.7, .dwell = 1.5,
       .gap = {.soon = 0.9, .soon_hours = 2, .soon_sigma = 0.5, .days = 1.2, .spread_hours = 2},
       .first = {1, 1, 0}, .groups = {1, 1, 1}, .symbols = {1, 4, 1, 1}, .flows = {0.4}, .attributes = {{3, 1}}},
      {.name = "idle", .share = 2, .leave = 0.4, .next = {0.15, 0.85}, .end = 1.5, .dwell = 0.8,
       .gap = {.soon = 0.1, .soon_hours = 4, .soon_sigma = 0.5, .days = 2, .spread_hours = 3},
       .first = {3, 0.5, 0}, .groups = {1, 0.5, 0.5}, .symbols = {3, 1, 1, 1}, .flows = {0}, .attributes = {{1, 2}}},
  };
  return data;
}

}  // namespace auspex::simulate
