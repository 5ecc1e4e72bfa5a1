#pragma once
// Past and future. Every run has a cutoff; what is known before it is seen through views in schema `past`, what follows
// up to the horizon through views in schema `future`. Features and journeys read `past` only, so a leak does not bind.
//
// For training, time is cut into slices with the horizon as the gap between them: the labels of one slice end before the
// next slice's steps begin.
#include <array>
#include <optional>
#include <string>

#include "base/time.h"
#include "pack/pack.h"
#include "store/database.h"

namespace auspex::data {

/// Steps with from <= time < to are labelled; what they foretell must lie before labels_end.
struct Slice {
  Micros from = 0, to = 0, labels_end = 0;
};

struct TimeSplit {
  Slice train, validate, test;
  /// The slice that holds `time`, nullptr if it lies in a gap.
  const Slice* Find(Micros time) const;
};

/// The period of the events loaded, [first, last]; nothing if there are none.
std::optional<std::array<Micros, 2>> PeriodOf(store::Connection& connection, const pack::Pack& pack);

/// Cuts [first, last] at 70 % and 85 %; each slice's steps end a horizon before its cut. Throws Error(kData) if the
/// period is too short for that.
TimeSplit SplitByTime(Micros first, Micros last, Micros horizon);

/// Makes views `past.events` (from <= time < cutoff) and `future.events` (cutoff <= time < cutoff + horizon).
void SetViews(store::Connection& connection, const pack::Pack& pack, Micros from, Micros cutoff, Micros horizon);

Micros HorizonOf(const pack::Pack& pack);

}  // namespace auspex::data
