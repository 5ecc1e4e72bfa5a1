#pragma once
// Records as typed columns: each field checked and turned into a value of its column's type, each row taken whole or
// rejected with a reason.
#include <cstdint>
#include <deque>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/time.h"
#include "data/csv.h"
#include "data/field.h"
#include "data/header.h"
#include "data/pseudonym.h"
#include "data/rejects.h"
#include "pack/pack.h"

namespace auspex::data {

/// Up to `capacity` rows, column by column. Texts point into the records or into the block itself.
struct TypedBlock {
  struct Column {
    std::vector<std::string_view> texts;  ///< kText
    std::vector<int64_t> wholes;          ///< kTime, kDate, kMonth (Micros), kInteger
    std::vector<double> numbers;          ///< kNumber
    std::vector<uint8_t> flags;           ///< kFlag
    std::vector<uint8_t> null;            ///< 1 where there is no value
  };
  std::vector<Column> columns;  ///< in the order of the table
  std::vector<uint64_t> lines;  ///< of each row
  size_t rows = 0;
  std::vector<Reject> rejects;
  uint64_t read = 0, unknown_symbols = 0;
  SpellingCounts spellings{};  ///< of the values of the rows taken
  Micros from = std::numeric_limits<Micros>::max(), to = std::numeric_limits<Micros>::min();

  void Reset(const pack::Table& table, size_t capacity);
  /// Keeps a text that stands nowhere else.
  std::string_view Keep(std::string text) { return kept_.emplace_back(std::move(text)); }

 private:
  std::deque<std::string> kept_;
};

/// Types rows. Holds no state that rows change: many threads may use one.
class RowTyper {
 public:
  /// `pseudonymiser` may be nullptr; `encoding` is the name that a reason gives.
  RowTyper(const pack::Pack& pack, const pack::Table& table, HeaderMap header, char delimiter, std::string encoding, const Pseudonymiser* pseudonymiser);

  /// Adds `records` to `block`, which has room for them.
  void Type(std::span<const Record> records, TypedBlock& block) const;
  /// Adds one row whose fields are given (empty: no value). `sound`: it is known that they are UTF-8 without NUL.
  void TypeRow(std::span<const Field> fields, uint64_t line, TypedBlock& block, bool sound = false) const;

 private:
  void RejectRecord(const Record& record, const std::vector<Field>& fields, TypedBlock& block) const;
  void RejectField(size_t column, std::string_view value, uint64_t line, std::string reason, TypedBlock& block) const;
  void RejectWhole(std::string_view text, uint64_t line, std::string reason, TypedBlock& block) const;
  struct Value {
    std::string_view text;
    bool copy = false;   ///< `text` does not stay
    bool sound = false;  ///< as of TypeRow
  };
  bool SetValue(size_t column, const Value& value, uint64_t line, TypedBlock& block) const;
  bool SetPlain(size_t column, std::string_view value, TypedBlock& block) const;
  std::string Fill(size_t column, std::string_view value, TypedBlock& block) const;
  std::string FillTime(const pack::Column& wanted, std::string_view value, int64_t& out, TypedBlock& block) const;
  void SetText(size_t column, std::string_view value, bool copy, TypedBlock& block) const;

  const pack::Table& table_;
  HeaderMap header_;
  char delimiter_;
  std::string encoding_;
  const Pseudonymiser* pseudonymiser_;
  size_t customer_, time_, symbol_ = 0;  // time_: the number of columns if the table has none
  Micros utc_offset_, earliest_, latest_;
  std::unordered_set<std::string_view> vocabulary_;
};

}  // namespace auspex::data
