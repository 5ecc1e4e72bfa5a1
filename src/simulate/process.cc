#include "simulate/process.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "base/error.h"
#include "simulate/event.h"

namespace auspex::simulate {
namespace {

constexpr size_t kMaxSweeps = 200'000;
constexpr double kConverged = 1e-15;

double Sum(std::span<const double> values) { return std::accumulate(values.begin(), values.end(), 0.0); }

/// Divides by the sum; leaves zeros alone.
void Normalise(std::span<double> values) {
  const double sum = Sum(values);
  if (!(sum > 0)) return;
  for (double& value : values) value /= sum;
}

double NormalCdf(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

double LogNormalCdf(double x, double median, double sigma) {
  return x <= 0 ? 0 : NormalCdf(std::log(x / median) / sigma);
}

/// Probability of each whole second 0..longest; 0 never occurs and the tail is cut off.
std::vector<double> DwellLaw(double median, double sigma, size_t longest) {
  std::vector<double> law(longest + 1, 0.0);
  for (size_t s = 1; s <= longest; ++s) {
    const auto x = static_cast<double>(s);
    law[s] = LogNormalCdf(x + 0.5, median, sigma) - LogNormalCdf(s == 1 ? 0 : x - 0.5, median, sigma);
  }
  Normalise(law);
  return law;
}

/// Probability that the gap is less than `hours`.
double GapCdf(const pack::Gap& gap, double hours) {
  double later = 0, weight = 1 / gap.days;
  for (int day = 1; day * 24.0 < hours + 6 * gap.spread_hours; ++day, weight *= 1 - 1 / gap.days) {
    later += weight * NormalCdf((hours - 24.0 * day) / gap.spread_hours);
  }
  return gap.soon * LogNormalCdf(hours, gap.soon_hours, gap.soon_sigma) + (1 - gap.soon) * later;
}

std::vector<double> GapLaw(const pack::Gap& gap, double longest_days) {
  std::vector<double> law(static_cast<size_t>(std::ceil(longest_days * 86400 / kGapBin)), 0.0);
  for (size_t bin = kSessionGap / kGapBin; bin < law.size(); ++bin) {
    const double from = static_cast<double>(bin) * kGapBin / 3600.0;
    law[bin] = std::max(0.0, GapCdf(gap, from + kGapBin / 3600.0) - GapCdf(gap, from));
  }
  Normalise(law);
  return law;
}

/// Fixed point of `sweep`, which maps a vector to the next and returns the largest change.
bool Iterate(const std::function<double()>& sweep) {
  for (size_t i = 0; i < kMaxSweeps; ++i) {
    if (sweep() < kConverged) return true;
  }
  return false;
}

}  // namespace

Process::Process(pack::Simulation data) : data_(std::move(data)), laws_(data_.intents.size()) {
  for (const auto& intent : data_.intents) shares_.push_back(intent.share);
  if (!(Sum(shares_) > 0)) throw Error(Fault::kUsage, "the shares of all intents are zero", data_.file.string());
  Normalise(shares_);
  for (size_t k = 0; k < laws_.size(); ++k) {
    const auto& intent = data_.intents[k];
    CompileMoves(k);
    CompileTimes(k);
    laws_[k].next = intent.next;
    for (double& p : laws_[k].next) p *= 1 - intent.leave;
    laws_[k].attributes = intent.attributes;
    for (auto& law : laws_[k].attributes) Normalise(law);
  }
  CheckEnds();
}

void Process::CompileMoves(size_t intent) {
  const auto& weights = data_.intents[intent];
  IntentLaw& law = laws_[intent];
  std::vector<double> held(data_.groups.size(), 0.0);
  for (size_t s = 0; s < symbols(); ++s) held[data_.group_of[s]] += weights.symbols[s];
  for (size_t s = 0; s < symbols(); ++s) {
    const size_t group = data_.group_of[s];
    law.first.push_back(held[group] > 0 ? weights.first[group] * weights.symbols[s] / held[group] : 0);
  }
  if (!(Sum(law.first) > 0)) {
    throw Error(Fault::kUsage, "intent '" + weights.name + "' has no first step", data_.file.string(),
                "Give it a table 'first' of groups whose symbols have weight.");
  }
  Normalise(law.first);
  law.moves.assign(symbols() * symbols(), 0.0);
  law.end.assign(symbols(), 0.0);
  for (size_t from = 0; from < symbols(); ++from) CompileRow(intent, from);
}

/// Weight of each symbol as the next one within its group: the intent's liking times the bonus of what is related.
std::vector<double> Process::GroupWeights(size_t intent, size_t from) const {
  std::vector<double> weights = data_.intents[intent].symbols;
  for (const auto& relation : data_.relations) {
    if (std::find(relation.symbols.begin(), relation.symbols.end(), from) == relation.symbols.end()) continue;
    for (const size_t to : relation.symbols) weights[to] *= relation.bonus;
  }
  weights[from] *= data_.repeat;
  return weights;
}

/// Follows the flows that the symbol belongs to and the intent takes, each of which rules an equal part of the moves.
/// Returns the probability that they leave to ordinary moves.
double Process::FollowFlows(size_t intent, size_t from, std::span<double> row) const {
  const auto& going_on = data_.intents[intent].flows;
  const auto place = [&](const pack::Flow& flow) { return std::find(flow.steps.begin(), flow.steps.end() - 1, from); };
  double taken = 0, left = 1;
  for (size_t f = 0; f < data_.flows.size(); ++f) {
    taken += going_on[f] > 0 && place(data_.flows[f]) != data_.flows[f].steps.end() - 1 ? 1 : 0;
  }
  for (size_t f = 0; f < data_.flows.size() && taken > 0; ++f) {
    const auto& flow = data_.flows[f];
    const auto at = place(flow);
    if (!(going_on[f] > 0) || at == flow.steps.end() - 1) continue;
    const double on = going_on[f] / taken, back = at == flow.steps.begin() ? 0 : flow.back / taken;
    row[*(at + 1)] += on;
    if (back > 0) row[*(at - 1)] += back;
    left -= on + back;
  }
  return std::max(0.0, left);
}

/// Ordinary moves go by group and then by symbol; they get what the flows leave.
void Process::CompileRow(size_t intent, size_t from) {
  const auto& likes = data_.intents[intent];
  const auto& group = data_.groups[data_.group_of[from]];
  const std::vector<double> weights = GroupWeights(intent, from);
  std::vector<double> held(data_.groups.size(), 0.0), by_group(data_.groups.size(), 0.0);
  for (size_t s = 0; s < symbols(); ++s) held[data_.group_of[s]] += weights[s];
  for (size_t g = 0; g < held.size(); ++g) by_group[g] = held[g] > 0 ? group.moves[g] * likes.groups[g] : 0;
  const double end = group.end * likes.end, total = Sum(by_group) + end;
  if (!(total > 0)) {
    throw Error(Fault::kUsage, "nothing follows group '" + group.name + "' for intent '" + likes.name + "'",
                data_.file.string(), "Give the group moves or a weight 'end' above 0.");
  }
  const auto row = std::span(laws_[intent].moves).subspan(from * symbols(), symbols());
  const double left = FollowFlows(intent, from, row);
  for (size_t s = 0; s < symbols(); ++s) {
    const size_t g = data_.group_of[s];
    if (held[g] > 0) row[s] += left * by_group[g] / total * weights[s] / held[g];
  }
  laws_[intent].end[from] = left * end / total;
}

void Process::CompileTimes(size_t intent) {
  const auto& own = data_.intents[intent];
  for (const auto& group : data_.groups) {
    laws_[intent].dwell.push_back(DwellLaw(group.dwell_median * own.dwell, group.dwell_sigma, data_.longest_dwell));
    if (Sum(laws_[intent].dwell.back()) > 0) continue;
    throw Error(Fault::kUsage, "no dwell time in group '" + group.name + "' of intent '" + own.name +
                                   "' is shorter than longest_dwell", data_.file.string());
  }
  laws_[intent].gap = GapLaw(own.gap, data_.longest_gap_days);
  if (!(Sum(laws_[intent].gap) > 0)) {
    throw Error(Fault::kUsage, "no gap of intent '" + own.name + "' is shorter than longest_gap_days", data_.file.string());
  }
}

/// Sessions and customers that never end would make neither file nor truth.
void Process::CheckEnds() const {
  for (size_t k = 0; k < intents(); ++k) Visits(k);
  std::vector<double> now = shares_, next(intents());
  const bool ends = Iterate([&] {
    std::fill(next.begin(), next.end(), 0.0);
    for (size_t k = 0; k < intents(); ++k) {
      for (size_t j = 0; j < intents(); ++j) next[j] += now[k] * laws_[k].next[j];
    }
    now = next;
    return Sum(now);
  });
  if (!ends) {
    throw Error(Fault::kUsage, "customers never leave", data_.file.string(), "Give the intents a 'leave' above 0.");
  }
}

std::vector<double> Process::Visits(size_t intent) const {
  const IntentLaw& law = laws_[intent];
  std::vector<double> sum(symbols(), 0.0), now = law.first, next(symbols());
  const bool ends = Iterate([&] {
    std::fill(next.begin(), next.end(), 0.0);
    for (size_t a = 0; a < symbols(); ++a) {
      sum[a] += now[a];
      if (now[a] == 0) continue;
      for (size_t b = 0; b < symbols(); ++b) next[b] += now[a] * law.moves[a * symbols() + b];
    }
    now = next;
    return Sum(now);
  });
  if (!ends) {
    throw Error(Fault::kUsage, "sessions of intent '" + data_.intents[intent].name + "' never end", data_.file.string(),
                "Give the groups a weight 'end' above 0.");
  }
  return sum;
}

std::vector<double> Process::Reach(size_t intent, size_t target) const {
  const IntentLaw& law = laws_[intent];
  std::vector<double> reach(symbols(), 0.0), next(symbols());
  Iterate([&] {
    double change = 0;
    for (size_t a = 0; a < symbols(); ++a) {
      next[a] = 0;
      for (size_t b = 0; b < symbols(); ++b) {
        next[a] += law.moves[a * symbols() + b] * (b == target ? 1.0 : reach[b]);
      }
      change = std::max(change, std::abs(next[a] - reach[a]));
    }
    reach = next;
    return change;
  });
  return reach;
}

std::vector<double> Process::SecondsLeft(size_t intent, size_t target) const {
  const IntentLaw& law = laws_[intent];
  const std::vector<double> reach = Reach(intent, target);
  std::vector<double> step(symbols()), left(symbols(), 0.0), next(symbols());
  for (size_t a = 0; a < symbols(); ++a) {
    const auto& dwell = law.dwell[data_.group_of[a]];
    step[a] = 0.5 * (data_.least_lag + data_.most_lag);
    for (size_t s = 0; s < dwell.size(); ++s) step[a] += static_cast<double>(s) * dwell[s];
  }
  // left[a] is the expectation of seconds × [target not reached]; divided by the probability of that at the end.
  Iterate([&] {
    double change = 0;
    for (size_t a = 0; a < symbols(); ++a) {
      next[a] = 0;
      for (size_t b = 0; b < symbols(); ++b) {
        if (b != target) next[a] += law.moves[a * symbols() + b] * (step[a] * (1 - reach[b]) + left[b]);
      }
      change = std::max(change, std::abs(next[a] - left[a]) / 1e6);
    }
    left = next;
    return change;
  });
  for (size_t a = 0; a < symbols(); ++a) left[a] = reach[a] < 1 ? left[a] / (1 - reach[a]) : 0;
  return left;
}

}  // namespace auspex::simulate
