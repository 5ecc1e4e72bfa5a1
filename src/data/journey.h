#pragma once
// Journeys: the events of each customer in order of time (ties keep the order in which they were loaded).
#include <cstdint>
#include <string>
#include <vector>

#include "base/time.h"
#include "data/interner.h"
#include "pack/pack.h"
#include "store/database.h"

namespace auspex {
class Progress;
}

namespace auspex::data {

/// The steps of many customers in columns, customer by customer: those of customer c are [begin[c], begin[c + 1]).
struct Journeys {
  Interner customers;                              ///< number -> id
  std::vector<uint64_t> begin{0};                  ///< [customers + 1]
  std::vector<Micros> times;                       ///< [steps]
  std::vector<uint32_t> symbols, details;          ///< [steps], numbers in symbol_names, detail_names
  std::vector<std::vector<uint32_t>> categories;   ///< [journey.categories][steps], numbers in category_names
  std::vector<std::vector<float>> numbers;         ///< [journey.numbers, then journey.flags][steps]; NaN where empty
  Interner symbol_names, detail_names;
  std::vector<Interner> category_names;

  size_t size() const { return begin.size() - 1; }
  size_t steps() const { return times.size(); }
};

/// A share of the customers, chosen by a hash of the id and the seed: the same ones whatever the order of the rows.
struct Sample {
  double share = 1;
  uint64_t seed = 0;
  bool Takes(std::string_view customer) const;
};

/// The last `last` steps of every customer in `relation` (a table or view with the pack's event columns), in one pass:
/// nothing is sorted, memory grows with customers × `last`, not with events.
Journeys ReadLastSteps(store::Connection& connection, const pack::Pack& pack, const std::string& relation, size_t last,
                       Progress& progress);

/// All steps of the sampled customers; memory grows with their events.
Journeys ReadJourneys(store::Connection& connection, const pack::Pack& pack, const std::string& relation, const Sample& sample,
                      Progress& progress);

}  // namespace auspex::data
