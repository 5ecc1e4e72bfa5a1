#pragma once
// Watches what comes of the contacts: a control chart for each thing that the pack counts, and warnings.
#include <cstdint>
#include <string>
#include <vector>

#include "learn/control_chart.h"
#include "pack/pack.h"
#include "store/workspace.h"

namespace auspex::flow {

struct WatchWarning {
  std::string kind;   ///< "beyond": the newest period by itself; "drifted": the moving average
  int side = -1;      ///< −1 fallen, 1 risen
  std::string since;  ///< period, such as 2025-09
  double share = 0;   ///< since then
};

struct WatchedShare {
  std::string name, text;            ///< text in the pack's language
  std::vector<std::string> periods;  ///< [points], such as 2025-09
  size_t baseline = 0;
  std::string why_not;  ///< why there is no chart yet; empty: there is one
  learn::ControlChart chart;
  std::vector<WatchWarning> warnings;
};

struct WatchSummary {
  std::string month;
  std::vector<WatchedShare> shares;
};

/// Counts as of the newest month. Throws Error(kUsage) for a pack without channels and for SQL that does not hold, with file and line.
WatchSummary WatchContacts(store::Workspace& workspace, const pack::Pack& pack);

std::string ToJson(const WatchSummary& summary);

/// Binds what is counted against empty tables. Throws Error(kUsage) with file and line.
void CheckWatches(const pack::Pack& pack);

}  // namespace auspex::flow
