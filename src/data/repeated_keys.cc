#include "data/repeated_keys.h"

#include <string>

namespace auspex::data {
namespace {

using store::QuoteName;

/// One load and its table, in SQL.
class Settling {
 public:
  Settling(store::Connection& connection, const pack::Table& table, int64_t load_id)
      : connection_(connection), table_(table), name_("main." + QuoteName(table.name)), load_(std::to_string(load_id)) {
    key_ = QuoteName(table.customer);
    if (table.kind == pack::TableKind::kPanel) key_ += ", " + QuoteName(table.time);
  }

  void WithinTheLoad(const std::string& file, RepeatedKeys& found);
  void AgainstEarlierLoads(RepeatedKeys& found);

 private:
  std::string Equal(const std::string& a, const std::string& b, bool keys_only) const;
  uint64_t Delete(const std::string& where);

  store::Connection& connection_;
  const pack::Table& table_;
  std::string name_, load_, key_;
};

/// Whether two rows agree in every column, or in those of the key.
std::string Settling::Equal(const std::string& a, const std::string& b, bool keys_only) const {
  std::string sql;
  for (const auto& column : table_.columns) {
    const bool is_key = column.name == table_.customer || column.name == table_.time;
    if (keys_only && !is_key) continue;
    const std::string name = "." + QuoteName(column.name);
    sql += (sql.empty() ? "" : " AND ") + a + name + " IS NOT DISTINCT FROM " + b + name;
  }
  return sql;
}

uint64_t Settling::Delete(const std::string& where) {
  return connection_.Query("DELETE FROM " + name_ + " WHERE rowid IN (SELECT id FROM repeats WHERE " + where + ")").Changed();
}

void Settling::WithinTheLoad(const std::string& file, RepeatedKeys& found) {
  const std::string of_load = " FROM " + name_ + " WHERE load_id = " + load_;
  connection_.Run("CREATE OR REPLACE TEMP TABLE same_key AS SELECT h FROM (SELECT hash(" + key_ + ") AS h" + of_load +
                  ") GROUP BY h HAVING count(*) > 1");
  if (connection_.Integer("SELECT count(*) FROM same_key") > 0) {
    // `id` is a row that goes, `kept` the line of the one that stays. A name with blanks is no name of a pack's column.
    const std::string place = "\"place in the table\"";
    connection_.Run("CREATE OR REPLACE TEMP TABLE repeats AS WITH near AS MATERIALIZED (SELECT rowid AS " + place + ", *" + of_load + " AND hash(" + key_ +
                    ") IN (SELECT h FROM same_key)), last AS (SELECT * FROM near QUALIFY row_number() OVER (PARTITION BY " + key_ +
                    " ORDER BY " + place + " DESC) = 1) SELECT a." + place + " AS id, a.line, last.line AS kept, " + Equal("a", "last", false) +
                    " AS equal FROM near a JOIN last ON " + Equal("a", "last", true) + " WHERE a." + place + " <> last." + place);
    connection_.Query("INSERT INTO main.rejects SELECT " + load_ + ", ?, line, NULL, ?, 'line ' || kept || ' is kept' FROM repeats WHERE NOT equal "
                      "ORDER BY line", {file, std::string(RepeatedKeyReason(table_))});
    found.first_line = static_cast<uint64_t>(connection_.Integer("SELECT coalesce(min(line), 0) FROM repeats WHERE NOT equal"));
    found.duplicates += Delete("equal");
    found.rejected += Delete("NOT equal");
  }
  connection_.Run("DROP TABLE IF EXISTS same_key; DROP TABLE IF EXISTS repeats");
}

void Settling::AgainstEarlierLoads(RepeatedKeys& found) {
  if (connection_.Query("SELECT 1 FROM " + name_ + " WHERE load_id < " + load_ + " LIMIT 1").Rows().empty()) return;
  std::string near;
  if (table_.kind == pack::TableKind::kPanel) {
    const std::string time = QuoteName(table_.time), of_load = " FROM " + name_ + " WHERE load_id = " + load_;
    near = " AND old." + time + " BETWEEN (SELECT min(" + time + ")" + of_load + ") AND (SELECT max(" + time + ")" + of_load + ")";
  }
  connection_.Run("CREATE OR REPLACE TEMP TABLE repeats AS SELECT CASE WHEN equal THEN new_id ELSE old_id END AS id, equal FROM (SELECT old.rowid "
                  "AS old_id, new.rowid AS new_id, " + Equal("old", "new", false) + " AS equal FROM " + name_ + " old JOIN " + name_ + " new ON " +
                  Equal("old", "new", true) + " WHERE old.load_id < " + load_ + " AND new.load_id = " + load_ + near + ")");
  found.duplicates += Delete("equal");
  found.replaced = Delete("NOT equal");
  connection_.Run("DROP TABLE repeats");
}

}  // namespace

bool HasKeys(const pack::Table& table) { return table.kind == pack::TableKind::kCustomers || table.kind == pack::TableKind::kPanel; }

const char* RepeatedKeyReason(const pack::Table& table) {
  return table.kind == pack::TableKind::kPanel ? "customer and month twice" : "customer twice";
}

RepeatedKeys SettleRepeatedKeys(store::Connection& connection, const pack::Table& table, int64_t load_id, const std::string& file) {
  RepeatedKeys found;
  Settling settling(connection, table, load_id);
  settling.WithinTheLoad(file, found);
  settling.AgainstEarlierLoads(found);
  return found;
}

}  // namespace auspex::data
