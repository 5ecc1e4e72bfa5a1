#include "flow/layer_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "base/error.h"
#include "data/panel_months.h"
#include "data/past_future.h"
#include "flow/pack_select.h"
#include "pack/toml_reader.h"

namespace auspex::flow {
namespace {

using store::QuoteName;
using store::QuoteText;

constexpr const char* kProbability = "probability";
constexpr const char* kNoScores = "(SELECT NULL::VARCHAR AS customer, NULL::DOUBLE AS probability WHERE false)";

std::vector<std::string> NamesOf(const store::Result& shape) {
  std::vector<std::string> names;
  for (size_t c = 0; c < shape.columns(); ++c) names.push_back(shape.Name(c));
  return names;
}

store::Result ShapeOf(store::Connection& connection, const pack::Layering& layering) {
  try {
    return connection.Query("SELECT * FROM " + Enclosed(layering.columns_sql) + " LIMIT 0");
  } catch (const Error& error) {
    pack::Refuse("the layers' columns do not hold as SQL: " + error.message(), layering.columns_file.string(),
                 "it is a SELECT over past.TABLE, one row a customer");
  }
}

/// The place of the column `name`, of which line `line` of the layers' file speaks.
size_t Find(const std::vector<std::string>& names, const std::string& name, const pack::Layering& layering, int line) {
  const auto at = std::find(names.begin() + 1, names.end(), name);
  if (at == names.end()) {
    pack::Refuse("the column `" + name + "` is not in " + layering.columns_file.string(), pack::At(layering.file, line),
                 pack::Suggest(name, {names.begin() + 1, names.end()}));
  }
  return static_cast<size_t>(at - names.begin());
}

/// The name of the customer's column.
std::string CheckShape(const store::Result& shape, const pack::Layering& layering) {
  const auto names = NamesOf(shape);
  for (const auto& layer : layering.layers) Find(names, layer.name, layering, layer.line);
  for (const auto& column : layering.correlated) {
    const std::string type = shape.Type(Find(names, column.name, layering, column.line));
    if (IsNumberType(type)) continue;
    pack::Refuse("the column `" + column.name + "` is " + type + " and not a number", pack::At(layering.file, column.line),
                 "correlate numbers, such as CAST(x = 'y' AS INTEGER)");
  }
  if (std::ranges::count(names, kProbability) > 0) {
    pack::Refuse("the column `probability` is that of the newest scores", layering.columns_file.string(), "give the column of the SELECT another name");
  }
  return names[0];
}

/// The SELECT with the probability of `scores`, a table or a SELECT of customer and probability.
std::string WithScores(const pack::Layering& layering, const std::string& customer, const std::string& scores) {
  return "(SELECT r.*, s.probability FROM " + Enclosed(layering.columns_sql) + " AS r LEFT JOIN " + scores + " AS s ON s.customer = CAST(r." +
         QuoteName(customer) + " AS VARCHAR)) AS layer_columns";
}

void CheckMeasures(store::Connection& connection, const pack::Layering& layering, const std::string& from) {
  for (const auto& measure : layering.measures) {
    const auto type = [&] {
      try {
        return connection.Query("SELECT (" + measure.of + ") FROM " + from + " LIMIT 0").Type(0);
      } catch (const Error& error) {
        pack::Refuse("the measure `" + measure.name + "` does not hold as SQL: " + error.message().substr(0, error.message().find("\n\nLINE")),
                     pack::At(layering.file, measure.line), "`of` is an expression over a row of " + layering.columns_file.string());
      }
    }();
    if (measure.kind == pack::MeasureKind::kShare ? type == "BOOLEAN" : IsNumberType(type)) continue;
    pack::Refuse("`of` of the measure `" + measure.name + "` is " + type + " and not a " +
                     (measure.kind == pack::MeasureKind::kShare ? "BOOLEAN" : "number"),
                 pack::At(layering.file, measure.line), "write a condition of a share, a number of anything else");
  }
}

bool HasTable(store::Connection& connection, const std::string& name) {
  return connection.Integer("SELECT count(*) FROM information_schema.tables WHERE table_catalog = current_database() AND table_schema = 'main' AND "
                            "table_name = ?", {name}) > 0;
}

std::string ScoresOf(store::Connection& connection, const std::string& date) {
  if (!HasTable(connection, "scores")) return kNoScores;
  return "(SELECT customer, probability FROM main.scores WHERE cutoff = " + date + ")";
}

/// A condition on the customer's column.
std::string OnlyOf(store::Connection& connection, const std::string& segment, const std::string& customer, const std::string& date) {
  if (segment.empty()) return {};
  const std::string of_month = "main.segments WHERE month = " + date + " AND segment = " + QuoteText(segment);
  if (!HasTable(connection, "segments") || connection.Integer("SELECT count(*) FROM " + of_month) == 0)
    throw Error(Fault::kUsage, "there is no segment " + segment + " in this month", "segment", "Choose one of: auspex -w DIR segment");
  return " WHERE CAST(" + QuoteName(customer) + " AS VARCHAR) IN (SELECT customer FROM " + of_month + ")";
}

std::string Columns(const pack::Layering& layering, const std::string& customer) {
  std::string sql = "CAST(" + QuoteName(customer) + " AS VARCHAR)";
  for (const auto& layer : layering.layers) sql += ", CAST(" + QuoteName(layer.name) + " AS VARCHAR)";
  for (const auto& measure : layering.measures) sql += ", CAST((" + measure.of + ") AS DOUBLE)";
  for (const auto& column : layering.correlated) sql += ", CAST(" + QuoteName(column.name) + " AS FLOAT)";
  return sql;
}

/// Takes the chunks of the query apart.
class RowReader {
 public:
  RowReader(const pack::Layering& layering, LayerRows& rows) : layering_(layering), rows_(rows), codes_(layering.layers.size()) {
    rows.layers.resize(layering.layers.size());
    rows.measures.resize(layering.measures.size());
    rows.correlated.resize(layering.correlated.size());
  }

  void Add(const store::Chunk& chunk) {
    CheckCustomers(chunk);
    size_t at = 1;
    for (size_t l = 0; l < rows_.layers.size(); ++l) AddTexts(chunk, at++, l);
    for (auto& column : rows_.measures) AddNumbers(chunk, at++, column);
    for (auto& column : rows_.correlated) AddNumbers(chunk, at++, column);
    rows_.rows += chunk.rows();
  }

 private:
  void CheckCustomers(const store::Chunk& chunk) {
    for (size_t row = 0; row < chunk.rows(); ++row) {
      const std::string_view customer = chunk.Text(0, row);
      if ((rows_.rows > 0 || row > 0) && customer == before_)
        throw Error(Fault::kData, "the customer " + before_ + " comes twice", layering_.columns_file.string(), "Let the SELECT give one row a customer.");
      before_ = customer;
    }
  }

  void AddTexts(const store::Chunk& chunk, size_t column, size_t layer) {
    LayerValues& values = rows_.layers[layer];
    for (size_t row = 0; row < chunk.rows(); ++row) {
      const std::string_view text = chunk.Valid(column, row) ? chunk.Text(column, row) : std::string_view();
      if (text.find_first_not_of(' ') == std::string_view::npos) {
        values.of_row.push_back(LayerValues::kMissing);
        continue;
      }
      const auto [at, is_new] = codes_[layer].try_emplace(std::string(text), static_cast<uint32_t>(values.values.size()));
      if (is_new) values.values.emplace_back(text);
      values.of_row.push_back(at->second);
    }
  }

  template <class T>
  static void AddNumbers(const store::Chunk& chunk, size_t column, std::vector<T>& out) {
    const auto numbers = chunk.Numbers<T>(column);
    for (size_t row = 0; row < chunk.rows(); ++row)
      out.push_back(chunk.Valid(column, row) && std::isfinite(numbers[row]) ? numbers[row] : std::numeric_limits<T>::quiet_NaN());
  }

  const pack::Layering& layering_;
  LayerRows& rows_;
  std::vector<std::unordered_map<std::string, uint32_t>> codes_;
  std::string before_;
};

}  // namespace

void CheckLayerColumns(store::Connection& connection, const pack::Layering& layering) {
  CheckMeasures(connection, layering, WithScores(layering, CheckShape(ShapeOf(connection, layering), layering), kNoScores));
}

LayerRows ReadLayerRows(store::Connection& connection, const pack::Pack& pack, const pack::Layering& layering, Micros month, const std::string& segment) {
  data::SetPast(connection, pack, data::MonthOf(month));
  const std::string customer = CheckShape(ShapeOf(connection, layering), layering), date = "DATE " + QuoteText(data::MonthName(month) + "-01");
  const std::string from = WithScores(layering, customer, ScoresOf(connection, date));
  CheckMeasures(connection, layering, from);
  LayerRows rows;
  RowReader reader(layering, rows);
  store::Result result = connection.Stream("SELECT " + Columns(layering, customer) + " FROM " + from + OnlyOf(connection, segment, customer, date) + " ORDER BY 1");
  for (store::Chunk chunk; result.Next(chunk);) reader.Add(chunk);
  if (rows.rows == 0)
    throw Error(Fault::kData, "there is no customer in " + data::MonthName(month), layering.columns_file.string(), "Load data of that month.");
  return rows;
}

}  // namespace auspex::flow
