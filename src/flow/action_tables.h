#pragma once
// The tables of a plan of contacts: the rows that it decides by, what was decided, and how it differs from the plan before. All or nothing.
#include <cstdint>
#include <memory>
#include <string>

#include "base/time.h"
#include "flow/act.h"
#include "flow/runs.h"
#include "store/database.h"

namespace auspex::flow {

/// The pack's channels. Throws Error(kUsage) if it has none.
pack::Act ReadActOf(const pack::Pack& pack);
/// A pack's SELECT as a subquery; a comment at its end swallows nothing.
std::string InBrackets(std::string sql);
/// Makes the pack's [[table]]s over schema past, seen by this connection only. Throws Error(kUsage) with file and line for SQL that does not hold.
void MakeActTables(store::Connection& connection, const pack::Act& act);
/// The month of the newest scores. Throws Error(kUsage) where nothing has been scored.
Micros MonthOfScores(store::Connection& connection);
/// The first day of a plan as 2025-04-01. Throws Error(kUsage) for a text that is no date and a day before the end of `month`.
std::string StartOf(const std::string& asked, Micros month);

/// SELECT of the rows that conditions see: place (0, 1, … by rank), customer, rank, probability, segment, segment_name, reason_1 … reason_5,
/// plan_start, then the pack's own.
/// Throws Error(kUsage) where the pack's SELECT does not hold.
std::string ActionRowsSql(store::Connection& connection, const pack::Act& act, Micros month, const std::string& start);

/// Binds the pack's result over `rows` (a relation of ActionRowsSql), nothing being decided yet. Throws Error(kUsage) with file and line.
void CheckPlanResults(store::Connection& connection, const pack::Pack& pack, const std::string& rows);

/// Makes the view run_N_decision of a plan: run_N_action and the pack's own columns of run_N_action_row.
void MakePlanDecision(store::Connection& connection, int64_t run);

/// What the plan says about one customer.
struct PlannedContact {
  const char* why = "";  ///< empty: approached
  int channel = -1, day = 0;
  double value = 0, price = 0;
};

class ActionTables {
 public:
  /// Begins a transaction.
  ActionTables(store::Connection& connection, const pack::Pack& pack, const pack::Act& act, int64_t run);
  ~ActionTables();

  int64_t run() const { return run_; }
  std::string rows() const;  ///< the table of rows
  /// Stores the rows and returns how many.
  uint64_t TakeRows(Micros month, const std::string& start);
  /// In the order of the rows' places.
  void Append(const PlannedContact& contact);
  /// Makes run_N_action, and counts who is new since the plan before.
  void Compare(ActSummary& summary);
  /// Makes run_N_left of who was on the plan before and is not on this one, and counts them.
  void FindLeft(ActSummary& summary);
  /// Makes the result, points the view main.actions at this run, records it, drops what is no longer kept and commits.
  void Finish(const RunRecord& record);

 private:
  std::string ActionSql(const std::string& before) const;

  store::Connection& connection_;
  const pack::Pack& pack_;
  const pack::Act& act_;
  store::Transaction transaction_;
  int64_t run_;
  std::unique_ptr<store::Appender> appender_;
  size_t pending_ = 0;
  int64_t next_ = 0;
  int32_t start_ = 0;  // days since 1970-01-01
};

}  // namespace auspex::flow
