#pragma once
// Answers about one result as JSON (web/src/api/types.ts: ResultInfo, ResultRows, ColumnValues, Cards, Chart, LeftList). They depend on the
// run and the request's query alone, so they can be kept.
#include <string>

#include "flow/result_runs.h"
#include "flow/result_table.h"
#include "pack/pack.h"
#include "serve/http.h"

namespace auspex::serve {

/// What an answer is made of.
struct ResultQuestion {
  store::Connection& connection;
  const pack::Pack& pack;
  const flow::ResultTable& table;
  const Request& request;
};

std::string ResultInfoJson(const ResultQuestion& question, const flow::ResultRun& run);
std::string RowsJson(const ResultQuestion& question);
std::string ValuesJson(const ResultQuestion& question);
std::string CardsJson(const ResultQuestion& question);
std::string ChartJson(const ResultQuestion& question);
std::string LeftJson(const ResultQuestion& question);

/// The names in `a,b`.
std::vector<std::string> SplitNames(const std::string& text);

}  // namespace auspex::serve
