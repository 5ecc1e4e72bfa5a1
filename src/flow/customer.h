#pragma once
// One customer's events as people read them, and finding customers by their ids.
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "pack/pack.h"
#include "store/database.h"

namespace auspex::flow {

/// The prediction knows no such customer.
class UnknownCustomer : public Error {
 public:
  UnknownCustomer(int64_t run, const std::string& customer);
};

/// One event. Attributes are those of the symbol in the vocabulary (of Journey::unknown for a symbol outside it), nothing where empty;
/// values are the table's further columns in the pack's order.
struct CustomerStep {
  Micros time = 0;
  std::string symbol;
  std::optional<std::string> detail;
  std::vector<std::pair<std::string, std::optional<std::string>>> attributes;
  std::vector<std::pair<std::string, store::Value>> values;
};

struct CustomerJourney {
  uint64_t events = 0;          ///< in all
  Micros first = 0, last = 0;   ///< of all; 0 if there are none
  std::vector<CustomerStep> steps;  ///< the last ones, oldest first; ties keep the order in which they were loaded
};

/// The events of `customer` before `to`; at most `most` of them as steps. One scan of the table: of 10 million events 14 to 27 ms
/// on two idle cores, so that no index has to be kept.
CustomerJourney ReadCustomer(store::Connection& connection, const pack::Pack& pack, const std::string& customer, Micros to, size_t most);

/// At most `most` customers of prediction `run` whose id contains `text`, without regard to case; first those that begin with it, then in
/// the order of their ids.
std::vector<std::string> SearchCustomers(store::Connection& connection, int64_t run, const std::string& text, size_t most);

}  // namespace auspex::flow
