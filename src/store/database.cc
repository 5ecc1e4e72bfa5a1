#include "store/database.h"

#include <duckdb.h>

#include <cstring>
#include <exception>

#include "base/error.h"
#include "base/format.h"
#include "base/progress.h"

namespace auspex::store {
namespace {

/// DuckDB's message as an error of ours: what a user can mend is not our fault.
Error Failure(const char* message, const std::string& where) {
  std::string text = message == nullptr ? "the database failed" : message;
  if (text.find("INTERRUPT") != std::string::npos) return Error(Fault::kCancelled, "stopped as you asked; nothing was changed");
  const bool full = text.find("No space left") != std::string::npos || text.find("File too large") != std::string::npos ||
                    text.find("Could not write") != std::string::npos;
  if (full) {
    return Error(Fault::kInternal, "the disk is full: " + text, where, "Free some space and run the command again; nothing was changed.");
  }
  if (text.rfind("Out of Memory", 0) == 0) {
    return Error(Fault::kInternal, text, where, "Close other programs, or free disk space for what does not fit in memory.");
  }
  return Error(Fault::kInternal, text, where);
}

const char* TypeName(duckdb_type type) {
  switch (type) {
    case DUCKDB_TYPE_BOOLEAN: return "BOOLEAN";
    case DUCKDB_TYPE_TINYINT: return "TINYINT";
    case DUCKDB_TYPE_SMALLINT: return "SMALLINT";
    case DUCKDB_TYPE_INTEGER: return "INTEGER";
    case DUCKDB_TYPE_BIGINT: return "BIGINT";
    case DUCKDB_TYPE_UTINYINT: return "UTINYINT";
    case DUCKDB_TYPE_USMALLINT: return "USMALLINT";
    case DUCKDB_TYPE_UINTEGER: return "UINTEGER";
    case DUCKDB_TYPE_UBIGINT: return "UBIGINT";
    case DUCKDB_TYPE_HUGEINT: return "HUGEINT";
    case DUCKDB_TYPE_FLOAT: return "FLOAT";
    case DUCKDB_TYPE_DOUBLE: return "DOUBLE";
    case DUCKDB_TYPE_TIMESTAMP: return "TIMESTAMP";
    case DUCKDB_TYPE_DATE: return "DATE";
    case DUCKDB_TYPE_VARCHAR: return "VARCHAR";
    default: return "OTHER";
  }
}

}  // namespace

struct Chunk::State {
  duckdb_data_chunk chunk = nullptr;
  std::vector<duckdb_vector> vectors;
  std::vector<void*> data;
  std::vector<uint64_t*> validity;
  size_t rows = 0;

  ~State() { Reset(nullptr); }
  void Reset(duckdb_data_chunk next) {
    if (chunk != nullptr) duckdb_destroy_data_chunk(&chunk);
    chunk = next;
    vectors.clear(), data.clear(), validity.clear();
    rows = 0;
    if (chunk == nullptr) return;
    rows = duckdb_data_chunk_get_size(chunk);
    const idx_t columns = duckdb_data_chunk_get_column_count(chunk);
    for (idx_t c = 0; c < columns; ++c) {
      vectors.push_back(duckdb_data_chunk_get_vector(chunk, c));
      data.push_back(duckdb_vector_get_data(vectors.back()));
      validity.push_back(duckdb_vector_get_validity(vectors.back()));
    }
  }
};

Chunk::Chunk() : state_(std::make_unique<State>()) {}
Chunk::~Chunk() = default;
Chunk::Chunk(Chunk&&) noexcept = default;
Chunk& Chunk::operator=(Chunk&&) noexcept = default;
size_t Chunk::rows() const { return state_->rows; }

bool Chunk::Valid(size_t column, size_t row) const {
  const uint64_t* mask = state_->validity[column];
  return mask == nullptr || ((mask[row / 64] >> (row % 64)) & 1) != 0;
}

const void* Chunk::Data(size_t column, size_t) const { return state_->data[column]; }

std::string_view Chunk::Text(size_t column, size_t row) const {
  if (!Valid(column, row)) return {};
  auto* text = static_cast<duckdb_string_t*>(state_->data[column]) + row;
  return {duckdb_string_t_data(text), duckdb_string_t_length(*text)};
}

struct Result::State {
  duckdb_result result{};
  ~State() { duckdb_destroy_result(&result); }
};

Result::Result(std::unique_ptr<State> state) : state_(std::move(state)) {}
Result::~Result() = default;
Result::Result(Result&&) noexcept = default;
Result& Result::operator=(Result&&) noexcept = default;
size_t Result::columns() const { return duckdb_column_count(&state_->result); }
std::string Result::Name(size_t column) const { return duckdb_column_name(&state_->result, column); }
std::string Result::Type(size_t column) const { return TypeName(duckdb_column_type(&state_->result, column)); }

bool Result::Next(Chunk& chunk) {
  Progress::ThrowIfCancelled();
  chunk.state_->Reset(duckdb_fetch_chunk(state_->result));
  if (chunk.state_->chunk != nullptr && chunk.rows() > 0) return true;
  const char* message = duckdb_result_error(&state_->result);
  if (message != nullptr && *message != 0) throw Failure(message, {});
  return false;
}

uint64_t Result::Changed() { return duckdb_rows_changed(&state_->result); }

std::vector<std::vector<std::optional<std::string>>> Result::Rows() {
  std::vector<std::vector<std::optional<std::string>>> rows;
  Chunk chunk;
  while (Next(chunk)) {
    for (size_t r = 0; r < chunk.rows(); ++r) {
      auto& row = rows.emplace_back(columns());
      for (size_t c = 0; c < columns(); ++c) {
        if (!chunk.Valid(c, r)) continue;
        const duckdb_type type = duckdb_column_type(&state_->result, c);
        switch (type) {
          case DUCKDB_TYPE_VARCHAR: row[c] = std::string(chunk.Text(c, r)); break;
          case DUCKDB_TYPE_BOOLEAN: row[c] = chunk.Numbers<bool>(c)[r] ? "true" : "false"; break;
          case DUCKDB_TYPE_TINYINT: row[c] = std::to_string(chunk.Numbers<int8_t>(c)[r]); break;
          case DUCKDB_TYPE_SMALLINT: row[c] = std::to_string(chunk.Numbers<int16_t>(c)[r]); break;
          case DUCKDB_TYPE_INTEGER: row[c] = std::to_string(chunk.Numbers<int32_t>(c)[r]); break;
          case DUCKDB_TYPE_UTINYINT: row[c] = std::to_string(chunk.Numbers<uint8_t>(c)[r]); break;
          case DUCKDB_TYPE_USMALLINT: row[c] = std::to_string(chunk.Numbers<uint16_t>(c)[r]); break;
          case DUCKDB_TYPE_UINTEGER: row[c] = std::to_string(chunk.Numbers<uint32_t>(c)[r]); break;
          case DUCKDB_TYPE_BIGINT:
          case DUCKDB_TYPE_TIMESTAMP: row[c] = std::to_string(chunk.Numbers<int64_t>(c)[r]); break;
          case DUCKDB_TYPE_UBIGINT: row[c] = std::to_string(chunk.Numbers<uint64_t>(c)[r]); break;
          case DUCKDB_TYPE_FLOAT: row[c] = std::to_string(chunk.Numbers<float>(c)[r]); break;
          case DUCKDB_TYPE_DOUBLE: row[c] = std::to_string(chunk.Numbers<double>(c)[r]); break;
          default: throw Error(Fault::kInternal, "column " + Name(c) + " has a type that is not read as text; cast it to VARCHAR");
        }
      }
    }
  }
  return rows;
}

struct Database::State {
  duckdb_database database = nullptr;
  std::string name;
  ~State() { duckdb_close(&database); }
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

Database::Database(const DatabaseOptions& options) : state_(std::make_unique<State>()) {
  duckdb_config config = nullptr;
  duckdb_create_config(&config);
  const auto set = [&](const char* key, const std::string& value) {
    if (!value.empty()) duckdb_set_config(config, key, value.c_str());
  };
  if (options.threads > 0) set("threads", std::to_string(options.threads));
  set("max_memory", options.memory_limit);
  set("temp_directory", options.spill.string());
  set("autoinstall_known_extensions", "false");
  set("autoload_known_extensions", "false");
  state_->name = options.file.empty() ? "memory" : options.file.string();
  char* message = nullptr;
  const auto status = duckdb_open_ext(options.file.empty() ? nullptr : options.file.c_str(), &state_->database, config, &message);
  duckdb_destroy_config(&config);
  if (status == DuckDBError) {
    const std::string text = message == nullptr ? "" : message;
    duckdb_free(message);
    if (text.find("lock") != std::string::npos) {
      throw Error(Fault::kUsage, "the database is in use by another process", state_->name, "Wait until it has ended, or end it.");
    }
    throw Error(Fault::kInternal, "the database cannot be opened: " + text, state_->name);
  }
}

Database::~Database() = default;
Database::Database(Database&&) noexcept = default;

Connection Database::Connect() {
  auto state = std::make_unique<Connection::State>();
  state->name = state_->name;
  state->database = state_->database;
  return Connection(std::move(state)).Another();
}

Connection::Connection(std::unique_ptr<State> state) : state_(std::move(state)) {}
Connection::~Connection() = default;
Connection::Connection(Connection&&) noexcept = default;

Connection Connection::Another() const {
  auto state = std::make_unique<State>();
  state->name = state_->name;
  state->database = state_->database;
  if (duckdb_connect(state->database, &state->connection) == DuckDBError) {
    throw Error(Fault::kInternal, "no connection to the database", state->name);
  }
  return Connection(std::move(state));
}

namespace {

/// A prepared statement with its values bound.
class Statement {
 public:
  Statement(duckdb_connection connection, const std::string& sql, const std::vector<Value>& values, const std::string& name)
      : connection_(connection) {
    if (duckdb_prepare(connection, sql.c_str(), &statement_) == DuckDBError) {
      const Error error = Failure(duckdb_prepare_error(statement_), name);
      duckdb_destroy_prepare(&statement_);
      throw error;
    }
    for (size_t i = 0; i < values.size(); ++i) Bind(i + 1, values[i]);
  }
  ~Statement() { duckdb_destroy_prepare(&statement_); }
  Statement(const Statement&) = delete;

  void Execute(duckdb_result* result, bool stream, const std::string& name) {
    duckdb_pending_result pending = nullptr;
    const auto made = stream ? duckdb_pending_prepared_streaming(statement_, &pending) : duckdb_pending_prepared(statement_, &pending);
    if (made == DuckDBError) {
      const Error error = Failure(duckdb_pending_error(pending), name);
      duckdb_destroy_pending(&pending);
      throw error;
    }
    // Executing task by task lets Ctrl-C and the stop of a job through. Interrupted, it goes on until the tasks have noticed: they
    // run on threads of the database too, with what would be freed under them.
    bool stopped = false;
    for (;;) {
      const auto state = duckdb_pending_execute_task(pending);
      if (state == DUCKDB_PENDING_ERROR || duckdb_pending_execution_is_finished(state)) break;
      if (stopped || !Progress::Cancelled()) continue;
      duckdb_interrupt(connection_);
      stopped = true;
    }
    if (stopped) {
      duckdb_destroy_pending(&pending);
      Progress::ThrowIfCancelled();
    }
    const auto status = duckdb_execute_pending(pending, result);
    duckdb_destroy_pending(&pending);
    if (status == DuckDBError) throw Failure(duckdb_result_error(result), name);
  }

 private:
  void Bind(idx_t index, const Value& value) {
    std::visit(
        [&](const auto& v) {
          using T = std::decay_t<decltype(v)>;
          if constexpr (std::is_same_v<T, std::monostate>) {
            duckdb_bind_null(statement_, index);
          } else if constexpr (std::is_same_v<T, bool>) {
            duckdb_bind_boolean(statement_, index, v);
          } else if constexpr (std::is_same_v<T, int64_t>) {
            duckdb_bind_int64(statement_, index, v);
          } else if constexpr (std::is_same_v<T, double>) {
            duckdb_bind_double(statement_, index, v);
          } else {
            duckdb_bind_varchar_length(statement_, index, v.data(), v.size());
          }
        },
        value);
  }

  duckdb_connection connection_;
  duckdb_prepared_statement statement_ = nullptr;
};

}  // namespace

void Connection::Run(const std::string& sql) {
  duckdb_extracted_statements statements = nullptr;
  const idx_t count = duckdb_extract_statements(state_->connection, sql.c_str(), &statements);
  if (count == 0) {
    const char* message = duckdb_extract_statements_error(statements);
    const Error error = Failure(message == nullptr ? "no statement" : message, state_->name);
    duckdb_destroy_extracted(&statements);
    throw error;
  }
  duckdb_destroy_extracted(&statements);
  if (count == 1) {
    Query(sql);
    return;
  }
  duckdb_result result{};
  const auto status = duckdb_query(state_->connection, sql.c_str(), &result);
  const Error error = Failure(status == DuckDBError ? duckdb_result_error(&result) : "", state_->name);
  duckdb_destroy_result(&result);
  if (status == DuckDBError) throw error;
}

Result Connection::Query(const std::string& sql, const std::vector<Value>& values) {
  Statement statement(state_->connection, sql, values, state_->name);
  auto state = std::make_unique<Result::State>();
  statement.Execute(&state->result, false, state_->name);
  return Result(std::move(state));
}

Result Connection::Stream(const std::string& sql, const std::vector<Value>& values) {
  Statement statement(state_->connection, sql, values, state_->name);
  auto state = std::make_unique<Result::State>();
  statement.Execute(&state->result, true, state_->name);
  return Result(std::move(state));
}

int64_t Connection::Integer(const std::string& sql, const std::vector<Value>& values) {
  Result result = Query("SELECT CAST(v AS BIGINT) FROM (" + sql + ") t(v)", values);
  Chunk chunk;
  return result.Next(chunk) && chunk.Valid(0, 0) ? chunk.Numbers<int64_t>(0)[0] : 0;
}

std::string Connection::Text(const std::string& sql, const std::vector<Value>& values) {
  Result result = Query("SELECT CAST(v AS VARCHAR) FROM (" + sql + ") t(v)", values);
  Chunk chunk;
  return result.Next(chunk) ? std::string(chunk.Text(0, 0)) : std::string();
}

Transaction::Transaction(Connection& connection) : connection_(connection) { connection_.Run("BEGIN TRANSACTION"); }

Transaction::~Transaction() {
  if (open_) connection_.state_->EndQuery();  // an aborted transaction is rolled back already
}

void Transaction::Commit() {
  Progress::ThrowIfCancelled();
  duckdb_result result{};  // in one go: stopped halfway, it might have happened although an error says that nothing was changed
  const auto status = duckdb_query(connection_.state_->connection, "COMMIT", &result);
  const Error error = Failure(status == DuckDBError ? duckdb_result_error(&result) : "", connection_.state_->name);
  duckdb_destroy_result(&result);
  if (status == DuckDBError) throw error;
  open_ = false;
}

struct Appender::State {
  duckdb_appender appender = nullptr;
  duckdb_data_chunk chunk = nullptr;
  std::vector<duckdb_vector> vectors;
  std::vector<void*> data;
  std::vector<uint64_t*> validity;
  std::string table;

  void Look() {
    for (idx_t c = 0; c < vectors.size(); ++c) {
      vectors[c] = duckdb_data_chunk_get_vector(chunk, c);
      data[c] = duckdb_vector_get_data(vectors[c]);
      validity[c] = duckdb_vector_get_validity(vectors[c]);
    }
  }
  ~State() {
    if (chunk != nullptr) duckdb_destroy_data_chunk(&chunk);
    if (appender != nullptr) duckdb_appender_destroy(&appender);
  }
};

Appender::Appender(Connection& connection, const std::string& table, const std::string& schema) : state_(std::make_unique<State>()) {
  state_->table = table;
  if (duckdb_appender_create(connection.state_->connection, schema.c_str(), table.c_str(), &state_->appender) == DuckDBError) {
    throw Failure(duckdb_appender_error(state_->appender), table);
  }
  std::vector<duckdb_logical_type> types;
  const idx_t columns = duckdb_appender_column_count(state_->appender);
  for (idx_t c = 0; c < columns; ++c) types.push_back(duckdb_appender_column_type(state_->appender, c));
  state_->chunk = duckdb_create_data_chunk(types.data(), columns);
  for (auto& type : types) duckdb_destroy_logical_type(&type);
  state_->vectors.resize(columns), state_->data.resize(columns), state_->validity.resize(columns);
  state_->Look();
}

Appender::~Appender() = default;
void* Appender::Data(size_t column, size_t) { return state_->data[column]; }

void Appender::SetText(size_t column, size_t row, std::string_view text) {
  duckdb_vector_assign_string_element_len(state_->vectors[column], row, text.data(), text.size());
}

void Appender::SetTextInPlace(size_t column, size_t row, std::string_view text) {
  auto& value = static_cast<duckdb_string_t*>(state_->data[column])[row].value;
  value.pointer.length = static_cast<uint32_t>(text.size());
  if (text.size() <= sizeof value.inlined.inlined) {
    std::memset(value.inlined.inlined, 0, sizeof value.inlined.inlined);
    if (!text.empty()) std::memcpy(value.inlined.inlined, text.data(), text.size());
  } else {
    std::memcpy(value.pointer.prefix, text.data(), sizeof value.pointer.prefix);
    value.pointer.ptr = const_cast<char*>(text.data());
  }
}

void Appender::SetNull(size_t column, size_t row) {
  if (state_->validity[column] == nullptr) {
    duckdb_vector_ensure_validity_writable(state_->vectors[column]);
    state_->validity[column] = duckdb_vector_get_validity(state_->vectors[column]);
  }
  duckdb_validity_set_row_invalid(state_->validity[column], row);
}

uint64_t Appender::SetList(size_t column, size_t row, uint64_t length) {
  const duckdb_vector list = state_->vectors[column];
  const uint64_t begin = duckdb_list_vector_get_size(list);
  duckdb_list_vector_reserve(list, begin + length);
  duckdb_list_vector_set_size(list, begin + length);
  static_cast<duckdb_list_entry*>(state_->data[column])[row] = {begin, length};
  return begin;
}

void* Appender::ListData(size_t column) { return duckdb_vector_get_data(duckdb_list_vector_get_child(state_->vectors[column])); }

void Appender::SetListText(size_t column, uint64_t element, std::string_view text) {
  duckdb_vector_assign_string_element_len(duckdb_list_vector_get_child(state_->vectors[column]), element, text.data(), text.size());
}

void Appender::SetListNull(size_t column, uint64_t element) {
  const duckdb_vector child = duckdb_list_vector_get_child(state_->vectors[column]);
  duckdb_vector_ensure_validity_writable(child);
  duckdb_validity_set_row_invalid(duckdb_vector_get_validity(child), element);
}

void Appender::Flush(size_t rows) {
  duckdb_data_chunk_set_size(state_->chunk, rows);
  if (duckdb_append_data_chunk(state_->appender, state_->chunk) == DuckDBError) {
    throw Failure(duckdb_appender_error(state_->appender), state_->table);
  }
  duckdb_data_chunk_reset(state_->chunk);
  state_->Look();
}

void Appender::Close() {
  if (duckdb_appender_close(state_->appender) == DuckDBError) throw Failure(duckdb_appender_error(state_->appender), state_->table);
}

std::string QuoteName(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::string QuoteText(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out += '\'';
    out += c;
  }
  return out + '\'';
}

}  // namespace auspex::store
