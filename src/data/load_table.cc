#include "data/load_table.h"

#include <string>

namespace auspex::data {

namespace {

bool Has(store::Connection& connection, const std::string& from, const std::string& where) {
  return connection.Integer("SELECT count(*) FROM " + from + " WHERE schema_name = 'main' AND database_name = current_database() AND " + where) > 0;
}

}  // namespace

void CreateLoadTables(store::Connection& connection) {
  connection.Run(
      "CREATE TABLE IF NOT EXISTS main.loads (load_id INTEGER, file VARCHAR, fingerprint VARCHAR, bytes BIGINT, loaded_at TIMESTAMP, "
      "read BIGINT, kept BIGINT, rejected BIGINT, duplicates BIGINT, first_time TIMESTAMP, last_time TIMESTAMP, encoding VARCHAR, "
      "columns VARCHAR, table_name VARCHAR, replaced BIGINT, spellings VARCHAR[])");
  connection.Run(
      "CREATE TABLE IF NOT EXISTS main.rejects (load_id INTEGER, file VARCHAR, line BIGINT, column_name VARCHAR, reason VARCHAR, "
      "value VARCHAR)");
  if (Has(connection, "duckdb_columns()", "table_name = 'loads' AND column_name = 'table_name'")) return;
  connection.Run("ALTER TABLE main.loads ADD COLUMN table_name VARCHAR DEFAULT 'events'");
  connection.Run("ALTER TABLE main.loads ADD COLUMN replaced BIGINT DEFAULT 0");
  connection.Run("ALTER TABLE main.loads ADD COLUMN spellings VARCHAR[]");
}

bool HasLoads(store::Connection& connection) {
  if (!Has(connection, "duckdb_tables()", "table_name = 'loads'")) return false;
  CreateLoadTables(connection);
  return true;
}

bool DeleteLoad(store::Connection& connection, int64_t load_id) {
  if (!HasLoads(connection)) return false;
  store::Transaction transaction(connection);
  const auto load = connection.Query("DELETE FROM main.loads WHERE load_id = ? RETURNING table_name", {load_id}).Rows();
  if (load.empty()) return false;
  for (const std::string& table : {load[0][0].value_or("events"), std::string("rejects")}) {
    connection.Query("DELETE FROM main." + store::QuoteName(table) + " WHERE load_id = ?", {load_id});
  }
  transaction.Commit();
  return true;
}

}  // namespace auspex::data
