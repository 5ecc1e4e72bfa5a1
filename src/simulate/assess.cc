#include "simulate/assess.h"

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "base/threads.h"
#include "simulate/journey_draw.h"

namespace auspex::simulate {
namespace {

constexpr uint64_t kBlock = 512;
constexpr double kSmoothing = 0.1;  // pseudo-counts of the Markov chain

/// One foretold conversion with what came.
struct Outcome {
  double probability = 0;
  bool came = false;
};

/// Sums over one block of customers.
struct Sums {
  uint64_t events = 0, sessions = 0, predictions = 0, most_events = 0;
  NextScore best, by_symbols, markov;
  std::vector<std::vector<Outcome>> outcomes;  ///< [conversions]
  std::vector<uint64_t> converted;
};

void Score(std::span<const double> law, size_t came, NextScore& score) {
  size_t better = 0;
  for (size_t s = 0; s < law.size(); ++s) better += law[s] > law[came] || (law[s] == law[came] && s < came) ? 1 : 0;
  score.log_loss -= std::log(law[came]);
  score.top1 += better < 1 ? 1 : 0;
  score.top5 += better < 5 ? 1 : 0;
}

void Add(const NextScore& part, NextScore& sum) {
  sum.log_loss += part.log_loss;
  sum.top1 += part.top1;
  sum.top5 += part.top5;
}

void Divide(double count, NextScore& score) {
  score.log_loss /= count;
  score.top1 /= count;
  score.top5 /= count;
}

/// Rows of a first-order chain, end of journey left out, from as many customers with other random numbers.
std::vector<double> FitMarkov(const Process& process, const JourneyDraw& draw, uint64_t customers, uint64_t seed) {
  const size_t symbols = process.symbols();
  std::vector<double> rows(symbols * symbols, kSmoothing);
  std::vector<Event> events;
  for (uint64_t customer = 0; customer < customers; ++customer) {
    Random random(Mix(seed), customer);
    draw.Draw(random, 0, kNoEnd, events);
    for (size_t i = 1; i < events.size(); ++i) ++rows[events[i - 1].symbol * symbols + events[i].symbol];
  }
  for (size_t s = 0; s < symbols; ++s) {
    double sum = 0;
    for (size_t b = 0; b < symbols; ++b) sum += rows[s * symbols + b];
    for (size_t b = 0; b < symbols; ++b) rows[s * symbols + b] /= sum;
  }
  return rows;
}

/// Area under the ROC curve: the chance that one that came was given more than one that did not; ties count half.
double Auc(std::vector<Outcome> outcomes) {
  std::sort(outcomes.begin(), outcomes.end(),
            [](const Outcome& a, const Outcome& b) { return a.probability < b.probability; });
  double below = 0, area = 0, positives = 0;
  for (size_t i = 0; i < outcomes.size();) {
    double came = 0, stayed = 0;
    size_t end = i;
    for (; end < outcomes.size() && outcomes[end].probability == outcomes[i].probability; ++end) {
      (outcomes[end].came ? came : stayed) += 1;
    }
    area += came * (below + stayed / 2);
    below += stayed;
    positives += came;
    i = end;
  }
  return positives > 0 && below > 0 ? area / (positives * below) : 0.5;
}

class Assessor {
 public:
  Assessor(const Process& process, const TruthOptions& options, uint64_t customers, uint64_t seed)
      : options_(options), seed_(seed), symbols_(process.symbols()), draw_(process), best_(process, options),
        by_symbols_(process, SymbolsOnly(options)), markov_(FitMarkov(process, draw_, customers, seed)) {}

  Sums Block(uint64_t begin, uint64_t end) const {
    Sums sums;
    sums.outcomes.resize(options_.targets.size());
    sums.converted.resize(options_.targets.size());
    std::vector<Event> events;
    for (uint64_t customer = begin; customer < end; ++customer) {
      Random random(seed_, customer);
      draw_.Draw(random, 0, kNoEnd, events);
      sums.events += events.size();
      sums.sessions += events.back().session + 1u;
      sums.most_events = std::max<uint64_t>(sums.most_events, events.size());
      ScoreCustomer(events, sums);
    }
    return sums;
  }

 private:
  static TruthOptions SymbolsOnly(TruthOptions options) {
    options.symbols_only = true;
    options.targets.clear();
    return options;
  }

  void ScoreCustomer(std::span<const Event> events, Sums& sums) const {
    Foretold foretold;
    for (size_t i = 0; i < events.size(); ++i) {
      const auto window = best_.Window(events.first(i + 1));
      best_.Foretell(window, foretold);
      for (size_t c = 0; c < options_.targets.size(); ++c) {
        sums.outcomes[c].push_back({foretold.conversions[c], Came(events, i, options_.targets[c])});
      }
      if (i + 1 == events.size()) break;
      const size_t came = events[i + 1].symbol;
      ++sums.predictions;
      Score(foretold.next, came, sums.best);
      by_symbols_.Foretell(window, foretold);
      Score(foretold.next, came, sums.by_symbols);
      Score(std::span(markov_).subspan(events[i].symbol * symbols_, symbols_), came, sums.markov);
    }
    for (size_t c = 0; c < options_.targets.size(); ++c) {
      const auto is_target = [&](const Event& event) { return event.symbol == options_.targets[c]; };
      sums.converted[c] += std::any_of(events.begin(), events.end(), is_target) ? 1 : 0;
    }
  }

  bool Came(std::span<const Event> events, size_t at, size_t target) const {
    for (size_t i = at + 1; i < events.size(); ++i) {
      if (static_cast<double>(events[i].time - events[at].time) > options_.horizon_seconds) return false;
      if (events[i].symbol == target) return true;
    }
    return false;
  }

  TruthOptions options_;
  uint64_t seed_;
  size_t symbols_;
  JourneyDraw draw_;
  Truth best_, by_symbols_;
  std::vector<double> markov_;
};

ConversionScore ScoreConversion(const std::vector<Outcome>& outcomes, uint64_t converted, uint64_t customers) {
  ConversionScore score;
  for (const Outcome& outcome : outcomes) {
    score.events += outcome.came ? 1 : 0;
    score.foretold += outcome.probability;
  }
  score.events /= static_cast<double>(outcomes.size());
  score.foretold /= static_cast<double>(outcomes.size());
  score.customers = static_cast<double>(converted) / static_cast<double>(customers);
  score.auc = Auc(outcomes);
  return score;
}

void AddBlock(Sums part, Sums& sum) {
  sum.events += part.events;
  sum.sessions += part.sessions;
  sum.predictions += part.predictions;
  sum.most_events = std::max(sum.most_events, part.most_events);
  Add(part.best, sum.best);
  Add(part.by_symbols, sum.by_symbols);
  Add(part.markov, sum.markov);
  sum.outcomes.resize(part.outcomes.size());
  sum.converted.resize(part.converted.size());
  for (size_t c = 0; c < part.outcomes.size(); ++c) {
    sum.outcomes[c].insert(sum.outcomes[c].end(), part.outcomes[c].begin(), part.outcomes[c].end());
    sum.converted[c] += part.converted[c];
  }
}

}  // namespace

Assessment Assess(const Process& process, const TruthOptions& options, uint64_t customers, uint64_t seed) {
  const Assessor assessor(process, options, customers, seed);
  std::vector<Sums> blocks((customers + kBlock - 1) / kBlock);
  ParallelFor(customers, kBlock, [&](size_t begin, size_t end) { blocks[begin / kBlock] = assessor.Block(begin, end); });
  Sums sums;
  for (Sums& block : blocks) AddBlock(std::move(block), sums);

  const auto predictions = static_cast<double>(sums.predictions), people = static_cast<double>(customers);
  Assessment result{.customers = customers, .events = sums.events, .predictions = sums.predictions,
                    .mean_sessions = static_cast<double>(sums.sessions) / people,
                    .mean_events = static_cast<double>(sums.events) / people, .most_events = sums.most_events,
                    .best = sums.best, .best_by_symbols = sums.by_symbols, .markov = sums.markov, .conversions = {}};
  for (NextScore* score : {&result.best, &result.best_by_symbols, &result.markov}) Divide(predictions, *score);
  for (size_t c = 0; c < sums.outcomes.size(); ++c) {
    result.conversions.push_back(ScoreConversion(sums.outcomes[c], sums.converted[c], customers));
  }
  return result;
}

}  // namespace auspex::simulate
