#include "decide/assignment.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "base/error.h"
#include "base/threads.h"

namespace auspex::decide {
namespace {

constexpr int64_t kNever = std::numeric_limits<int64_t>::min() / 4;
constexpr int kBits = 40;  // of the greatest value

void Require(bool holds, const std::string& what) {
  if (!holds) throw Error(Fault::kUsage, what, "assignment of contacts", "correct the channels or their values");
}

void Check(const AssignmentProblem& problem) {
  const size_t cells = problem.customers * problem.channels;
  Require(problem.channels > 0 && problem.days > 0, "there is no channel or no day");
  Require(problem.channels * problem.days <= kMostPlaces, "there are more than " + std::to_string(kMostPlaces) + " channels × days");
  Require(problem.values.size() == cells, "the values are not customers × channels");
  Require(problem.first_day.empty() || problem.first_day.size() == cells, "the first days are not customers × channels");
  Require(problem.capacity.size() == problem.channels * problem.days, "the capacities are not days × channels");
  Require(problem.keys.empty() || problem.keys.size() == problem.customers, "the keys are not one a customer");
  Require(problem.delay >= 0 && problem.delay <= 1, "the delay is not a share between 0 and 1");
  Require(std::ranges::none_of(problem.values, [](double value) { return std::isinf(value); }), "a value is infinite");
  std::vector<uint64_t> keys(problem.keys.begin(), problem.keys.end());
  std::ranges::sort(keys);
  Require(std::ranges::adjacent_find(keys) == keys.end(), "two customers have one key");
}

/// A customer as a heap or a list holds one: the greater gain comes first, then the lower key.
struct Entry {
  int64_t gain;
  uint64_t key;
  uint32_t customer;
  bool operator<(const Entry& other) const { return gain != other.gain ? gain < other.gain : key > other.key; }
};

class Solver {
 public:
  explicit Solver(const AssignmentProblem& problem)
      : problem_(problem),
        places_(problem.channels * problem.days),
        waiting_(places_),
        members_(places_),
        next_(places_),
        place_(problem.customers, kNoPlace),
        taken_(places_),
        moves_(places_ * places_),
        move_gain_(places_ * places_, kNever) {
    SetUnit();
    LineUp();
  }

  Assignment Solve() {
    while (Augment()) {
    }
    Assignment result{std::move(place_), std::move(taken_), {}, 0};
    for (const int64_t price : Prices(result)) result.price.push_back(static_cast<double>(price) * unit_);
    int64_t total = 0;
    for (size_t i = 0; i < problem_.customers; ++i) total += result.place[i] == kNoPlace ? 0 : Value(i, result.place[i]);
    result.value = static_cast<double>(total) * unit_;
    return result;
  }

 private:
  /// The unit of values, and each day's worth in it.
  void SetUnit() {
    double greatest = 0;
    for (const double value : problem_.values) greatest = value > greatest ? value : greatest;
    int exponent = 0;
    std::frexp(greatest, &exponent);
    unit_ = std::ldexp(1, exponent - kBits);
    double worth = 1;
    for (size_t day = 0; day < problem_.days; ++day, worth *= 1 - problem_.delay) worth_.push_back(worth / unit_);
  }

  size_t FirstDay(size_t customer, size_t channel) const {
    return problem_.first_day.empty() ? 0 : problem_.first_day[customer * problem_.channels + channel];
  }
  uint64_t Key(size_t customer) const { return problem_.keys.empty() ? customer : problem_.keys[customer]; }
  bool HasRoom(size_t place) const { return taken_[place] < problem_.capacity[place]; }

  /// In units; kNever where it is not allowed or not positive.
  int64_t Value(size_t customer, size_t place) const {
    const size_t channel = place % problem_.channels, day = place / problem_.channels;
    const double value = problem_.values[customer * problem_.channels + channel];
    if (!(value > 0) || FirstDay(customer, channel) > day) return kNever;
    const int64_t units = std::llround(value * worth_[day]);
    return units > 0 ? units : kNever;
  }

  /// Makes the waiting lines: for each place the customers it may take, the most valuable first. No more contacts than the sum of the capacities can ever be
  /// made, and each takes at most one customer from a line, so longer lines are cut.
  void LineUp() {
    uint64_t most = 0;
    for (const uint64_t capacity : problem_.capacity)
      most = std::min<uint64_t>(most + std::min<uint64_t>(capacity, problem_.customers), problem_.customers);
    ParallelFor(places_, 1, [&](size_t begin, size_t end) {
      for (size_t place = begin; place < end; ++place) LineUp(place, static_cast<size_t>(most));
    });
  }
  void LineUp(size_t place, size_t most) {
    std::vector<Entry>& line = waiting_[place];
    for (size_t i = 0; i < problem_.customers; ++i) {
      const int64_t value = Value(i, place);
      if (value == kNever) continue;
      line.push_back({value, Key(i), static_cast<uint32_t>(i)});
      if (line.size() >= 2 * most + 4096) Cut(line, most);
    }
    Cut(line, most);
    std::ranges::sort(line, [](const Entry& a, const Entry& b) { return b < a; });
  }
  static void Cut(std::vector<Entry>& line, size_t most) {
    if (line.size() <= most) return;
    std::ranges::nth_element(line, line.begin() + static_cast<ptrdiff_t>(most), [](const Entry& a, const Entry& b) { return b < a; });
    line.resize(most);
  }

  /// What the best waiting customer of a place would bring.
  int64_t EntryGain(size_t place) {
    std::vector<Entry>& line = waiting_[place];
    while (next_[place] < line.size() && place_[line[next_[place]].customer] != kNoPlace) ++next_[place];
    return next_[place] < line.size() ? line[next_[place]].gain : kNever;
  }

  /// Brings the best move from one place to another up to date.
  void RenewMove(size_t from, size_t to) {
    std::vector<Entry>& heap = moves_[from * places_ + to];
    while (!heap.empty() && place_[heap.front().customer] != from) {
      std::pop_heap(heap.begin(), heap.end());
      heap.pop_back();
    }
    move_gain_[from * places_ + to] = heap.empty() ? kNever : heap.front().gain;
  }

  void OfferMoves(size_t customer, size_t from) {
    const int64_t here = Value(customer, from);
    for (size_t to = 0; to < places_; ++to) {
      const int64_t there = to == from || problem_.capacity[to] == 0 ? kNever : Value(customer, to);
      if (there == kNever) continue;
      std::vector<Entry>& heap = moves_[from * places_ + to];
      heap.push_back({there - here, Key(customer), static_cast<uint32_t>(customer)});
      std::push_heap(heap.begin(), heap.end());
    }
  }

  /// Only moves out of full places make room: from one with room the best next contact would have gone there directly.
  void Enter(size_t customer, size_t place) {
    const bool was_full = !HasRoom(place);
    place_[customer] = place;
    if (was_full) return OfferMoves(customer, place);
    members_[place].push_back(static_cast<uint32_t>(customer));
  }
  void BecomeFull(size_t place) {
    for (const uint32_t customer : members_[place]) OfferMoves(customer, place);
    members_[place] = {};
  }

  /// The gains of the best way into each place, and the place before it on that way (itself: straight from the line).
  void FindWays(std::vector<int64_t>& gain, std::vector<size_t>& before) {
    for (size_t place = 0; place < places_; ++place) gain[place] = EntryGain(place), before[place] = place;
    for (bool changed = true; changed;) {
      changed = false;
      for (size_t from = 0; from < places_; ++from) {
        if (HasRoom(from) || gain[from] <= 0) continue;
        for (size_t to = 0; to < places_; ++to) {
          const int64_t move = move_gain_[from * places_ + to];
          if (move == kNever || gain[from] + move <= gain[to]) continue;
          gain[to] = gain[from] + move;
          before[to] = from;
          changed = true;
        }
      }
    }
  }

  /// Makes the contact that adds most; false where none adds anything.
  bool Augment() {
    gain_.resize(places_), before_.resize(places_);
    FindWays(gain_, before_);
    size_t last = kNoPlace;
    for (size_t place = 0; place < places_; ++place) {
      if (HasRoom(place) && gain_[place] > 0 && (last == kNoPlace || gain_[place] > gain_[last])) last = place;
    }
    if (last == kNoPlace) return false;
    way_.clear();
    for (size_t place = last;; place = before_[place]) {
      way_.push_back(place);
      if (before_[place] == place) break;
    }
    Follow();
    return true;
  }

  /// Moves the customers along `way_`, whose first place is the one with room.
  void Follow() {
    movers_.clear();
    for (size_t k = 0; k + 1 < way_.size(); ++k) movers_.push_back(moves_[way_[k + 1] * places_ + way_[k]].front().customer);
    movers_.push_back(waiting_[way_.back()][next_[way_.back()]].customer);
    for (size_t k = 0; k < way_.size(); ++k) Enter(movers_[k], way_[k]);
    ++taken_[way_[0]];
    if (!HasRoom(way_[0])) BecomeFull(way_[0]);
    for (const size_t from : way_) {
      if (HasRoom(from)) continue;
      for (size_t to = 0; to < places_; ++to) RenewMove(from, to);
    }
  }

  /// The least prices that support the assignment: longest ways into each place from a customer who waits or from any place with or without room.
  std::vector<int64_t> Prices(const Assignment& result) const {
    std::vector<int64_t> price(places_, 0), best(places_ * places_, kNever);
    for (size_t i = 0; i < problem_.customers; ++i) {
      const size_t from = result.place[i];
      for (size_t to = 0; to < places_; ++to) {
        const int64_t there = Value(i, to);
        if (there == kNever || to == from) continue;
        if (from == kNoPlace) price[to] = std::max(price[to], there);
        else best[from * places_ + to] = std::max(best[from * places_ + to], there - Value(i, from));
      }
    }
    for (bool changed = true; changed;) {
      changed = false;
      for (size_t cell = 0; cell < best.size(); ++cell) {
        const size_t from = cell / places_, to = cell % places_;
        if (best[cell] == kNever || price[from] + best[cell] <= price[to]) continue;
        price[to] = price[from] + best[cell];
        changed = true;
      }
    }
    return price;
  }

  const AssignmentProblem& problem_;
  const size_t places_;
  double unit_ = 1;
  std::vector<double> worth_;                   // [days] of a value of 1, in units
  std::vector<std::vector<Entry>> waiting_;     // [places]
  std::vector<std::vector<uint32_t>> members_;  // [places] while there is room
  std::vector<size_t> next_;                    // [places] into waiting_
  std::vector<size_t> place_;                   // [customers]
  std::vector<uint64_t> taken_;                 // [places]
  std::vector<std::vector<Entry>> moves_;       // [from][to] heaps; entries of customers who have left are dropped when they come to the top
  std::vector<int64_t> move_gain_;              // [from][to]
  std::vector<int64_t> gain_;
  std::vector<size_t> before_, way_, movers_;
};

}  // namespace

Assignment Assign(const AssignmentProblem& problem) {
  Check(problem);
  return Solver(problem).Solve();
}

double ValueAt(const AssignmentProblem& problem, size_t customer, size_t place) {
  const size_t channel = place % problem.channels, day = place / problem.channels, cell = customer * problem.channels + channel;
  if (!problem.first_day.empty() && problem.first_day[cell] > day) return std::numeric_limits<double>::quiet_NaN();
  double worth = 1;
  for (size_t d = 0; d < day; ++d) worth *= 1 - problem.delay;
  return problem.values[cell] * worth;
}

Explanation Explain(const AssignmentProblem& problem, const Assignment& assignment, size_t customer) {
  Explanation out;
  if (assignment.place[customer] != kNoPlace) return out;
  out.why = LeftOut::kNotAllowed;
  size_t earliest = std::numeric_limits<size_t>::max();
  for (size_t channel = 0; channel < problem.channels; ++channel) {
    const size_t cell = customer * problem.channels + channel;
    const double value = problem.values[cell];
    if (std::isnan(value)) continue;
    const size_t day = problem.first_day.empty() ? 0 : problem.first_day[cell];
    if (day < problem.days) {
      const bool first = out.why != LeftOut::kNoValue && out.why != LeftOut::kCapacity;
      const double worth = ValueAt(problem, customer, day * problem.channels + channel);
      if (first || worth > out.value)
        out = {worth > 0 ? LeftOut::kCapacity : LeftOut::kNoValue, channel, day, worth, assignment.price[day * problem.channels + channel]};
    } else if ((out.why == LeftOut::kNotAllowed || out.why == LeftOut::kTooEarly) && (day < earliest || (day == earliest && value > out.value))) {
      earliest = day;
      out = {LeftOut::kTooEarly, channel, day, value, 0};
    }
  }
  return out;
}

}  // namespace auspex::decide
