#pragma once
// Whom to approach by which channel on which day, so that the expected value of all contacts is the greatest that the capacities allow.
//
// A place is a channel on a day. Each customer takes one place or none; a place takes as many as its capacity. That is a transportation problem with few
// places, solved exactly by successive augmenting paths over the places (R. Ahuja, T. Magnanti, J. Orlin, "Network Flows", 1993, sections 9.7 and 12.4):
// the next contact is always the one that adds most, moving others from place to place where that makes room, until nothing adds anything. Between
// two places only the customer who loses least by moving counts, and a heap knows it; so a contact costs about places² steps, whatever the number of customers.
//
// Values are compared as whole multiples of a power of two, about the greatest value ÷ 2^40: sums are exact, and equal is equal. Among equals the lower key
// comes first, then the earlier place. The result does not depend on the order of the rows nor on the number of threads.
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace auspex::decide {

struct AssignmentProblem {
  size_t customers = 0, channels = 0, days = 1;
  std::span<const double> values;  ///< [customers][channels] expected value of a contact on the first day; NaN: not allowed
  std::span<const uint16_t>
      first_day;  ///< [customers][channels] first day, from 0, on which it is allowed; empty: 0. `days` or more: not in this plan
  std::span<const uint64_t> capacity;   ///< [days][channels]; 0 is a channel that rests
  std::span<const uint64_t> keys = {};  ///< [customers] rank among equals, all different; empty: the row's number
  double delay = 0;                     ///< share of its value that a contact loses by each day of waiting, 0 … 1
};

constexpr size_t kNoPlace = std::numeric_limits<size_t>::max();
constexpr size_t kMostPlaces = 256;

struct Assignment {
  std::vector<size_t> place;    ///< [customers] day × channels + channel, or kNoPlace
  std::vector<uint64_t> taken;  ///< [days][channels]
  std::vector<double> price;    ///< [days][channels] what one more contact at this place would add to the total; 0 where there is room
  double value = 0;             ///< expected value of all contacts
};

/// Throws Error(kUsage) for spans of other lengths than said, no channel or day, more than kMostPlaces places, an infinite value, a delay outside 0 … 1, and
/// (where `keys` are given) two equal ones.
Assignment Assign(const AssignmentProblem& problem);

/// Why a customer has no place.
enum class LeftOut {
  kNone,        ///< has one
  kNotAllowed,  ///< no channel is allowed
  kTooEarly,    ///< the first day allowed comes after the plan: `channel` is the earliest, of equal ones the most valuable
  kNoValue,     ///< no allowed channel has a positive value: `channel` is the best
  kCapacity,    ///< `channel` is full with contacts worth more; `price` is what one more place there would have to be worth
};

struct Explanation {
  LeftOut why = LeftOut::kNone;
  size_t channel = 0, day = 0;  ///< the most valuable place, as far as `why` speaks of one
  double value = 0, price = 0;  ///< of that place
};

Explanation Explain(const AssignmentProblem& problem, const Assignment& assignment, size_t customer);

/// The value of a contact at a place; NaN where it is not allowed then.
double ValueAt(const AssignmentProblem& problem, size_t customer, size_t place);

}  // namespace auspex::decide
