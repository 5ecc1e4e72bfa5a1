#pragma once
// A small prediction made by hand, whose result has a column of each type: run 3 of a database in memory.
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/time.h"
#include "flow/result_table.h"
#include "flow/runs.h"
#include "pack/pack.h"
#include "store/database.h"

namespace auspex::flow {

struct SmallRow {
  std::optional<std::string> id, kind;
  std::optional<float> p;
  std::optional<int64_t> n;
  std::optional<Micros> t;
  std::optional<bool> f;
};

/// Rows with empty values, ties, and texts that SQL, LIKE or CSV might trip over.
inline std::vector<SmallRow> RandomRows(size_t count, uint64_t seed) {
  Random random(seed);
  const std::vector<std::string> ids = {"a", "B", "%", "_x", "it's", "say \"hi\"", "; DROP TABLE runs", "=1+1", "-5", "", "試算", "aB%", "\\"};
  const std::vector<std::string> kinds = {"zebra", "buy", "look", "%", "Ape", "試算", "look at"};
  std::vector<SmallRow> rows(count);
  const auto maybe = [&] { return random.Below(8) > 0; };
  for (size_t i = 0; i < count; ++i) {
    SmallRow& row = rows[i];
    if (maybe()) row.id = ids[random.Below(ids.size())] + (random.Below(2) ? std::to_string(random.Below(1000)) : "");
    if (maybe()) row.kind = kinds[random.Below(kinds.size())];
    if (maybe()) row.p = static_cast<float>(random.Below(11)) / 10;
    if (maybe()) row.n = static_cast<int64_t>(random.Below(21)) - 10;
    if (maybe()) row.t = 20000 * kDay + static_cast<Micros>(random.Below(40)) * kHour;
    if (maybe()) row.f = random.Below(2) == 1;
  }
  return rows;
}

class SmallResult {
 public:
  explicit SmallResult(const std::vector<SmallRow>& rows) : database_(store::DatabaseOptions{}), connection_(database_.Connect()) {
    pack_.name = "small";
    pack_.journey.vocabulary = {{"look", {}}, {"buy", {}}};
    pack_.result_sql = "SELECT id AS \"-id\", kind, p AS \"p\"\"q\", n, t FROM decision -- the file's columns";
    pack_.result = "result.sql";
    pack_.results.facets = {{"f", "f", 0}, {"hour", "hour(t)", 0}};
    pack_.results.file = "results.toml";
    connection_.Run("CREATE TABLE run_3_prediction(id VARCHAR, kind VARCHAR, p FLOAT, n TINYINT, t TIMESTAMP, f BOOLEAN)");
    for (const SmallRow& row : rows) Insert(row);
    connection_.Run("CREATE VIEW run_3_decision AS SELECT * FROM run_3_prediction");
    CreateRunTables(connection_);
    connection_.Run("INSERT INTO runs VALUES (3, 'predict', '2025-03-01 12:03:11', 1.5, '1', '{\"model\": \"lstm\", \"from\": \"2025-01-01 00:00:00\"}', "
                    "'', 'small', '1')");
  }

  store::Connection& connection() { return connection_; }
  pack::Pack& pack() { return pack_; }
  ResultTable Open() { return OpenResultTable(connection_, pack_, 3); }

 private:
  void Insert(const SmallRow& row) {
    const auto value = [](const auto& optional) { return optional ? store::Value(*optional) : store::Value(); };
    connection_.Query("INSERT INTO run_3_prediction VALUES (?, ?, ?, ?, make_timestamp(?), ?)",
                      {value(row.id), value(row.kind), row.p ? store::Value(static_cast<double>(*row.p)) : store::Value(), value(row.n), value(row.t), value(row.f)});
  }

  store::Database database_;
  store::Connection connection_;
  pack::Pack pack_;
};

}  // namespace auspex::flow
