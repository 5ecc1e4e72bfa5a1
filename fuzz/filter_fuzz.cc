// Any text as the filter of a request: it is refused with an Error of the user's, or it is a filter whose SQL runs over a result.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/error.h"
#include "flow/result_filter.h"
#include "flow/result_query.h"
#include "serve/filter_json.h"

namespace {

using namespace auspex;

/// A result with a column of each type and a few rows, some of them empty.
class SmallResult {
 public:
  SmallResult() : database_(store::DatabaseOptions{}), connection_(database_.Connect()) {
    connection_.Run("CREATE TYPE kind AS ENUM ('a', 'b', '-=')");
    connection_.Run(
        "CREATE TABLE small AS SELECT CAST(id AS VARCHAR) AS id, CAST(kind AS kind) AS kind, CAST(p AS FLOAT) AS p, CAST(n AS TINYINT) AS n, "
        "CAST(t AS TIMESTAMP) AS t, f FROM (VALUES ('x%_', 'a', 0.1, 1, '2025-03-01', true), (NULL, NULL, NULL, NULL, NULL, NULL), "
        "('', '-=', 1, -100, '2025-03-02 12:00:00', false)) v(id, kind, p, n, t, f)");
    table_.name = "small", table_.rows = 3;
    using flow::ResultType;
    table_.columns = {{"id", ResultType::kText, false, false, true, false, {}},        {"kind", ResultType::kSet, false, false, false, true, {"a", "b", "-="}},
                      {"p", ResultType::kNumber, false, true, true, false, {}},        {"n", ResultType::kInteger, false, false, false, false, {}},
                      {"t", ResultType::kTime, false, false, true, false, {}},         {"f", ResultType::kFlag, true, false, true, false, {}}};
  }

  void Try(const std::string& text) {
    flow::SqlCondition condition;
    flow::RowsQuery query;
    try {
      query.filter = serve::ParseFilter(text, "filter");
      query.sort = flow::ParseSort(text.substr(0, 8), table_);
    } catch (const Error& error) {
      if (error.fault() != Fault::kUsage) std::abort();
    }
    try {
      condition = flow::ConditionSql(query.filter, table_);
    } catch (const Error& error) {
      if (error.fault() != Fault::kUsage) std::abort();
      return;
    }
    query.columns = {"id", "kind", "p", "n", "t", "f"};
    const auto rows = flow::ReadRows(connection_, table_, query);
    if (rows.rows.size() != rows.total || rows.total > 3) std::abort();
  }

 private:
  store::Database database_;
  store::Connection connection_;
  flow::ResultTable table_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static SmallResult result;
  result.Try(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
