#pragma once
// A pack: an industry as data. docs/pack.md describes the files; this header is what the rest of the program sees of
// them. ReadPack checks everything that can be checked without a database and names file and line of what is wrong.
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pack/dashboard.h"
#include "pack/one_table.h"
#include "pack/results.h"
#include "pack/table_task.h"

namespace auspex::pack {

enum class ColumnType {
  kText,     ///< VARCHAR
  kTime,     ///< TIMESTAMP, any spelling that base/time.h reads
  kNumber,   ///< DOUBLE
  kInteger,  ///< BIGINT
  kFlag,     ///< BOOLEAN: 0/1, true/false, yes/no, t/f, y/n, 是/否
  kDate,     ///< DATE: the day of any spelling that base/time.h reads
  kMonth,    ///< DATE, the first of the month: 2025-03, 2025/3, 202503, 2025年3月, Mar 2025, or any day of it
};

/// "text", "time", … as a pack writes them.
const char* ColumnTypeName(ColumnType type);

/// A column of a table, as the pack names it.
struct Column {
  std::string name;
  ColumnType type = ColumnType::kText;
  bool required = false;             ///< a file without it is refused; a row where it is empty is rejected
  std::vector<std::string> aliases;  ///< other headers under which files carry it
  std::optional<double> least, most;  ///< bounds of a number; a value outside rejects the row
};

/// What a row of a table stands for.
enum class TableKind {
  kEvents,     ///< something a customer did at a time; a pack has at most one such table, and journeys are made of it
  kCustomers,  ///< a customer: one row each
  kPanel,      ///< a customer in a month: one row each
  kRecords,    ///< something that was done about a customer at a time, such as a contact: any number of rows, and a workspace may have none
};

/// "events", "customers", "panel", "records".
const char* TableKindName(TableKind kind);

/// A table, in files with a header row.
struct Table {
  std::string name;
  TableKind kind = TableKind::kEvents;
  std::string customer;  ///< column with the customer's id
  std::string time;      ///< column with the event's or record's time, of a panel with the month; empty for kCustomers
  int earliest_year = 1970, latest_year = 2100;  ///< times outside reject the row
  bool drop_duplicates = true;   ///< of events and records: rows equal in every column are one
  std::vector<Column> columns;  ///< in the order of the table

  const Column* Find(const std::string& column) const;  ///< nullptr if there is none
};

/// One symbol of the vocabulary: what can happen next. `attributes` are the further columns of the vocabulary's file
/// (a family, a level, …), by name; empty where the file has nothing.
struct Symbol {
  std::string name;
  std::map<std::string, std::string> attributes;
};

/// How the events of one customer become a sequence.
struct Journey {
  size_t steps = 10;        ///< how many last events a prediction sees; 0: all
  std::string symbol;       ///< column whose next value is predicted
  std::string detail;       ///< optional column shown beside the symbol; may be empty
  std::string unknown;      ///< symbol that stands for one outside the vocabulary; empty: the vocabulary is learnt from the data
  std::vector<Symbol> vocabulary;  ///< in file order; empty: learnt from the data
  std::vector<std::string> attributes;  ///< names of the symbols' attributes, in file order
  std::vector<std::string> categories, numbers, flags;  ///< further columns that the model sees
  bool clock = false;       ///< the model sees hour of day and day of week
  bool end = false;         ///< an end symbol follows the last event of a customer (closed cases)
};

/// A conversion: a symbol that may occur within the horizon after the last event.
struct Conversion {
  std::string name;    ///< "online"
  std::string symbol;  ///< the symbol that is the conversion
};

/// A named SQL expression over the decision row (see pack/decision_row.h).
struct Definition {
  std::string name, sql;          ///< placeholders are expanded
  std::vector<std::string> uses;  ///< definitions it refers to
  int line = 0;
};

/// A condition of a rule. `sql` is a boolean expression; `value` an expression that shows what it looked at (empty: the
/// condition itself).
struct Condition {
  std::string name, sql, value;
  int line = 0;
};

/// A rule: the first whose conditions all hold advises. Texts are keys of the wording.
struct Rule {
  std::string id;
  std::vector<std::string> conditions;  ///< names; all must hold
  std::string channel;                  ///< a name from Strategy::channels
  std::string action;                   ///< machine-readable, such as "show_quote_entry"
  std::string text;                     ///< wording key; `{name}` in the wording is a definition's value
  int line = 0;
};

/// What a pack advises: definitions, conditions, and rules in order of precedence.
struct Strategy {
  std::string rank_by;          ///< attribute of the vocabulary (a number) by which the deciding candidate is chosen
  double least_confidence = 0;  ///< a candidate below it is not considered
  std::vector<std::string> channels;
  std::vector<Definition> definitions;  ///< each after those it uses, else in the order of the file
  std::vector<Condition> conditions;
  std::vector<Rule> rules;
  std::string none_text;  ///< wording key where no rule fires
  std::filesystem::path file;
};

enum class QualityKind { kComplete, kConsistent, kTimely };

/// "complete", "consistent", "timely".
const char* QualityKindName(QualityKind kind);

/// What sound data satisfies; data/quality.h counts what does not.
struct QualityRule {
  std::string name;
  std::string table;      ///< whose rows are looked at
  QualityKind kind = QualityKind::kConsistent;
  std::string text;       ///< wording key
  std::string holds;      ///< boolean expression over a row of the table; NULL counts as satisfied. Empty where `offenders` is given
  std::string offenders;  ///< SELECT of the offenders, one row each; its first column is the example shown
  std::string checked;    ///< SELECT of how many `offenders` looked at; empty: the rows of the table
  int line = 0;
};

/// Texts by language ("zh-Hant", "zh-Hans", "en") and key.
using Wording = std::map<std::string, std::map<std::string, std::string>>;

/// The newest `format` of pack.toml that this program reads.
constexpr int kPackFormat = 1;

struct Pack {
  std::filesystem::path folder;
  std::string name;
  std::string language;           ///< of the results, a key of `wording`
  int utc_offset_minutes = 0;     ///< where the data's local time is; for times with a zone and epochs
  std::vector<Table> tables;      ///< in the order of the file; names differ
  Journey journey;                ///< of a pack with events, as are the task and its conversions
  std::string task;               ///< name of the next-symbol task ("next_action"), or of `table_task`
  size_t top = 5;                 ///< how many candidates a result shows
  double horizon_days = 7;        ///< of the conversions, after the last event
  std::map<std::string, double> model;  ///< settings of the sequence model that differ from its defaults, by name
  std::vector<Conversion> conversions;
  std::optional<Strategy> strategy;
  std::string result_sql;         ///< SELECT over `decision` that makes the result file; empty: every column
  std::filesystem::path result;   ///< the file result_sql comes from
  Results results;                ///< what is shown of the result
  Dashboard dashboard;            ///< what the big screen shows
  std::filesystem::path simulate; ///< file for the simulator; empty: the pack has none
  std::vector<QualityRule> quality;  ///< in the order of the file
  std::filesystem::path quality_file;
  std::filesystem::path segments, act, layers;  ///< files of pack/segments.h, pack/act.h and pack/layers.h; empty: the pack has none
  Wording wording;
  std::string fingerprint;        ///< changes when any file of the pack does
  std::optional<TableTask> table_task;  ///< of a pack without events; `task` is its name then
  std::optional<OneTable> table;  ///< of a pack of one table, which has none of events, journey, task and what follows from them

  bool HasEvents() const;
  /// The table of events. Throws Error(kUsage) if the pack has none.
  const Table& Events() const;
  Table& Events();
  const Table* FindTable(const std::string& wanted) const;  ///< nullptr if there is none
};

/// Reads and checks the pack in `folder`. Throws Error(kUsage) with file and line.
Pack ReadPack(const std::filesystem::path& folder);

/// The same for a pack that workspaces are made with; one of a single table in a file is refused, with what it is for.
Pack ReadWorkspacePack(const std::filesystem::path& folder);

/// `{name}` in `text` replaced by `values`; unknown names stay.
std::string FillWording(const std::string& text, const std::map<std::string, std::string>& values);

}  // namespace auspex::pack
