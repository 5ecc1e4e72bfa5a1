#include <algorithm>
#include <chrono>
#include <thread>

#include "base/progress.h"
#include "store/duckdb_state.h"

namespace auspex::store {
namespace {

/// Between two looks at a query whose tasks are all taken: short beside what a query takes, whatever that is.
constexpr std::chrono::microseconds kShortestPause{10}, kLongestPause{500};

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
    std::chrono::microseconds pause = kShortestPause;
    for (;;) {
      const auto state = duckdb_pending_execute_task(pending);
      if (state == DUCKDB_PENDING_ERROR || duckdb_pending_execution_is_finished(state)) break;
      if (state != DUCKDB_PENDING_RESULT_NOT_READY) {  // the last tasks run on other threads, which asking again and again would hold up
        std::this_thread::sleep_for(pause);
        pause = std::min(2 * pause, kLongestPause);
      } else {
        pause = kShortestPause;
      }
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
          } else if (duckdb_bind_varchar_length(statement_, index, v.data(), v.size()) == DuckDBError) {
            duckdb_destroy_prepare(&statement_);
            throw Error(Fault::kUsage, "a text is no valid UTF-8");
          }
        },
        value);
  }

  duckdb_connection connection_;
  duckdb_prepared_statement statement_ = nullptr;
};

}  // namespace

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

}  // namespace auspex::store
