#pragma once
// Past and future of tables by month. With a cutoff month C everything to the end of C is known: views past.TABLE show a panel's months up to C, events
// and records before the end of C, and customers as they are; past.run has one row with what the run knows: `cutoff` (the first of C), `horizon_months` and the
// task's settings. Views future.TABLE show the months C + 1 to C + horizon, and only while labels are made: SetPast takes them away.
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "pack/pack.h"
#include "store/database.h"

namespace auspex::data {

/// A calendar month as a number: 12 × year + month - 1.
using Month = int;

Month MonthOf(Micros time);                               ///< in which `time` lies
std::string MonthText(Month month);                       ///< "2025-03"
std::string MonthDate(Month month);                       ///< "2025-03-01"
std::optional<Month> MonthFrom(const std::string& text);  ///< any spelling that base/time.h reads

/// The first and last month of the pack's panels.
struct MonthSpan {
  Month first = 0, last = 0;
  int months() const { return last - first + 1; }
};

/// The months that the panels cover. Throws Error(kUsage) if they hold no row, Error(kData) if a month between the first and the last has none: a
/// trend over it would be told of others.
MonthSpan MonthsOf(store::Connection& connection, const pack::Pack& pack);

/// Views of schema past as of `cutoff`; schema future is dropped.
void SetPast(store::Connection& connection, const pack::Pack& pack, Month cutoff, int horizon_months, const std::vector<pack::TaskSetting>& settings);
/// After SetPast: past shows every record that was loaded, also those made after the cutoff. For what is decided now and not foretold: a contact that was
/// made is known, though its month has not ended.
void ShowAllRecords(store::Connection& connection, const pack::Pack& pack);
/// Views of schema future for `cutoff`.
void SetFuture(store::Connection& connection, const pack::Pack& pack, Month cutoff, int horizon_months);
/// The same with the horizon and the settings of the pack's task; without a task past.run says a horizon of 0.
void SetPast(store::Connection& connection, const pack::Pack& pack, Month cutoff);
void SetFuture(store::Connection& connection, const pack::Pack& pack, Month cutoff);

/// The past as of a cutoff with every record that was loaded, in a database of its own in memory, of which schema past is part while this lives. The
/// workspace's own views stay as they are: for answers while something else is at work in it.
class PastApart {
 public:
  PastApart(store::Connection& connection, const pack::Pack& pack, Month cutoff);
  ~PastApart();
  PastApart(const PastApart&) = delete;
  PastApart& operator=(const PastApart&) = delete;

  const std::string& workspace() const { return workspace_; }  ///< name of the workspace's database, for what is not in schema past

 private:
  store::Connection& connection_;
  std::string workspace_, apart_;
};

/// The pack's tables without rows, and past.run, in schema past (with `future`, those with a time in schema future as well) and nowhere else, with files
/// out of reach: SQL that names anything else does not bind. For checks, in a database of its own.
void SetEmptyPast(store::Connection& connection, const pack::Pack& pack, bool future = false);

/// Binds the task's SQL against empty tables that stand in past (and, for the label, future) and nowhere else, so that whatever names other tables does
/// not bind. Throws Error(kUsage) with the file (and line where the database names one): SQL that does not bind, features without a customer first,
/// columns that the description has not and the other way round, dates, and a label that is not a customer and a BOOLEAN.
void CheckTableTask(const pack::Pack& pack);

}  // namespace auspex::data
