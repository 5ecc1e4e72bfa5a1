#include "simulate/truth.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "base/error.h"
#include "simulate/horizon.h"

namespace auspex::simulate {
namespace {

constexpr size_t kMaxIntents = 32;
constexpr size_t kSessionsKept = 2048;  // the mix of intents has settled long before

void Scale(std::span<double> values) {
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  if (!(sum > 0)) throw Error(Fault::kInternal, "a journey that the simulated process cannot make has no truth");
  for (double& value : values) value /= sum;
}

/// Mix of intents among customers whose session of each number takes place.
std::vector<std::vector<double>> MixBySession(const Process& process) {
  std::vector<std::vector<double>> mixes = {process.shares()};
  while (mixes.size() < kSessionsKept) {
    std::vector<double> mix(process.intents(), 0.0);
    for (size_t k = 0; k < mix.size(); ++k) {
      for (size_t j = 0; j < mix.size(); ++j) mix[j] += mixes.back()[k] * process.law(k).next[j];
    }
    const double sum = std::accumulate(mix.begin(), mix.end(), 0.0);
    if (!(sum > 0)) break;
    for (double& p : mix) p /= sum;
    mixes.push_back(std::move(mix));
  }
  return mixes;
}

/// What follows an event: a move within the session, or its end and a return.
std::vector<double> NextLaw(const Process& process, size_t intent, size_t symbol) {
  const IntentLaw& law = process.law(intent);
  std::vector<double> next(process.symbols());
  for (size_t b = 0; b < next.size(); ++b) {
    double returns = 0;
    for (size_t j = 0; j < process.intents(); ++j) returns += law.next[j] * process.law(j).first[b];
    next[b] = process.Move(intent, symbol, b) + law.end[symbol] * returns;
  }
  return next;
}

}  // namespace

Truth::Truth(const Process& process, const TruthOptions& options)
    : process_(&process), steps_(options.steps), symbols_only_(options.symbols_only) {
  sessions_ = MixBySession(process);
  for (size_t k = 0; k < process.intents(); ++k) {
    visits_.push_back(process.Visits(k));
    for (size_t s = 0; s < process.symbols(); ++s) next_.push_back(NextLaw(process, k, s));
  }
  for (const size_t target : options.targets) {
    within_.push_back(ReachWithin(process, target, options.horizon_seconds));
  }
}

std::span<const Event> Truth::Window(std::span<const Event> history) const {
  return steps_ == 0 || history.size() <= steps_ ? history : history.last(steps_);
}

double Truth::DwellLikelihood(size_t intent, const Event& event) const {
  if (symbols_only_) return 1;
  const auto& law = process_->law(intent).dwell[process_->data().group_of[event.symbol]];
  return event.dwell < law.size() ? law[event.dwell] : 0;
}

double Truth::SessionLikelihood(size_t intent, const Event& event) const {
  if (symbols_only_) return 1;
  double p = 1;
  const auto& laws = process_->law(intent).attributes;
  for (size_t a = 0; a < laws.size(); ++a) p *= laws[a][event.attributes[a]];
  return p;
}

double Truth::GapLikelihood(size_t intent, int64_t seconds) const {
  if (symbols_only_) return 1;
  const auto& law = process_->law(intent).gap;
  const auto bin = static_cast<size_t>(seconds / kGapBin);
  return bin < law.size() ? law[bin] : 0;
}

void Truth::BeginWindow(std::span<const Event> window, std::span<double> belief) const {
  const Event& first = window.front();
  const bool whole = steps_ == 0 || window.size() < steps_;
  const auto& mix = sessions_[std::min<size_t>(first.session, sessions_.size() - 1)];
  for (size_t k = 0; k < belief.size(); ++k) {
    const double visits = whole ? process_->law(k).first[first.symbol] : visits_[k][first.symbol];
    belief[k] = mix[k] * visits * SessionLikelihood(k, first) * DwellLikelihood(k, first);
  }
}

void Truth::MoveOn(const Event& from, const Event& to, std::span<double> belief) const {
  const size_t num = belief.size();
  if (from.session == to.session) {
    for (size_t k = 0; k < num; ++k) belief[k] *= process_->Move(k, from.symbol, to.symbol) * DwellLikelihood(k, to);
    return;
  }
  std::array<double, kMaxIntents> next{};
  for (size_t k = 0; k < num; ++k) {
    const IntentLaw& law = process_->law(k);
    const double ended = belief[k] * law.end[from.symbol] * GapLikelihood(k, to.time - from.time);
    for (size_t j = 0; j < num; ++j) next[j] += ended * law.next[j];
  }
  for (size_t j = 0; j < num; ++j) {
    belief[j] = next[j] * process_->law(j).first[to.symbol] * SessionLikelihood(j, to) * DwellLikelihood(j, to);
  }
}

void Truth::FilterIntents(std::span<const Event> window, std::span<double> belief) const {
  BeginWindow(window, belief);
  Scale(belief);
  for (size_t i = 1; i < window.size(); ++i) {
    MoveOn(window[i - 1], window[i], belief);
    Scale(belief);
  }
}

void Truth::Foretell(std::span<const Event> window, Foretold& out) const {
  const size_t symbols = process_->symbols(), last = window.back().symbol;
  std::array<double, kMaxIntents> room{};
  const std::span<double> belief(room.data(), process_->intents());
  FilterIntents(window, belief);
  out.next.assign(symbols, 0.0);
  out.conversions.assign(within_.size(), 0.0);
  for (size_t k = 0; k < belief.size(); ++k) {
    const auto& next = next_[k * symbols + last];
    for (size_t s = 0; s < symbols; ++s) out.next[s] += belief[k] * next[s];
    for (size_t c = 0; c < within_.size(); ++c) out.conversions[c] += belief[k] * within_[c][k * symbols + last];
  }
  Scale(out.next);
}

}  // namespace auspex::simulate
