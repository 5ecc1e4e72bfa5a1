#include "data/step_encoder.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <numeric>

#include "base/error.h"

namespace auspex::data {
namespace {

constexpr double kMostClasses = 1000;     ///< of a category unless the pack says otherwise; rarer ones share class 0
constexpr double kLeastCount = 5;         ///< a category seen less often is rare, unless the pack says otherwise
constexpr size_t kMostSymbols = 60000;    ///< classes are 16-bit
constexpr const char* kEnd = "(end)";
constexpr const char* kUnseen = "(unseen)";

/// Mean and deviation in one pass (Welford).
class Moments {
 public:
  void Add(double x) {
    if (!std::isfinite(x)) return;
    ++count_;
    const double delta = x - mean_;
    mean_ += delta / static_cast<double>(count_);
    squares_ += delta * (x - mean_);
  }
  void Set(Normal& normal) const {
    normal.mean = mean_;
    const double deviation = count_ > 1 ? std::sqrt(squares_ / static_cast<double>(count_ - 1)) : 0;
    normal.deviation = deviation > 1e-6 ? deviation : 1;
  }

 private:
  uint64_t count_ = 0;
  double mean_ = 0, squares_ = 0;
};

double Transform(const Normal& normal, double x) { return normal.logarithm ? std::log1p(std::max(x, 0.0)) : x; }

constexpr double kSecondsADay = 86400;

double Seconds(Micros time) { return static_cast<double>(time) / kSecond; }

/// Names used by the chosen steps with how often, most frequent first, then by name.
std::vector<std::pair<std::string, uint64_t>> Ranked(const Interner& names, const std::vector<uint32_t>& values,
                                                     const std::function<bool(size_t)>& use) {
  std::vector<uint64_t> counts(names.size());
  for (size_t i = 0; i < values.size(); ++i) counts[values[i]] += use(i);
  std::vector<std::pair<std::string, uint64_t>> ranked;
  for (uint32_t n = 0; n < counts.size(); ++n) {
    if (counts[n] > 0) ranked.emplace_back(names.Name(n), counts[n]);
  }
  std::sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.second != b.second ? a.second > b.second : a.first < b.first; });
  return ranked;
}

void FitSymbols(const Journeys& journeys, const pack::Pack& pack, const std::function<bool(size_t)>& use, StepEncoder& encoder) {
  encoder.end = pack.journey.end;
  if (!pack.journey.vocabulary.empty()) {
    for (const auto& symbol : pack.journey.vocabulary) encoder.symbols.push_back(symbol.name);
    const auto at = std::find(encoder.symbols.begin(), encoder.symbols.end(), pack.journey.unknown);
    encoder.unknown = static_cast<uint32_t>(at == encoder.symbols.end() ? 0 : at - encoder.symbols.begin());
  } else {
    for (auto& [name, count] : Ranked(journeys.symbol_names, journeys.symbols, use)) encoder.symbols.push_back(name);
    std::sort(encoder.symbols.begin(), encoder.symbols.end());
    encoder.unknown = static_cast<uint32_t>(encoder.symbols.size());
    encoder.symbols.push_back(kUnseen);
  }
  if (encoder.end) encoder.symbols.push_back(kEnd);
  if (encoder.symbols.size() > kMostSymbols) {
    throw Error(Fault::kData, "column " + pack.journey.symbol + " has more than 60,000 different values", {},
                "Choose a coarser column as journey.symbol in the pack.");
  }
}

double Setting(const pack::Pack& pack, const std::string& name, double otherwise) {
  const auto at = pack.model.find(name);
  return at == pack.model.end() ? otherwise : at->second;
}

void FitCategories(const Journeys& journeys, const pack::Pack& pack, const std::function<bool(size_t)>& use, StepEncoder& encoder) {
  const auto most = static_cast<size_t>(Setting(pack, "category_classes", kMostClasses));
  const auto least = static_cast<uint64_t>(Setting(pack, "category_least", kLeastCount));
  for (size_t field = 0; field < journeys.categories.size(); ++field) {
    auto& names = encoder.categories.emplace_back();
    for (auto& [name, count] : Ranked(journeys.category_names[field], journeys.categories[field], use)) {
      if (names.size() < most && count >= least && !name.empty()) names.push_back(name);
    }
  }
}

/// Calls visit(step, index within the customer's journey) for every step.
template <class Visit>
void ForEachStep(const Journeys& journeys, Visit visit) {
  for (size_t c = 0; c < journeys.size(); ++c) {
    for (uint64_t i = journeys.begin[c]; i < journeys.begin[c + 1]; ++i) visit(i, i - journeys.begin[c]);
  }
}

void FitNumbers(const Journeys& journeys, const pack::Pack& pack, const std::function<bool(size_t)>& use, StepEncoder& encoder) {
  encoder.numbers.resize(journeys.numbers.size());
  for (size_t n = 0; n < encoder.numbers.size(); ++n) {
    encoder.numbers[n].logarithm = n < pack.journey.numbers.size();
    Moments moments;
    for (size_t i = 0; i < journeys.steps(); ++i) {
      if (use(i)) moments.Add(Transform(encoder.numbers[n], static_cast<double>(journeys.numbers[n][i])));
    }
    moments.Set(encoder.numbers[n]);
  }
  Moments gap, start, position, days;
  ForEachStep(journeys, [&](uint64_t i, uint64_t index) {
    if (!use(i)) return;
    const double seconds = index > 0 ? Seconds(journeys.times[i] - journeys.times[i - 1]) : 0;
    if (index > 0) gap.Add(Transform(encoder.gap, seconds));
    days.Add(Transform(encoder.gap_days, seconds / kSecondsADay));
    start.Add(Transform(encoder.since_start, Seconds(journeys.times[i] - journeys.times[i - index])));
    position.Add(Transform(encoder.position, static_cast<double>(index)));
  });
  gap.Set(encoder.gap);
  start.Set(encoder.since_start);
  position.Set(encoder.position);
  days.Set(encoder.gap_days);
}

/// Class of each name of an interner; those not in `classes` get `other`. `first` is the class of classes[0].
std::vector<uint16_t> ClassesOf(const Interner& names, const std::vector<std::string>& classes, uint32_t first, uint32_t other) {
  std::vector<uint16_t> of(names.size(), static_cast<uint16_t>(other));
  for (size_t k = 0; k < classes.size(); ++k) {
    const uint32_t number = names.Find(classes[k]);
    if (number != Interner::kNone) of[number] = static_cast<uint16_t>(first + k);
  }
  return of;
}

void EncodeClock(const Journeys& journeys, learn::StepTable& table) {
  const size_t first = table.numbers.size();
  table.numbers.resize(first + 4, std::vector<float>(journeys.steps()));
  for (size_t i = 0; i < journeys.steps(); ++i) {
    Micros of_week = (journeys.times[i] + 3 * kDay) % (7 * kDay);  // 1970-01-01 was a Thursday
    if (of_week < 0) of_week += 7 * kDay;
    const double day = 2 * std::numbers::pi * static_cast<double>(of_week % kDay) / kDay;
    const double week = 2 * std::numbers::pi * static_cast<double>(of_week) / (7 * kDay);
    const double values[] = {std::sin(day), std::cos(day), std::sin(week), std::cos(week)};
    for (size_t k = 0; k < 4; ++k) table.numbers[first + k][i] = static_cast<float>(values[k]);
  }
}

void EncodeHistory(const Journeys& journeys, const StepEncoder& encoder, learn::StepTable& table) {
  const size_t first = table.numbers.size(), fields = journeys.categories.size();
  table.numbers.resize(first + 3 + fields, std::vector<float>(journeys.steps()));
  ForEachStep(journeys, [&](uint64_t i, uint64_t index) {
    const double gap = index > 0 ? Seconds(journeys.times[i] - journeys.times[i - 1]) : 0;
    table.numbers[first][i] = encoder.since_start(Seconds(journeys.times[i] - journeys.times[i - index]));
    table.numbers[first + 1][i] = encoder.position(static_cast<double>(index));
    table.numbers[first + 2][i] = encoder.gap_days(gap / kSecondsADay);
    for (size_t f = 0; f < fields; ++f) {
      table.numbers[first + 3 + f][i] = index > 0 && journeys.categories[f][i] == journeys.categories[f][i - 1] ? 1.0f : 0.0f;
    }
  });
}

}  // namespace

float Normal::operator()(double value) const {
  if (std::isnan(value)) return 0;
  return static_cast<float>(std::clamp((Transform(*this, value) - mean) / deviation, -8.0, 8.0));
}

StepEncoder StepEncoder::Fit(const Journeys& journeys, const pack::Pack& pack, const std::function<bool(size_t)>& use) {
  StepEncoder encoder;
  encoder.clock = pack.journey.clock;
  encoder.history = pack.journey.steps == 0;
  FitSymbols(journeys, pack, use, encoder);
  FitCategories(journeys, pack, use, encoder);
  FitNumbers(journeys, pack, use, encoder);
  return encoder;
}

std::vector<uint16_t> StepEncoder::SymbolClasses(const Journeys& journeys) const {
  return ClassesOf(journeys.symbol_names, symbols, 0, unknown);
}

learn::StepTable StepEncoder::Encode(const Journeys& journeys) const {
  learn::StepTable table;
  table.num_symbols = static_cast<uint32_t>(symbols.size());
  const auto classes = SymbolClasses(journeys);
  table.symbols.resize(journeys.steps());
  for (size_t i = 0; i < journeys.steps(); ++i) table.symbols[i] = classes[journeys.symbols[i]];
  for (size_t field = 0; field < categories.size(); ++field) {
    table.category_sizes.push_back(static_cast<uint32_t>(categories[field].size() + 1));
    const auto of = ClassesOf(journeys.category_names[field], categories[field], 1, 0);
    auto& column = table.categories.emplace_back(journeys.steps());
    for (size_t i = 0; i < journeys.steps(); ++i) column[i] = of[journeys.categories[field][i]];
  }
  for (size_t n = 0; n < numbers.size(); ++n) {
    auto& column = table.numbers.emplace_back(journeys.steps());
    for (size_t i = 0; i < journeys.steps(); ++i) column[i] = numbers[n](static_cast<double>(journeys.numbers[n][i]));
  }
  if (clock) EncodeClock(journeys, table);
  if (history) EncodeHistory(journeys, *this, table);
  table.gaps.resize(journeys.steps());
  ForEachStep(journeys, [&](uint64_t i, uint64_t index) {
    table.gaps[i] = index == 0 ? 0 : gap(Seconds(journeys.times[i] - journeys.times[i - 1]));
  });
  return table;
}

void LabelSteps(const Journeys& journeys, const StepEncoder& encoder, const pack::Pack& pack, const TimeSplit& split,
                learn::StepTable& table) {
  const auto classes = encoder.SymbolClasses(journeys);
  const Micros horizon = HorizonOf(pack);
  std::vector<uint32_t> targets;
  for (const auto& conversion : pack.conversions) targets.push_back(journeys.symbol_names.Find(conversion.symbol));
  table.next.assign(journeys.steps(), learn::kNoLabel);
  table.conversions.assign(targets.size(), std::vector<int8_t>(journeys.steps(), learn::kNoLabel));
  for (size_t c = 0; c < journeys.size(); ++c) {
    std::vector<Micros> following(targets.size(), INT64_MAX);  // when each conversion next happens after step i
    for (uint64_t i = journeys.begin[c + 1]; i-- > journeys.begin[c];) {
      const Micros time = journeys.times[i];
      if (const Slice* slice = split.Find(time)) {
        const bool has_next = i + 1 < journeys.begin[c + 1] && journeys.times[i + 1] < slice->labels_end;
        if (has_next) table.next[i] = classes[journeys.symbols[i + 1]];
        for (size_t k = 0; k < targets.size(); ++k) {
          if (time + horizon <= slice->labels_end) table.conversions[k][i] = following[k] <= time + horizon;
        }
      }
      for (size_t k = 0; k < targets.size(); ++k) {
        if (journeys.symbols[i] == targets[k]) following[k] = time;
      }
    }
  }
}

void LabelClosed(const Journeys& journeys, const StepEncoder& encoder, learn::StepTable& table) {
  const auto classes = encoder.SymbolClasses(journeys);
  table.next.assign(journeys.steps(), learn::kNoLabel);
  for (size_t c = 0; c < journeys.size(); ++c) {
    for (uint64_t i = journeys.begin[c]; i < journeys.begin[c + 1]; ++i) {
      const bool last = i + 1 == journeys.begin[c + 1];
      if (!last) table.next[i] = classes[journeys.symbols[i + 1]];
      else if (encoder.end) table.next[i] = static_cast<int32_t>(encoder.symbols.size() - 1);
    }
  }
}

void AddWindows(const Journeys& journeys, size_t customer, size_t last, const std::function<bool(size_t)>& use,
                std::vector<learn::Window>& windows) {
  const uint64_t begin = journeys.begin[customer];
  uint64_t first = begin, end = journeys.begin[customer + 1];
  while (first < end && !use(first)) ++first;
  while (end > first && !use(end - 1)) --end;
  if (first == end) return;
  if (last == 0) last = end - begin;
  const uint64_t shared_end = std::min<uint64_t>(end, begin + last);
  if (first < shared_end) {
    windows.push_back({begin, static_cast<uint32_t>(shared_end - begin), static_cast<uint32_t>(first - begin)});
  }
  for (uint64_t i = std::max(first, begin + last); i < end; ++i) {
    windows.push_back({i + 1 - last, static_cast<uint32_t>(last), static_cast<uint32_t>(last - 1)});
  }
}

}  // namespace auspex::data
