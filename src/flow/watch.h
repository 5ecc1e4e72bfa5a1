#pragma once
// Watches what comes of the contacts: a control chart for each thing that the pack counts, by channel and so on, with warnings; and what came of each plan.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "learn/control_chart.h"
#include "pack/pack.h"
#include "store/workspace.h"

namespace auspex::flow {

struct WatchWarning {
  std::string kind;   ///< "beyond": the newest period by itself (of which 5 successes and 5 failures are expected); "drifted": the moving average
  int side = -1;      ///< −1 fallen, 1 risen
  std::string since;  ///< period, such as 2025-09
  double share = 0;   ///< since then
};

/// Why there is no chart yet.
struct NoChart {
  std::string code;  ///< "none": no contact; "few_periods": `have` and the baseline `need`s more; "few_contacts": `have` in an average period of the
  ///< baseline, where `need` let 5 successes and 5 failures be expected; "one_outcome": in the baseline nothing or everything succeeded
  uint64_t have = 0, need = 0;
};

struct WatchedShare {
  std::string name, text;            ///< of the watch
  std::string by, value, called;     ///< of the contacts with this value of `by`; empty: of all
  bool weeks = false;                ///< periods are weeks, otherwise months
  std::vector<std::string> periods;  ///< [points], such as 2025-09; a week is called by its Monday, 2025-09-08
  uint64_t trials = 0;               ///< in all periods
  size_t baseline = 0;               ///< first periods, from which the limits come
  std::optional<NoChart> no_chart;
  learn::ControlChart chart;
  std::vector<WatchWarning> warnings;
};

/// What came of the contacts of a plan by one value of the funnel's `by`.
struct PlanOutcome {
  int64_t run = 0;
  std::string value, called;
  std::vector<std::optional<uint64_t>> counts;  ///< [steps]; nothing: not known yet
};

struct WatchSummary {
  std::string month;                 ///< the newest
  std::vector<WatchedShare> shares;  ///< of each watch: all first, then by value, most contacts first
  std::string funnel_by;             ///< empty: the pack has no funnel
  std::vector<std::string> steps;    ///< of the funnel, in words
  std::vector<PlanOutcome> plans;    ///< newest first
};

/// Counts as of the newest month, with all that was reported since; texts in `language` (empty: the pack's). Changes nothing in the workspace, and may go on
/// beside other work. Throws Error(kUsage) for a pack without channels and for SQL that does not hold, with file and line.
WatchSummary WatchContacts(store::Workspace& workspace, const pack::Pack& pack, const std::string& language = {});

/// Says it in another language; the numbers stay.
void SayWatch(WatchSummary& summary, const pack::Pack& pack, const std::string& language);

std::string ToJson(const WatchSummary& summary);

/// Binds what is counted against empty tables. Throws Error(kUsage) with file and line.
void CheckWatches(const pack::Pack& pack);

}  // namespace auspex::flow
