#pragma once
// Draws the events of one customer from a process.
#include <cstdint>
#include <limits>
#include <vector>

#include "base/random.h"
#include "simulate/discrete.h"
#include "simulate/event.h"
#include "simulate/process.h"

namespace auspex::simulate {

constexpr int64_t kNoEnd = std::numeric_limits<int64_t>::max();

/// The process's laws made ready for drawing. Draw is const and may be called from several threads.
class JourneyDraw {
 public:
  /// The process must outlive this.
  explicit JourneyDraw(const Process& process);

  /// Replaces `events` by a customer's events in order, the first at second `start`, those before second `end` only.
  void Draw(Random& random, int64_t start, int64_t end, std::vector<Event>& events) const;

  /// Draws a second in [start, start + days) with the pack's hours of day.
  int64_t DrawStart(Random& random, int64_t start, uint32_t days) const;

 private:
  struct IntentDraw {
    Discrete first, next, gap;        ///< next: one more value for leaving
    std::vector<Discrete> moves;      ///< [S], one more value for the end
    std::vector<Discrete> dwell, attributes;
  };

  /// Draws one session; false where `end` cut it off. `event` enters with time, session and attributes.
  bool DrawSession(Random& random, const IntentDraw& intent, int64_t end, Event event, std::vector<Event>& events) const;

  const Process* process_;
  Discrete shares_, hours_;
  std::vector<IntentDraw> intents_;
};

}  // namespace auspex::simulate
