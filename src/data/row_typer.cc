#include "data/row_typer.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/error.h"
#include "base/format.h"
#include "data/field.h"
#include "data/plain_value.h"
#include "text/utf8.h"

namespace auspex::data {
namespace {

using pack::ColumnType;

size_t IndexOf(const pack::Table& table, const std::string& name) {
  const auto at = std::ranges::find(table.columns, name, &pack::Column::name);
  return static_cast<size_t>(at - table.columns.begin());
}

bool HasNul(std::string_view text) { return !text.empty() && std::memchr(text.data(), 0, text.size()) != nullptr; }

/// A bound as people write it.
std::string Bound(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.15g", value);
  return text;
}

std::string OutOfBounds(const pack::Column& column, double value) {
  if (column.least && value < *column.least) return "less than " + Bound(*column.least);
  if (column.most && value > *column.most) return "more than " + Bound(*column.most);
  return {};
}

std::string WrongCount(size_t found, size_t expected) {
  return std::to_string(found) + (found == 1 ? " field" : " fields") + " where the header has " + std::to_string(expected);
}

std::optional<int64_t> Whole(std::optional<double> number) {
  constexpr double kExact = 9007199254740992.0;  // 2^53
  if (!number || *number != std::trunc(*number) || std::abs(*number) > kExact) return std::nullopt;
  return static_cast<int64_t>(*number);
}

const char* NoneOf(ColumnType type) {
  return type == ColumnType::kMonth ? "not a month" : type == ColumnType::kDate ? "not a date" : "not a time";
}

}  // namespace

void TypedBlock::Reset(const pack::Table& table, size_t capacity) {
  columns.resize(table.columns.size());
  for (size_t c = 0; c < columns.size(); ++c) {
    switch (table.columns[c].type) {
      case ColumnType::kText: columns[c].texts.resize(capacity); break;
      case ColumnType::kTime:
      case ColumnType::kDate:
      case ColumnType::kMonth:
      case ColumnType::kInteger: columns[c].wholes.resize(capacity); break;
      case ColumnType::kNumber: columns[c].numbers.resize(capacity); break;
      case ColumnType::kFlag: columns[c].flags.resize(capacity); break;
    }
    columns[c].null.resize(capacity);
  }
  lines.resize(capacity);
  spellings = {};
  rows = read = unknown_symbols = 0;
  rejects.clear(), kept_.clear();
  from = std::numeric_limits<Micros>::max(), to = std::numeric_limits<Micros>::min();
}

RowTyper::RowTyper(const pack::Pack& pack, const pack::Table& table, HeaderMap header, char delimiter, std::string encoding,
                   const Pseudonymiser* pseudonymiser)
    : table_(table), header_(std::move(header)), delimiter_(delimiter), encoding_(std::move(encoding)), pseudonymiser_(pseudonymiser),
      customer_(IndexOf(table, table.customer)), time_(IndexOf(table, table.time)), utc_offset_(pack.utc_offset_minutes * kMinute),
      earliest_(DaysFromCivil(table.earliest_year, 1, 1) * kDay), latest_(DaysFromCivil(table.latest_year + 1, 1, 1) * kDay) {
  if (table.kind != pack::TableKind::kEvents) return;
  symbol_ = IndexOf(table, pack.journey.symbol);
  for (const auto& symbol : pack.journey.vocabulary) vocabulary_.insert(symbol.name);
}

void RowTyper::RejectField(size_t column, std::string_view value, uint64_t line, std::string reason, TypedBlock& block) const {
  std::string shown;
  if (pseudonymiser_ != nullptr && column == customer_) {
    if (!value.empty()) pseudonymiser_->Append(value, shown);
  } else {
    shown = text::PrintableUtf8(value, kMaxExcerpt);
  }
  block.rejects.push_back({line, table_.columns[column].name, std::move(reason), std::move(shown)});
}

void RowTyper::RejectWhole(std::string_view text, uint64_t line, std::string reason, TypedBlock& block) const {
  // The whole record holds the customer's id somewhere.
  std::string shown = pseudonymiser_ != nullptr ? std::string() : text::PrintableUtf8(text, kMaxExcerpt);
  block.rejects.push_back({line, {}, std::move(reason), std::move(shown)});
}

void RowTyper::RejectRecord(const Record& record, const std::vector<Field>& fields, TypedBlock& block) const {
  switch (record.fault) {
    case RecordFault::kQuoteNeverClosed: return RejectWhole(record.text, record.line, "quote never closed", block);
    case RecordFault::kTextAfterQuote: return RejectWhole(record.text, record.line, "text after a closing quote", block);
    case RecordFault::kWrongFields: return RejectWhole(record.text, record.line, WrongCount(record.fields, header_.fields), block);
    default: break;
  }
  for (size_t c = 0; c < header_.sources.size(); ++c) {
    const size_t source = header_.sources[c];
    if (source >= fields.size() || fields[source].text.size() <= kMaxField) continue;
    return RejectField(c, fields[source].text, record.line, "longer than 1 MiB", block);
  }
  RejectWhole(record.text, record.line, "longer than 4 MiB", block);
}

void RowTyper::Type(std::span<const Record> records, TypedBlock& block) const {
  std::vector<Field> fields;
  for (const Record& record : records) {
    if (record.fault != RecordFault::kNone) {
      ++block.read;
      SplitFields(record, delimiter_, fields);
      RejectRecord(record, fields, block);
      continue;
    }
    SplitFields(record, delimiter_, fields);
    if (fields.size() == header_.fields) {
      TypeRow(fields, record.line, block, !HasNul(record.text) && text::ValidUtf8(record.text));
    } else {
      ++block.read;
      RejectWhole(record.text, record.line, WrongCount(fields.size(), header_.fields), block);
    }
  }
}

void RowTyper::TypeRow(std::span<const Field> fields, uint64_t line, TypedBlock& block, bool sound) const {
  ++block.read;
  std::string buffer;
  const SpellingCounts before = block.spellings;
  for (size_t c = 0; c < header_.sources.size(); ++c) {
    const size_t source = header_.sources[c];
    const Field field = source == HeaderMap::kAbsent ? Field{} : fields[source];
    if (!SetValue(c, {FieldValue(field, buffer), field.doubled, sound}, line, block)) {
      block.spellings = before;
      return;
    }
  }
  block.lines[block.rows] = line;
  if (time_ < block.columns.size()) {
    const Micros time = block.columns[time_].wholes[block.rows];
    block.from = std::min(block.from, time), block.to = std::max(block.to, time);
  }
  if (!vocabulary_.empty()) block.unknown_symbols += !vocabulary_.contains(block.columns[symbol_].texts[block.rows]);
  ++block.rows;
}

/// Sets the value of a column in the current row; false if it rejects the row.
bool RowTyper::SetValue(size_t column, const Value& value, uint64_t line, TypedBlock& block) const {
  const pack::Column& wanted = table_.columns[column];
  const std::string_view text = value.text;
  block.columns[column].null[block.rows] = 0;
  if (wanted.type != ColumnType::kText && SetPlain(column, text, block)) return true;
  std::string reason;
  if (text.empty() || (static_cast<unsigned char>(text[0]) <= ' ' && Trim(text).empty())) {
    if (wanted.required || column == customer_ || column == time_) reason = "empty";
    block.columns[column].null[block.rows] = 1;
    if (wanted.type == ColumnType::kText) block.columns[column].texts[block.rows] = {};
  } else if (text.size() > kMaxField) {
    reason = "longer than 1 MiB";
  } else if (!value.sound && HasNul(text)) {
    reason = "NUL byte";
  } else if (!value.sound && !text::ValidUtf8(text)) {
    reason = "not valid " + encoding_;
  } else if (wanted.type == ColumnType::kText) {
    SetText(column, text, value.copy, block);
  } else {
    reason = Fill(column, text, block);
  }
  if (reason.empty()) return true;
  RejectField(column, text, line, std::move(reason), block);
  return false;
}

/// Sets a value that is no text, if it is spelt plainly and within bounds; false, with nothing set, if that is for the general readers.
bool RowTyper::SetPlain(size_t column, std::string_view value, TypedBlock& block) const {
  const pack::Column& wanted = table_.columns[column];
  TypedBlock::Column& out = block.columns[column];
  const auto within = [&](double number) { return !(wanted.least && number < *wanted.least) && !(wanted.most && number > *wanted.most); };
  const auto set_time = [&](std::optional<Micros> time) {
    if (!time || *time < earliest_ || *time >= latest_) return false;
    out.wholes[block.rows] = *time;
    return true;
  };
  if (wanted.type == ColumnType::kNumber) {
    const auto number = PlainNumber(value);
    if (!number || !within(*number)) return false;
    out.numbers[block.rows] = *number + 0.0;  // -0 becomes 0
    return true;
  } else if (wanted.type == ColumnType::kInteger) {
    const auto number = PlainInteger(value);
    if (!number || !within(static_cast<double>(*number))) return false;
    out.wholes[block.rows] = *number;
    return true;
  } else if (wanted.type == ColumnType::kFlag) {
    if (value != "0" && value != "1") return false;
    out.flags[block.rows] = value == "1";
    return true;
  }
  return set_time(wanted.type == ColumnType::kMonth  ? PlainMonth(value)
                  : wanted.type == ColumnType::kDate ? PlainDate(value)
                                                     : PlainTime(value, utc_offset_));
}

void RowTyper::SetText(size_t column, std::string_view value, bool copy, TypedBlock& block) const {
  if (pseudonymiser_ != nullptr && column == customer_) {
    std::string pseudonym;
    pseudonymiser_->Append(value, pseudonym);
    value = block.Keep(std::move(pseudonym));
  } else if (copy) {
    value = block.Keep(std::string(value));
  }
  block.columns[column].texts[block.rows] = value;
}

/// Sets a value that is no text; the reason if it is none of its type.
std::string RowTyper::Fill(size_t column, std::string_view value, TypedBlock& block) const {
  const pack::Column& wanted = table_.columns[column];
  TypedBlock::Column& out = block.columns[column];
  if (wanted.type == ColumnType::kTime || wanted.type == ColumnType::kDate || wanted.type == ColumnType::kMonth) {
    return FillTime(wanted, Trim(value), out.wholes[block.rows], block);
  } else if (wanted.type == ColumnType::kNumber) {
    auto number = ParseNumber(value);
    if (!number) number = ParseAmount(value, block.spellings);
    if (!number) return "not a number";
    out.numbers[block.rows] = *number + 0.0;  // -0 becomes 0
    return OutOfBounds(wanted, *number);
  } else if (wanted.type == ColumnType::kInteger) {
    auto number = ParseInteger(value);
    if (!number) number = Whole(ParseAmount(value, block.spellings));
    if (!number) return "not a whole number";
    out.wholes[block.rows] = *number;
    return OutOfBounds(wanted, static_cast<double>(*number));
  } else {
    const auto flag = ParseFlag(value);
    if (!flag) return "neither yes nor no";
    out.flags[block.rows] = *flag;
  }
  return {};
}

/// Sets a time, the first instant of a date or a month; the reason if it is none.
std::string RowTyper::FillTime(const pack::Column& wanted, std::string_view value, int64_t& out, TypedBlock& block) const {
  const auto time = wanted.type == ColumnType::kMonth ? ParseMonth(value, utc_offset_) : ParseTime(value, utc_offset_);
  if (!time) return NoneOf(wanted.type);
  if (*time < earliest_ || *time >= latest_) {
    return "year outside " + std::to_string(table_.earliest_year) + " to " + std::to_string(table_.latest_year);
  }
  const Micros of_day = wanted.type == ColumnType::kDate ? ((*time % kDay) + kDay) % kDay : 0;
  out = *time - of_day;
  if (value.size() > 4 && value.substr(4).starts_with("年")) ++block.spellings[static_cast<size_t>(ValueSpelling::kChineseDate)];
  return {};
}

}  // namespace auspex::data
