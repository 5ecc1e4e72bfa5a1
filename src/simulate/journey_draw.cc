#include "simulate/journey_draw.h"

#include <algorithm>

namespace auspex::simulate {
namespace {

std::vector<double> WithRest(std::span<const double> values, double rest) {
  std::vector<double> all(values.begin(), values.end());
  all.push_back(rest);
  return all;
}

}  // namespace

JourneyDraw::JourneyDraw(const Process& process)
    : process_(&process), shares_(process.shares()), hours_(process.data().hours) {
  const size_t symbols = process.symbols();
  for (size_t k = 0; k < process.intents(); ++k) {
    const IntentLaw& law = process.law(k);
    IntentDraw draw;
    draw.first = Discrete(law.first);
    draw.next = Discrete(WithRest(law.next, process.data().intents[k].leave));
    draw.gap = Discrete(law.gap);
    for (size_t s = 0; s < symbols; ++s) {
      draw.moves.emplace_back(WithRest(std::span(law.moves).subspan(s * symbols, symbols), law.end[s]));
    }
    for (const auto& dwell : law.dwell) draw.dwell.emplace_back(dwell);
    for (const auto& attribute : law.attributes) draw.attributes.emplace_back(attribute);
    intents_.push_back(std::move(draw));
  }
}

int64_t JourneyDraw::DrawStart(Random& random, int64_t start, uint32_t days) const {
  const auto day = static_cast<int64_t>(random.Below(days));
  const auto hour = static_cast<int64_t>(hours_.Draw(random));
  return start + day * 86400 + hour * 3600 + static_cast<int64_t>(random.Below(3600));
}

void JourneyDraw::Draw(Random& random, int64_t start, int64_t end, std::vector<Event>& events) const {
  events.clear();
  size_t intent = shares_.Draw(random);
  Event event{.time = start};
  while (event.time < end) {
    const IntentDraw& draw = intents_[intent];
    for (size_t a = 0; a < draw.attributes.size(); ++a) {
      event.attributes[a] = static_cast<uint8_t>(draw.attributes[a].Draw(random));
    }
    if (!DrawSession(random, draw, end, event, events)) return;
    const size_t next = draw.next.Draw(random);
    if (next == process_->intents() || event.session == std::numeric_limits<uint16_t>::max()) return;
    event.time = events.back().time + static_cast<int64_t>(draw.gap.Draw(random)) * kGapBin +
                 static_cast<int64_t>(random.Below(kGapBin));
    ++event.session;
    intent = next;
  }
}

bool JourneyDraw::DrawSession(Random& random, const IntentDraw& intent, int64_t end, Event event,
                              std::vector<Event>& events) const {
  const auto& data = process_->data();
  const uint64_t lags = data.most_lag - data.least_lag + 1u;
  size_t symbol = intent.first.Draw(random);
  while (symbol < process_->symbols()) {
    if (event.time >= end) return false;
    event.symbol = static_cast<uint16_t>(symbol);
    event.dwell = static_cast<uint16_t>(intent.dwell[data.group_of[symbol]].Draw(random));
    event.detail = static_cast<uint8_t>(random.Below(data.details[symbol].size()));
    event.flag = data.flags[symbol] > 0 && random.Bernoulli(data.flags[symbol]);
    events.push_back(event);
    event.time += event.dwell + data.least_lag + static_cast<int64_t>(random.Below(lags));
    symbol = intent.moves[symbol].Draw(random);
  }
  return true;
}

}  // namespace auspex::simulate
