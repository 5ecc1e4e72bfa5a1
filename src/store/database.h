#pragma once
// DuckDB behind a small C++ face: connections, queries with bound values, results read as columns without copying, and
// columns written in bulk. Of DuckDB's own header nothing shows here; duckdb_state.h alone includes it.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace auspex::store {

/// A value bound to `?` in SQL, in order.
using Value = std::variant<std::monostate, bool, int64_t, double, std::string>;

/// A block of at most 2,048 rows of a result, read in place. Valid until the next call of Result::Next.
class Chunk {
 public:
  Chunk();
  ~Chunk();
  Chunk(Chunk&&) noexcept;
  Chunk& operator=(Chunk&&) noexcept;

  size_t rows() const;
  bool Valid(size_t column, size_t row) const;
  /// Numbers of a fixed-width column; T must be the column's physical type (TIMESTAMP is int64_t microseconds, BOOLEAN
  /// bool). Where !Valid the number is arbitrary.
  template <class T>
  std::span<const T> Numbers(size_t column) const {
    return {static_cast<const T*>(Data(column, sizeof(T))), rows()};
  }
  /// Text of a VARCHAR column; empty where !Valid.
  std::string_view Text(size_t column, size_t row) const;

 private:
  friend class Result;
  const void* Data(size_t column, size_t width) const;
  struct State;
  std::unique_ptr<State> state_;
};

/// The answer to a query. Rows are taken chunk by chunk.
class Result {
 public:
  ~Result();
  Result(Result&&) noexcept;
  Result& operator=(Result&&) noexcept;

  size_t columns() const;
  std::string Name(size_t column) const;
  /// SQL name of the column's type, such as `VARCHAR` (only scalar types are named; `ENUM` without its values, `OTHER` for nested ones).
  std::string Type(size_t column) const;
  /// How many values the type of an ENUM column has, and which, in its order; none for another type.
  size_t EnumSize(size_t column) const;
  std::vector<std::string> EnumValues(size_t column) const;
  /// Takes the next block; false at the end. Throws Error if the query fails midway.
  bool Next(Chunk& chunk);
  /// The rows changed by an INSERT, UPDATE or DELETE.
  uint64_t Changed();
  /// Every value of every row as text (NULL: nothing). For small results.
  std::vector<std::vector<std::optional<std::string>>> Rows();

 private:
  friend class Connection;
  struct State;
  explicit Result(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

class Appender;

class Connection {
 public:
  ~Connection();
  Connection(Connection&&) noexcept;

  /// A further connection to the same database: reads while this one writes.
  Connection Another() const;

  /// Runs statements separated by `;`, without bound values.
  void Run(const std::string& sql);
  /// Runs one statement with bound values; the whole result is kept in memory.
  Result Query(const std::string& sql, const std::vector<Value>& values = {});
  /// Runs one statement with bound values; rows are made as they are taken (memory stays small).
  Result Stream(const std::string& sql, const std::vector<Value>& values = {});
  /// First column of the first row.
  int64_t Integer(const std::string& sql, const std::vector<Value>& values = {});
  std::string Text(const std::string& sql, const std::vector<Value>& values = {});

 private:
  friend class Database;
  friend class Appender;
  friend class Transaction;
  struct State;
  explicit Connection(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

struct DatabaseOptions {
  std::filesystem::path file;       ///< empty: in memory
  size_t threads = 0;               ///< 0: as many as the machine has
  std::string memory_limit;         ///< such as "2GB"; empty: DuckDB's default
  std::filesystem::path spill;      ///< folder for what does not fit; empty: DuckDB's default
};

/// An open database. Throws Error(kUsage) if another process has it, Error(kInternal) if it cannot be opened.
class Database {
 public:
  explicit Database(const DatabaseOptions& options);
  ~Database();
  Database(Database&&) noexcept;
  Connection Connect();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// All or nothing: rolls back unless Commit was called.
class Transaction {
 public:
  explicit Transaction(Connection& connection);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void Commit();

 private:
  Connection& connection_;
  bool open_ = true;
};

/// Writes rows of a table in bulk, a block of up to kRows at a time, column by column. Fill columns 0..n-1 of rows
/// 0..k-1, then Flush(k). Every row of a block must be set in every column (a value or Null).
class Appender {
 public:
  static constexpr size_t kRows = 2048;

  Appender(Connection& connection, const std::string& table, const std::string& schema = "main");
  ~Appender();
  Appender(const Appender&) = delete;

  /// The memory of a fixed-width column of the current block (TIMESTAMP: int64_t, BOOLEAN: bool).
  template <class T>
  std::span<T> Numbers(size_t column) {
    return {static_cast<T*>(Data(column, sizeof(T))), kRows};
  }
  void SetText(size_t column, size_t row, std::string_view text);  ///< UTF-8 that is known to be valid
  /// The same without a copy: `text` must stay where it is until Flush.
  void SetTextInPlace(size_t column, size_t row, std::string_view text);
  void SetNull(size_t column, size_t row);
  /// Makes row `row` of a LIST column `length` elements long, row after row; returns where its elements begin in
  /// ListNumbers / SetListText.
  uint64_t SetList(size_t column, size_t row, uint64_t length);
  /// The elements of a LIST column of the current block; valid until the next SetList of that column.
  template <class T>
  T* ListNumbers(size_t column) {
    return static_cast<T*>(ListData(column));
  }
  void SetListText(size_t column, uint64_t element, std::string_view text);
  void SetListNull(size_t column, uint64_t element);
  void Flush(size_t rows);
  /// Ends appending; throws if the database refuses what was appended.
  void Close();

 private:
  void* Data(size_t column, size_t width);
  void* ListData(size_t column);
  struct State;
  std::unique_ptr<State> state_;
};

/// `"a""b"`: a name as SQL wants it.
std::string QuoteName(std::string_view name);
/// `'a''b'`: a text constant, for the few places (COPY, read_parquet) where SQL takes no bound value.
std::string QuoteText(std::string_view text);

}  // namespace auspex::store
