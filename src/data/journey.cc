#include "data/journey.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <numeric>

#include "base/error.h"
#include "base/progress.h"
#include "base/random.h"

namespace auspex::data {
namespace {

/// Which words of a packed step hold what: time in the first two, then symbol, detail, categories, numbers.
struct Layout {
  size_t categories, numbers, words;
  explicit Layout(const pack::Journey& journey)
      : categories(journey.categories.size()),
        numbers(journey.numbers.size() + journey.flags.size()),
        words(4 + categories + numbers) {}
};

using Word = uint32_t;

Micros TimeOf(const Word* step) {
  Micros time;
  std::memcpy(&time, step, sizeof time);
  return time;
}

std::string SelectSteps(const pack::Pack& pack, const std::string& relation) {
  using store::QuoteName;
  const auto& journey = pack.journey;
  std::string sql = "SELECT " + QuoteName(pack.Events().customer) + ", " + QuoteName(pack.Events().time) + ", " +
                    QuoteName(journey.symbol) + ", " + (journey.detail.empty() ? "NULL::VARCHAR" : QuoteName(journey.detail));
  for (const auto& name : journey.categories) sql += ", " + QuoteName(name);
  for (const auto& name : journey.numbers) sql += ", CAST(" + QuoteName(name) + " AS FLOAT)";
  for (const auto& name : journey.flags) sql += ", CAST(" + QuoteName(name) + " AS FLOAT)";
  return sql + " FROM " + relation;
}

Journeys Empty(const Layout& layout) {
  Journeys journeys;
  journeys.categories.resize(layout.categories);
  journeys.numbers.resize(layout.numbers);
  journeys.category_names.resize(layout.categories);
  return journeys;
}

/// Packs row `row` of a chunk of SelectSteps into `step`.
void PackStep(const store::Chunk& chunk, size_t row, const Layout& layout, Journeys& names, Word* step) {
  const Micros time = chunk.Numbers<int64_t>(1)[row];
  std::memcpy(step, &time, sizeof time);
  step[2] = names.symbol_names.Intern(chunk.Text(2, row));
  step[3] = names.detail_names.Intern(chunk.Text(3, row));
  for (size_t c = 0; c < layout.categories; ++c) step[4 + c] = names.category_names[c].Intern(chunk.Text(4 + c, row));
  for (size_t n = 0; n < layout.numbers; ++n) {
    const size_t column = 4 + layout.categories + n;
    const float value = chunk.Valid(column, row) ? chunk.Numbers<float>(column)[row] : std::numeric_limits<float>::quiet_NaN();
    step[column] = std::bit_cast<Word>(value);
  }
}

void Unpack(const Word* step, const Layout& layout, Journeys& journeys) {
  journeys.times.push_back(TimeOf(step));
  journeys.symbols.push_back(step[2]);
  journeys.details.push_back(step[3]);
  for (size_t c = 0; c < layout.categories; ++c) journeys.categories[c].push_back(step[4 + c]);
  for (size_t n = 0; n < layout.numbers; ++n) {
    journeys.numbers[n].push_back(std::bit_cast<float>(step[4 + layout.categories + n]));
  }
}

void ReserveSteps(Journeys& journeys, size_t steps) {
  journeys.times.reserve(steps);
  journeys.symbols.reserve(steps);
  journeys.details.reserve(steps);
  for (auto& column : journeys.categories) column.reserve(steps);
  for (auto& column : journeys.numbers) column.reserve(steps);
}

/// The newest steps of each customer, oldest first, in blocks of customers so that nothing moves as it grows.
class LastSteps {
 public:
  LastSteps(size_t last, size_t words) : last_(last), words_(words) {}

  /// Adds a step of `customer` (numbers come in order of first sight), forgetting the oldest if there are too many.
  void Add(uint32_t customer, const Word* step) {
    if (customer == counts_.size()) {
      if (customer % kCustomers == 0) blocks_.push_back(std::make_unique_for_overwrite<Word[]>(kCustomers * last_ * words_));
      counts_.push_back(0);
    }
    Word* steps = Steps(customer);
    size_t count = counts_[customer];
    const Micros time = TimeOf(step);
    size_t at = count;
    while (at > 0 && TimeOf(steps + (at - 1) * words_) > time) --at;
    if (count == last_) {
      if (at == 0) return;  // older than all that are kept
      std::memmove(steps, steps + words_, (at - 1) * words_ * sizeof(Word));
      --at;
    } else {
      std::memmove(steps + (at + 1) * words_, steps + at * words_, (count - at) * words_ * sizeof(Word));
      ++counts_[customer];
    }
    std::memcpy(steps + at * words_, step, words_ * sizeof(Word));
  }

  size_t TotalSteps() const { return std::accumulate(counts_.begin(), counts_.end(), size_t{0}); }

  /// Moves everything into columns; blocks are freed as they are read.
  void MoveTo(const Layout& layout, Journeys& journeys) {
    ReserveSteps(journeys, TotalSteps());
    journeys.begin.reserve(counts_.size() + 1);
    for (uint32_t customer = 0; customer < counts_.size(); ++customer) {
      if (customer > 0 && customer % kCustomers == 0) blocks_[customer / kCustomers - 1].reset();
      const Word* steps = Steps(customer);
      for (size_t s = 0; s < counts_[customer]; ++s) Unpack(steps + s * words_, layout, journeys);
      journeys.begin.push_back(journeys.times.size());
    }
  }

 private:
  static constexpr size_t kCustomers = 4096;
  Word* Steps(uint32_t customer) { return blocks_[customer / kCustomers].get() + customer % kCustomers * last_ * words_; }

  size_t last_, words_;
  std::vector<std::unique_ptr<Word[]>> blocks_;
  std::vector<uint16_t> counts_;
};

/// Orders packed steps by customer, then time; ties keep their order.
std::vector<uint32_t> OrderOf(const std::vector<uint32_t>& owners, const std::vector<Word>& steps, size_t words) {
  std::vector<uint32_t> order(owners.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    if (owners[a] != owners[b]) return owners[a] < owners[b];
    return TimeOf(&steps[size_t{a} * words]) < TimeOf(&steps[size_t{b} * words]);
  });
  return order;
}

template <class Take>
void Scan(store::Connection& connection, const pack::Pack& pack, const std::string& relation, Progress& progress, Take take) {
  progress.Begin("reading journeys", "events", static_cast<uint64_t>(connection.Integer("SELECT count(*) FROM " + relation)));
  store::Result result = connection.Stream(SelectSteps(pack, relation));
  store::Chunk chunk;
  uint64_t done = 0;
  while (result.Next(chunk)) {
    for (size_t row = 0; row < chunk.rows(); ++row) take(chunk, row);
    progress.Update(done += chunk.rows());
  }
  progress.End();
}

}  // namespace

bool Sample::Takes(std::string_view customer) const {
  if (share >= 1) return true;
  uint64_t hash = 0xCBF29CE484222325ull;  // FNV-1a
  for (const char c : customer) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ull;
  return static_cast<double>(Mix(hash ^ Mix(seed)) >> 11) * 0x1.0p-53 < share;
}

Journeys ReadLastSteps(store::Connection& connection, const pack::Pack& pack, const std::string& relation, size_t last,
                       Progress& progress) {
  if (last == 0 || last > 1000) throw Error(Fault::kUsage, "journey.steps must be 1 to 1,000 here", pack.folder.string());
  const Layout layout(pack.journey);
  Journeys journeys = Empty(layout);
  LastSteps kept(last, layout.words);
  std::vector<Word> step(layout.words);
  Scan(connection, pack, relation, progress, [&](const store::Chunk& chunk, size_t row) {
    const uint32_t customer = journeys.customers.Intern(chunk.Text(0, row));
    PackStep(chunk, row, layout, journeys, step.data());
    kept.Add(customer, step.data());
  });
  kept.MoveTo(layout, journeys);
  return journeys;
}

Journeys ReadJourneys(store::Connection& connection, const pack::Pack& pack, const std::string& relation, const Sample& sample,
                      Progress& progress) {
  const Layout layout(pack.journey);
  Journeys journeys = Empty(layout);
  std::vector<uint32_t> owners;
  std::vector<Word> steps;
  Scan(connection, pack, relation, progress, [&](const store::Chunk& chunk, size_t row) {
    const std::string_view customer = chunk.Text(0, row);
    if (!sample.Takes(customer)) return;
    if (owners.size() == UINT32_MAX) throw Error(Fault::kUsage, "too many events to train on at once", {}, "Lower --max-events.");
    owners.push_back(journeys.customers.Intern(customer));
    steps.resize(steps.size() + layout.words);
    PackStep(chunk, row, layout, journeys, steps.data() + steps.size() - layout.words);
  });
  ReserveSteps(journeys, owners.size());
  uint32_t customer = 0;
  for (const uint32_t at : OrderOf(owners, steps, layout.words)) {
    for (; customer < owners[at]; ++customer) journeys.begin.push_back(journeys.times.size());
    Unpack(&steps[size_t{at} * layout.words], layout, journeys);
  }
  if (!owners.empty()) journeys.begin.push_back(journeys.times.size());
  return journeys;
}

}  // namespace auspex::data
