#include "flow/customer_segment.h"

#include <algorithm>

#include "flow/task_words.h"
#include "pack/segments.h"

namespace auspex::flow {

std::optional<CustomerSegment> SegmentOf(store::Connection& connection, const pack::Pack& pack, const std::string& customer, const std::string& language) {
  const int64_t there = connection.Integer("SELECT count(*) FROM duckdb_views() WHERE schema_name = 'main' AND view_name IN ('segments', 'segment_profiles')");
  if (pack.segments.empty() || there < 2) return {};
  const auto rows = connection
                        .Query("SELECT of_customer.segment, coalesce(named.name, '') FROM main.segments AS of_customer LEFT JOIN (SELECT DISTINCT segment, "
                               "name FROM main.segment_profiles) AS named USING (segment) WHERE of_customer.customer = ? ORDER BY of_customer.month DESC LIMIT 1",
                               {customer})
                        .Rows();
  if (rows.empty()) return {};
  CustomerSegment segment{rows[0][0].value_or(""), rows[0][1].value_or("")};
  const auto names = pack::ReadSegmentation(pack.segments, pack).names;
  const auto rule = std::ranges::find(names, segment.id, &pack::SegmentName::id);
  if (rule != names.end()) segment.name = TextsOf(pack, language).at(rule->text);
  return segment;
}

}  // namespace auspex::flow
