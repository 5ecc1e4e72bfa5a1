#include "simulate/horizon.h"

#include <algorithm>
#include <cmath>

namespace auspex::simulate {
namespace {

/// What the recursion needs to know of a session from its start.
struct SessionLaw {
  double reached = 0;  ///< probability that the session holds the target
  double length = 0;   ///< in grid steps, first to last event, where it does not
};

SessionLaw WholeSession(const Process& process, size_t intent, size_t target, const std::vector<double>& reach,
                        const std::vector<double>& seconds) {
  SessionLaw session;
  double length = 0;
  for (size_t s = 0; s < process.symbols(); ++s) {
    const double p = process.law(intent).first[s];
    session.reached += p * (s == target ? 1.0 : reach[s]);
    if (s != target) length += p * (1 - reach[s]) * seconds[s] / kGapBin;
  }
  session.length = session.reached < 1 ? length / (1 - session.reached) : 0;
  return session;
}

/// The value of a function on the grid at a place between its points; 0 before the first.
double At(const std::vector<double>& values, double place) {
  if (place <= 0) return 0;
  const auto low = std::min(static_cast<size_t>(place), values.size() - 1);
  const double part = place - static_cast<double>(low);
  return low + 1 < values.size() ? values[low] + part * (values[low + 1] - values[low]) : values.back();
}

using Grid = std::vector<std::vector<double>>;  // [intents][points]

/// F of horizon.h at the grid's points: the probability of reaching the target after sessions that ended.
Grid ReachAfterSessions(const Process& process, const std::vector<SessionLaw>& sessions, size_t points) {
  const size_t num = sessions.size();
  Grid ended(num, std::vector<double>(points, 0.0)), begun = ended, returns = ended;
  for (size_t n = 1; n < points; ++n) {
    // Gaps last at least two bins, so ended[·][n] needs only what begins at n - 2 and before.
    for (size_t k = 0; k < num; ++k) {
      const auto& gap = process.law(k).gap;
      for (size_t b = 0; b < std::min(gap.size(), n); ++b) {
        if (gap[b] > 0) ended[k][n] += gap[b] * 0.5 * (returns[k][n - b] + returns[k][n - b - 1]);
      }
    }
    for (size_t k = 0; k < num; ++k) {
      const double later = At(ended[k], static_cast<double>(n) - sessions[k].length);
      begun[k][n] = sessions[k].reached + (1 - sessions[k].reached) * later;
    }
    for (size_t k = 0; k < num; ++k) {
      for (size_t j = 0; j < num; ++j) returns[k][n] += process.law(k).next[j] * begun[j][n];
    }
  }
  return ended;
}

}  // namespace

std::vector<double> ReachWithin(const Process& process, size_t target, double seconds) {
  const size_t num_intents = process.intents(), symbols = process.symbols();
  const double horizon = seconds / kGapBin;
  Grid reach, left;
  std::vector<SessionLaw> sessions;
  for (size_t k = 0; k < num_intents; ++k) {
    reach.push_back(process.Reach(k, target));
    left.push_back(process.SecondsLeft(k, target));
    sessions.push_back(WholeSession(process, k, target, reach[k], left[k]));
  }
  const Grid ended = ReachAfterSessions(process, sessions, static_cast<size_t>(std::ceil(horizon)) + 1);
  std::vector<double> within(num_intents * symbols);
  for (size_t k = 0; k < num_intents; ++k) {
    for (size_t s = 0; s < symbols; ++s) {
      const double later = At(ended[k], horizon - left[k][s] / kGapBin);
      within[k * symbols + s] = reach[k][s] + (1 - reach[k][s]) * later;
    }
  }
  return within;
}

}  // namespace auspex::simulate
