#include "data/load_table.h"

#include <string>

namespace auspex::data {

bool HasLoads(store::Connection& connection) {
  return connection.Integer("SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'main' AND database_name = current_database() AND "
                            "table_name IN ('loads', 'rejects', 'events')") == 3;
}

bool DeleteLoad(store::Connection& connection, int64_t load_id) {
  if (!HasLoads(connection)) return false;
  store::Transaction transaction(connection);
  if (connection.Query("DELETE FROM main.loads WHERE load_id = ?", {load_id}).Changed() == 0) return false;
  for (const char* table : {"events", "rejects"}) {
    connection.Query("DELETE FROM main." + std::string(table) + " WHERE load_id = ?", {load_id});
  }
  transaction.Commit();
  return true;
}

}  // namespace auspex::data
