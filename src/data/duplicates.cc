#include "data/duplicates.h"

namespace auspex::data {

std::map<int64_t, uint64_t> DropDuplicates(store::Connection& connection, const pack::Table& table, int64_t first_load, Micros from,
                                           Micros to) {
  const std::string time = store::QuoteName(table.time), events = "main." + store::QuoteName(table.name);
  std::string columns;
  for (const auto& column : table.columns) columns += (columns.empty() ? "" : ", ") + store::QuoteName(column.name);
  // Equal rows have equal times, so earlier loads matter only where their period overlaps.
  const std::string period = time + " BETWEEN make_timestamp(" + std::to_string(from) + ") AND make_timestamp(" + std::to_string(to) + ")";
  const std::string key = "hash(" + store::QuoteName(table.customer) + ", " + time + ")", row = "hash(" + columns + ")";
  const auto find = [&](const std::string& name, const std::string& hash, const std::string& where) {
    connection.Run("CREATE OR REPLACE TEMP TABLE " + name + " AS SELECT h FROM (SELECT " + hash + " AS h FROM " + events + " WHERE " + where +
                   ") GROUP BY h HAVING count(*) > 1");
    return connection.Integer("SELECT count(*) FROM " + name) > 0;
  };
  const std::string near = period + " AND " + key + " IN (SELECT h FROM same_key)";
  std::map<int64_t, uint64_t> dropped;
  if (find("same_key", key, period) && find("same_row", row, near)) {
    connection.Run("CREATE OR REPLACE TEMP TABLE repeats AS SELECT id, load_id FROM (SELECT rowid AS id, load_id, row_number() OVER "
                   "(PARTITION BY " + columns + " ORDER BY rowid) AS n FROM " + events + " WHERE " + near + " AND " + row +
                   " IN (SELECT h FROM same_row)) WHERE n > 1 AND load_id >= " + std::to_string(first_load));
    auto counts = connection.Query("SELECT CAST(load_id AS BIGINT), count(*) FROM repeats GROUP BY ALL ORDER BY ALL");
    store::Chunk chunk;
    while (counts.Next(chunk)) {
      for (size_t r = 0; r < chunk.rows(); ++r) dropped[chunk.Numbers<int64_t>(0)[r]] = static_cast<uint64_t>(chunk.Numbers<int64_t>(1)[r]);
    }
    connection.Run("DELETE FROM " + events + " WHERE rowid IN (SELECT id FROM repeats)");
    connection.Run("DROP TABLE repeats");
  }
  connection.Run("DROP TABLE IF EXISTS same_key; DROP TABLE IF EXISTS same_row");
  return dropped;
}

}  // namespace auspex::data
