#include "flow/segment_rows.h"

#include <algorithm>

#include "base/error.h"
#include "data/panel_months.h"
#include "data/past_future.h"
#include "flow/pack_select.h"

namespace auspex::flow {
namespace {

using store::QuoteName;

std::string Enclose(const pack::Segmentation& segmentation) { return Enclosed(segmentation.columns_sql) + " AS segment_columns"; }

/// The name of the first column, the customer.
std::string CheckShape(const store::Result& shape, const pack::Segmentation& segmentation) {
  std::vector<std::string> found;
  for (size_t c = 1; c < shape.columns(); ++c) found.push_back(shape.Name(c));
  const std::string where = segmentation.columns_file.string();
  for (const auto& column : segmentation.columns) {
    const auto at = std::ranges::find(found, column.name);
    if (at == found.end())
      pack::Refuse("the column `" + column.name + "` is not in " + where, pack::At(segmentation.file, column.line),
                   pack::Suggest(column.name, found));
    const std::string type = shape.Type(static_cast<size_t>(at - found.begin()) + 1);
    if (!IsNumberType(type))
      pack::Refuse("the column `" + column.name + "` is " + type + " and not a number", where,
                   "make a number of it, such as CAST(x = 'y' AS INTEGER)");
  }
  for (const auto& name : found) {
    if (std::ranges::count(segmentation.columns, name, &pack::SegmentColumn::name) > 0) continue;
    pack::Refuse("the column `" + name + "` is not in " + segmentation.file.string(), where,
                 "add a [[column]] for it, or leave it out of the SELECT");
  }
  return shape.Name(0);
}

store::Result ShapeOf(store::Connection& connection, const pack::Segmentation& segmentation) {
  try {
    return connection.Query("SELECT * FROM " + Enclose(segmentation) + " LIMIT 0");
  } catch (const Error& error) {
    pack::Refuse("the segments' columns do not hold as SQL: " + error.message(), segmentation.columns_file.string(),
                 "it is a SELECT over past.TABLE, one row a customer");
  }
}

}  // namespace

void CheckSegmentColumns(store::Connection& connection, const pack::Segmentation& segmentation) {
  CheckShape(ShapeOf(connection, segmentation), segmentation);
}

SegmentRows ReadSegmentRows(store::Connection& connection, const pack::Pack& pack, const pack::Segmentation& segmentation, Micros month) {
  data::SetPast(connection, pack, data::MonthOf(month));
  std::string sql = "CAST(" + QuoteName(CheckShape(ShapeOf(connection, segmentation), segmentation)) + " AS VARCHAR)";
  SegmentRows rows;
  for (const auto& column : segmentation.columns) {
    sql += ", CAST(" + QuoteName(column.name) + " AS FLOAT)";
    rows.table.schema.push_back({column.name, {}});
  }
  rows.table.columns.resize(segmentation.columns.size());
  store::Result result = connection.Stream("SELECT " + sql + " FROM " + Enclose(segmentation) + " ORDER BY 1");
  for (store::Chunk chunk; result.Next(chunk);) {
    for (size_t row = 0; row < chunk.rows(); ++row) {
      std::string customer(chunk.Text(0, row));
      if (!rows.customers.empty() && rows.customers.back() == customer) {
        throw Error(Fault::kData, "the customer " + customer + " comes twice", segmentation.columns_file.string(),
                    "Let the SELECT give one row a customer.");
      }
      rows.customers.push_back(std::move(customer));
    }
    for (size_t c = 0; c < rows.table.columns.size(); ++c) {
      const auto numbers = chunk.Numbers<float>(c + 1);
      for (size_t row = 0; row < chunk.rows(); ++row) rows.table.columns[c].push_back(chunk.Valid(c + 1, row) ? numbers[row] : learn::kMissing);
    }
  }
  rows.table.rows = rows.customers.size();
  if (rows.table.rows == 0)
    throw Error(Fault::kData, "there is no customer in " + data::MonthName(month), segmentation.columns_file.string(), "Load data of that month.");
  return rows;
}

}  // namespace auspex::flow
