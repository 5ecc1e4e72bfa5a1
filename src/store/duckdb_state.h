#pragma once
// What the classes of store/database.h keep of DuckDB. The only header that includes duckdb.h; included by *.cc of this room only.
#include <duckdb.h>

#include <exception>
#include <string>

#include "base/error.h"
#include "store/database.h"

namespace auspex::store {

/// DuckDB's message as an error of ours: what a user can mend is not our fault.
Error Failure(const char* message, const std::string& where);

struct Result::State {
  duckdb_result result{};
  ~State() { duckdb_destroy_result(&result); }
};

struct Connection::State {
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;
  std::string name;

  ~State() {
    if (connection != nullptr && std::uncaught_exceptions() > 0) EndQuery();
    duckdb_disconnect(&connection);
  }
  /// Stops a query that still runs and rolls back. While an exception passes, DuckDB drops a connection without stopping its
  /// query, whose threads then go on with what was freed. Any statement stops what ran before it; this one does no harm where
  /// there is no transaction.
  void EndQuery() {
    duckdb_interrupt(connection);
    duckdb_result result{};
    duckdb_query(connection, "ROLLBACK", &result);
    duckdb_destroy_result(&result);
  }
};

}  // namespace auspex::store
