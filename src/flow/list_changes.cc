#include "flow/list_changes.h"

#include "flow/result_runs.h"

namespace auspex::flow {
namespace {

using store::QuoteName;

/// The newest scored run before `run`, with its cutoff; nothing if there is none.
std::optional<ListChanges> RunBefore(store::Connection& connection, int64_t run) {
  const auto rows = connection.Query("SELECT run FROM runs WHERE kind = 'score' AND run < ? ORDER BY run DESC LIMIT 1", {run}).Rows();
  if (rows.empty()) return std::nullopt;
  ListChanges changes;
  changes.before = std::stoll(*rows[0][0]);
  const std::string cutoff = connection.Text("SELECT strftime(min(cutoff), '%Y-%m') FROM " + QuoteName(RunTable(changes.before, "score")));
  changes.cutoff_before = *data::MonthFrom(cutoff);
  return changes;
}

}  // namespace

void FindReached(store::Connection& connection, const pack::Pack& pack, data::Month before, data::Month cutoff) {
  connection.Run("CREATE OR REPLACE TEMP TABLE reached_since(customer VARCHAR)");
  if (before >= cutoff || !pack.table_task) return;
  data::SetPast(connection, pack, before, cutoff - before, pack.table_task->settings);
  data::SetFuture(connection, pack, before, cutoff - before);
  connection.Run("INSERT INTO reached_since SELECT customer FROM (" + pack.table_task->label_sql + ") AS label(customer, happened) WHERE happened");
  data::SetPast(connection, pack, cutoff);
}

std::optional<ListChanges> CompareLists(store::Connection& connection, const pack::Pack& pack, int64_t run, data::Month cutoff) {
  auto changes = RunBefore(connection, run);
  if (!changes) return std::nullopt;
  FindReached(connection, pack, changes->cutoff_before, cutoff);
  const std::string now = QuoteName(RunTable(run, "score")), before = QuoteName(RunTable(changes->before, "score")),
                    table = QuoteName(RunTable(run, "change"));
  connection.Run("UPDATE " + now + " SET entered = listed AND customer NOT IN (SELECT customer FROM " + before + " WHERE listed)");
  connection.Run("CREATE TABLE " + table + " AS SELECT n.customer, 'entered' AS change, b.rank AS rank_before, n.rank FROM " + now + " n LEFT JOIN " +
                 before +
                 " b ON b.customer = n.customer WHERE n.entered UNION ALL SELECT b.customer, CASE WHEN n.customer IS NOT NULL THEN 'fell' "
                 "WHEN b.customer IN (SELECT customer FROM reached_since) THEN 'reached' ELSE 'gone' END, b.rank, n.rank FROM " +
                 before + " b LEFT JOIN " + now + " n ON n.customer = b.customer WHERE b.listed AND NOT coalesce(n.listed, false)");
  const auto counts = connection
                          .Query(
                              "SELECT count(*) FILTER (change = 'entered'), count(*) FILTER (change = 'reached'), count(*) FILTER (change = 'fell'), "
                              "count(*) FILTER (change = 'gone') FROM " +
                              table)
                          .Rows()
                          .at(0);
  changes->entered = std::stoull(*counts[0]), changes->reached = std::stoull(*counts[1]);
  changes->fell = std::stoull(*counts[2]), changes->gone = std::stoull(*counts[3]);
  return changes;
}

}  // namespace auspex::flow
