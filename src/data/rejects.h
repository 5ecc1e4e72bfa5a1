#pragma once
// Rows that could not be taken: which, where and why.
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace auspex::data {

/// One row not taken.
struct Reject {
  uint64_t line = 0;   ///< of the file, the header is 1; of a Parquet file the row, from 1
  std::string column;  ///< of the pack; empty if the row as a whole is at fault
  std::string reason;
  std::string value;   ///< what stood there, at most kMaxExcerpt bytes
};

constexpr size_t kMaxExcerpt = 200;

/// How often a reason occurred and where first.
struct ReasonCount {
  std::string reason;  ///< "event_time: not a time"
  uint64_t count = 0;
  uint64_t first_line = 0;
};

/// Counts reasons, in file order.
class ReasonCounts {
 public:
  void Update(const Reject& reject);
  /// The most frequent first; among equals the one that occurred first.
  std::vector<ReasonCount> Finish() const;

 private:
  std::map<std::string, ReasonCount> counts_;
};

/// "312 rows event_time: not a time (first at a.csv:17); …": the first `limit` reasons.
std::string DescribeReasons(const std::vector<ReasonCount>& reasons, const std::string& file, size_t limit);

}  // namespace auspex::data
