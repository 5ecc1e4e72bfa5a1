#pragma once
// Who was on the list of contacts before and left it, and why: read from what the plan stored (flow/act.h).
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "store/database.h"

namespace auspex::flow {

struct LeftCustomer {
  std::string customer, why;                      ///< why: reached, fell, gone
  int64_t rank_before = 0;
  double probability_before = 0;
  std::optional<int64_t> rank;                    ///< nothing for who is no longer scored
  std::optional<double> probability;
};

struct LeftList {
  std::optional<int64_t> before;                          ///< the run of the list before; nothing for the first
  std::vector<std::pair<std::string, uint64_t>> counts;   ///< by why, whatever is asked for
  uint64_t total = 0;                                     ///< that are asked for
  std::vector<LeftCustomer> customers;                    ///< by their rank before
};

/// Those who left the list with run `run`, only for the reason `why` unless it is empty. Nobody for a run that keeps no list before.
LeftList ReadLeft(store::Connection& connection, int64_t run, const std::string& why, uint64_t offset, uint64_t limit);

}  // namespace auspex::flow
