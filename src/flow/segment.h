#pragma once
// Segments: what kinds of customers there are. The pack says by which columns customers are told apart and how segments are named; the number of segments is
// chosen by the evidence, which is kept.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "learn/cluster/choose_k.h"
#include "learn/cluster/robust_scaler.h"
#include "learn/cluster/segment_profile.h"
#include "pack/segments.h"
#include "store/workspace.h"

namespace auspex {
class Progress;
}

namespace auspex::flow {

struct SegmentOptions {
  std::string month;             ///< such as 2025-03; empty: the newest
  size_t clusters = 0;           ///< 0: chosen by the evidence
  std::filesystem::path out;     ///< folder for customer_clusters.csv; empty: none
  size_t evidence_rows = 10000;  ///< customers drawn to choose the number of segments by
  uint64_t seed = 1;
};

struct Segment {
  std::string id;              ///< of the rule that named it; other_N where none did
  std::string name, strategy;  ///< in the pack's language
  learn::SegmentProfile profile;
};

/// How many customers went from where to where. The last row is of those who were not there before, the last column of those who are gone.
struct SegmentMoves {
  std::string from, to;          ///< months
  std::vector<uint64_t> counts;  ///< [segments + 1][segments + 1]
};

struct SegmentSummary {
  int64_t run = 0;
  std::string month;
  uint64_t customers = 0;
  learn::KChoice choice;
  bool asked = false;  ///< the number of segments was given
  size_t least = 0, most = 0;  ///< numbers among which was chosen
  uint64_t evidence_rows = 0;
  std::vector<std::string> columns;              ///< their texts in the pack's language
  std::vector<std::string> column_names;         ///< [columns]
  std::vector<bool> column_tells;                ///< [columns]: whether customers are told apart by it
  std::vector<learn::ScaledColumn> scaling;      ///< of the columns that tell customers apart
  std::vector<learn::FeatureProfile> everybody;  ///< [columns]
  std::vector<Segment> segments;                 ///< largest first
  std::optional<SegmentMoves> moves;             ///< nothing for the first month
  std::filesystem::path file;
  double seconds = 0;
};

/// Segments the customers of a month, stores them as run_N_segment (customer, month, segment; also of the month before, by the same centres) and
/// run_N_segment_profile, with views main.segments and main.segment_profiles of the newest run, and writes customer_clusters.csv.
/// Throws Error(kUsage) for a pack without segments and SQL that does not hold, Error(kData) where there are too few different customers.
SegmentSummary SegmentCustomers(store::Workspace& workspace, const pack::Pack& pack, const SegmentOptions& options, Progress& progress);

/// Checks the pack's segments against empty tables. Throws Error(kUsage) with file and line.
void CheckSegments(const pack::Pack& pack);

}  // namespace auspex::flow
