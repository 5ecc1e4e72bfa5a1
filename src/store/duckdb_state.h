#pragma once
// What the classes of store/database.h keep of DuckDB. The only header that includes duckdb.h; included by *.cc of this room only.
#include <duckdb.h>

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
  ~State() { duckdb_disconnect(&connection); }
};

}  // namespace auspex::store
