#include "flow/result_csv.h"

#include <algorithm>

namespace auspex::flow {
namespace {

/// A number with a sign, such as -5 or +886912345678: what a spreadsheet takes as it stands.
bool IsSignedNumber(std::string_view text) {
  return text.size() > 1 && (text[0] == '-' || text[0] == '+') && text.find_first_not_of("0123456789.", 1) == std::string_view::npos;
}

bool IsFormula(std::string_view text) {
  if (text.empty()) return false;
  const bool begins = static_cast<unsigned char>(text[0]) < 0x20 || std::string_view("=+-@").find(text[0]) != std::string_view::npos;
  return begins && !IsSignedNumber(text);
}

/// The empty text is written as "", so that it differs from no value.
void AppendField(std::string& out, std::string_view text, const char* before = "") {
  if (!text.empty() && text.find_first_of(",\"\n\r") == std::string_view::npos) {
    out.append(before).append(text);
    return;
  }
  out.append("\"").append(before);
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace

ResultCsv::ResultCsv(store::Connection connection, const ResultTable& table, const ResultFilter& filter, const std::vector<SortKey>& sort)
    : connection_(std::move(connection)), header_("\xEF\xBB\xBF") {
  const SqlCondition condition = ConditionSql(filter, table);
  std::string columns, texts;  // made texts after sorting: what is sorted is smaller
  for (const ResultColumn& column : table.columns) {
    if (column.facet) continue;
    header_ += texts_.empty() ? "" : ",";
    AppendField(header_, column.name);
    texts_.push_back(column.type == ResultType::kText || column.type == ResultType::kSet);
    columns += (columns.empty() ? "" : ", ") + store::QuoteName(column.name);
    texts += (texts.empty() ? "CAST(" : ", CAST(") + store::QuoteName(column.name) + " AS VARCHAR)";
  }
  header_ += '\n';
  const std::string order = sort.empty() ? "" : OrderSql(sort, false);
  rows_ = std::make_unique<store::Result>(
      connection_.Stream("SELECT " + texts + " FROM (SELECT " + columns + " FROM " + table.name + " WHERE " + condition.sql + order + ")", condition.values));
}

void ResultCsv::AppendRow(std::string& piece, size_t row) const {
  for (size_t c = 0; c < texts_.size(); ++c) {
    if (c > 0) piece += ',';
    if (!chunk_.Valid(c, row)) continue;
    const std::string_view text = chunk_.Text(c, row);
    AppendField(piece, text, texts_[c] && IsFormula(text) ? "'" : "");
  }
  piece += '\n';
}

bool ResultCsv::Next(std::string& piece) {
  piece = std::move(header_);
  header_.clear();
  if (rows_ != nullptr && !rows_->Next(chunk_)) rows_.reset();  // a result that has ended must not be asked again
  for (size_t r = 0; rows_ != nullptr && r < chunk_.rows(); ++r) AppendRow(piece, r);
  return !piece.empty();
}

}  // namespace auspex::flow
