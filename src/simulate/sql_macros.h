#pragma once
// What a pack's simulation in SQL may call: its settings, and randomness that depends on nothing but the seed, the customer,
// the period and a name. docs/pack.md, "simulate.sql", describes each macro. So a row's numbers do not depend on the order of rows, on
// the number of threads, or on how many customers are made at once.
#include <cstdint>
#include <string>

namespace auspex::simulate {

struct SqlSettings {
  uint64_t seed = 1;
  uint64_t first_customer = 1, last_customer = 1;  ///< of the slice that is made now
  uint32_t months = 12;
  int64_t first_month = 0;  ///< days since 1970-01-01 of the first of a month
  double faults = 0;        ///< share of values to spoil
};

/// Statements that make (or make anew) the macros.
std::string SqlMacros(const SqlSettings& settings);

}  // namespace auspex::simulate
