#pragma once
// The result of a run (a prediction of journeys, a plan of contacts) as one flat table that can be filtered and sorted quickly: `run_N_result` has the columns of the
// result file, then the pack's facets, one row a customer in the order of the run; row ids count from 0. Texts of which
// there are few are ENUMs: their order is that of the vocabulary, then the alphabet. The view `run_N_file` has the file's columns.
#include <cstdint>
#include <string>
#include <vector>

#include "pack/pack.h"
#include "store/workspace.h"

namespace auspex::flow {

enum class ResultType {
  kText,     ///< VARCHAR, an ENUM of many values, or what is shown as text
  kSet,      ///< an ENUM of at most kMostSetValues values
  kNumber,   ///< read as FLOAT (if it is one) or DOUBLE
  kInteger,  ///< read as BIGINT
  kTime,     ///< read as TIMESTAMP
  kFlag,     ///< BOOLEAN
};
constexpr size_t kMostSetValues = 1000;

/// "text", "set", "number", "integer", "time", "flag".
const char* TypeName(ResultType type);

struct ResultColumn {
  std::string name;
  ResultType type = ResultType::kText;
  bool facet = false;     ///< not in a result file
  bool single = false;    ///< FLOAT: numbers are compared after rounding to single precision
  bool plain = true;      ///< the database's type is the one it is read as; else it is cast
  bool enumeration = false;
  std::vector<std::string> values;  ///< of a set, in order
};

struct ResultTable {
  int64_t run = 0;
  std::string name;  ///< quoted for SQL
  uint64_t rows = 0;
  std::vector<ResultColumn> columns;

  /// Throws Error(kUsage) naming the nearest column for one that is not there.
  const ResultColumn& Find(const std::string& column) const;
  const ResultColumn* FindOrNull(const std::string& column) const;
};

/// The column as SQL reads it: quoted, and cast where it is not plain. With `sql`: a value of that column under another name.
std::string ReadSql(const ResultColumn& column);
std::string ReadSql(const ResultColumn& column, const std::string& sql);

/// Makes the table and the view of a run whose `run_N_decision` is there. Throws Error(kUsage) if the pack's result SQL does not
/// give one row a customer.
void MakeResultTable(store::Connection& connection, const pack::Pack& pack, int64_t run);

/// The result of a run; made now if the run is of a program that did not make it. Throws Error(kUsage) if there is no such
/// result.
ResultTable OpenResultTable(store::Connection& connection, const pack::Pack& pack, int64_t run);

}  // namespace auspex::flow
