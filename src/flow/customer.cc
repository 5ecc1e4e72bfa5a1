#include "flow/customer.h"

#include <algorithm>

#include "base/format.h"
#include "flow/result_runs.h"

namespace auspex::flow {
namespace {

using pack::ColumnType;
using store::QuoteName;

/// The columns of an event that are neither whose, when, what nor its detail.
std::vector<pack::Column> FurtherColumns(const pack::Pack& pack) {
  std::vector<pack::Column> columns;
  for (const auto& column : pack.Events().columns) {
    const auto& name = column.name;
    const bool shown = name == pack.Events().customer || name == pack.Events().time || name == pack.journey.symbol || name == pack.journey.detail;
    if (!shown) columns.push_back(column);
  }
  return columns;
}

store::Value ValueAt(const store::Chunk& chunk, size_t column, size_t row, ColumnType type) {
  if (!chunk.Valid(column, row)) return std::monostate();
  switch (type) {
    case ColumnType::kText: return std::string(chunk.Text(column, row));
    case ColumnType::kTime: return FormatTime(chunk.Numbers<int64_t>(column)[row]);
    case ColumnType::kNumber: return chunk.Numbers<double>(column)[row];
    case ColumnType::kInteger: return chunk.Numbers<int64_t>(column)[row];
    case ColumnType::kDate:
    case ColumnType::kMonth: return FormatDate(chunk.Numbers<int32_t>(column)[row] * kDay);
    case ColumnType::kFlag: return chunk.Numbers<bool>(column)[row];
  }
  return std::monostate();
}

/// The vocabulary's line for a symbol; nullptr where there is no vocabulary.
const pack::Symbol* SymbolOf(const pack::Journey& journey, const std::string& name) {
  const auto& vocabulary = journey.vocabulary;
  const auto named = [&](const std::string& wanted) {
    return std::find_if(vocabulary.begin(), vocabulary.end(), [&](const pack::Symbol& symbol) { return symbol.name == wanted; });
  };
  auto at = named(name);
  if (at == vocabulary.end()) at = named(journey.unknown);
  return at == vocabulary.end() ? nullptr : &*at;
}

void AddAttributes(const pack::Journey& journey, CustomerStep& step) {
  const pack::Symbol* symbol = SymbolOf(journey, step.symbol);
  for (const auto& attribute : journey.attributes) {
    const std::string value = symbol == nullptr ? "" : symbol->attributes.at(attribute);
    step.attributes.emplace_back(attribute, value.empty() ? std::nullopt : std::optional(value));
  }
}

constexpr size_t kFixed = 6;  ///< columns of the query before the further ones

/// The customer's events are found first and everything else is asked of them: written as one SELECT, DuckDB looks at the times of all
/// events too and reads the rows a second time (three times as long).
std::string StepsSql(const pack::Pack& pack, const std::vector<pack::Column>& further) {
  const std::string time = QuoteName(pack.Events().time);
  const std::string detail = pack.journey.detail.empty() ? "NULL::VARCHAR" : QuoteName(pack.journey.detail);
  std::string columns = time + ", " + QuoteName(pack.journey.symbol) + ", " + detail;
  for (const auto& column : further) columns += ", " + QuoteName(column.name);
  return "WITH mine AS MATERIALIZED (SELECT *, rowid AS \"place in the table\" FROM main." + QuoteName(pack.Events().name) + " WHERE " +
         QuoteName(pack.Events().customer) + " = ?) SELECT count(*) OVER (), min(" + time + ") OVER (), max(" + time + ") OVER (), " + columns +
         " FROM mine WHERE " + time + " < make_timestamp(?) ORDER BY " + time + " DESC, \"place in the table\" DESC LIMIT ?";
}

std::string PredictionOf(int64_t run) { return QuoteName(RunTable(run, "prediction")); }

}  // namespace

UnknownCustomer::UnknownCustomer(int64_t run, const std::string& customer)
    : Error(Fault::kUsage, "prediction " + std::to_string(run) + " has no customer " + Excerpt(customer), {},
            "Check the id; the customer may have no event in the period.") {}

CustomerJourney ReadCustomer(store::Connection& connection, const pack::Pack& pack, const std::string& customer, Micros to, size_t most) {
  const auto further = FurtherColumns(pack);
  CustomerJourney journey;
  store::Result result = connection.Query(StepsSql(pack, further), {customer, to, static_cast<int64_t>(most)});
  store::Chunk chunk;
  while (result.Next(chunk)) {
    journey.events = static_cast<uint64_t>(chunk.Numbers<int64_t>(0)[0]);
    journey.first = chunk.Numbers<int64_t>(1)[0], journey.last = chunk.Numbers<int64_t>(2)[0];
    for (size_t row = 0; row < chunk.rows(); ++row) {
      CustomerStep& step = journey.steps.emplace_back();
      step.time = chunk.Numbers<int64_t>(3)[row];
      step.symbol = chunk.Text(4, row);
      if (chunk.Valid(5, row)) step.detail = chunk.Text(5, row);
      AddAttributes(pack.journey, step);
      for (size_t c = 0; c < further.size(); ++c) {
        step.values.emplace_back(further[c].name, ValueAt(chunk, kFixed + c, row, further[c].type));
      }
    }
  }
  std::reverse(journey.steps.begin(), journey.steps.end());
  return journey;
}

std::vector<std::string> SearchCustomers(store::Connection& connection, int64_t run, const std::string& text, size_t most) {
  const std::string sql = "SELECT customer FROM " + PredictionOf(run) +
                          " WHERE contains(lower(customer), lower(?)) ORDER BY NOT starts_with(lower(customer), lower(?)), customer LIMIT ?";
  std::vector<std::string> customers;
  for (const auto& row : connection.Query(sql, {text, text, static_cast<int64_t>(most)}).Rows()) customers.push_back(row[0].value_or(""));
  return customers;
}

}  // namespace auspex::flow
