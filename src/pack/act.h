#pragma once
// What a pack says about contacts: the channels with their costs and capacities, when a channel is allowed, and the messages. docs/pack.md describes the file.
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "pack/pack.h"

namespace auspex::pack {

/// A way to approach a customer.
struct Channel {
  std::string name, text;         ///< text: wording key
  uint64_t capacity = 0;          ///< contacts a day; 0: it rests
  double cost = 0;                ///< of a contact
  double effect = 1;              ///< share of the conversion's chance that is owed to a contact by this channel
  std::vector<std::string> when;  ///< names of conditions; all must hold
  std::string from;               ///< SQL: the first DATE on which it is allowed; empty, or NULL: at once
  int line = 0;
};

/// What has to hold before a channel is used. `text` is the wording key of why it may not be used; `{value}` in it is what the condition looked at.
struct ContactCondition {
  std::string name, holds, value, text;
  int line = 0;
};

/// What is said: the first message whose condition holds. `{column}` in its text is a column of the row.
struct Message {
  std::string when, text;
  int line = 0;
};

/// A table that is made before the row, the watches and the funnel are asked, which call it by its name.
struct ActTable {
  std::string name, sql;  ///< SELECT over past.* and the tables before
  int line = 0;
};

enum class WatchPeriod { kAuto, kMonth, kWeek };  ///< kAuto: weeks where there is enough in each of them

/// Something that is counted period by period and watched for a fall, such as contacts and how many of them led somewhere.
struct Watch {
  std::string name, text;       ///< text: wording key
  std::string sql;              ///< SELECT over past.*, past.planned and the tables: DATE, a column for each of `by`, trials, successes
  std::vector<std::string> by;  ///< has a chart for each of its values as well; values are called by the wording's `BY.VALUE`
  size_t baseline = 6;          ///< first months, from which the limits come
  WatchPeriod period = WatchPeriod::kAuto;
  int line = 0;
};

/// What came of each plan, step by step.
struct Funnel {
  std::string by;                  ///< such as channel; values are called by the wording's `BY.VALUE`
  std::vector<std::string> steps;  ///< wording keys
  std::string sql;                 ///< SELECT over past.*, past.planned and the tables: run, a column for `by`, a count for each step (NULL: not known yet)
  int line = 0;
};

struct Act {
  std::filesystem::path file, row_file;
  std::string row_sql;  ///< SELECT over past.*: one row a customer, the customer first; what conditions see beside the score
  double value = 0;     ///< of a conversion
  double least_probability = 0;
  uint64_t most_customers = 0;  ///< on the list; 0: all
  size_t days = 1;              ///< that a plan covers
  double delay = 0;             ///< share of its value that a contact loses by each day of waiting
  std::vector<ContactCondition> conditions;
  std::vector<Channel> channels;
  std::vector<Message> messages;
  std::vector<ActTable> tables;
  std::vector<Watch> watches;
  std::optional<Funnel> funnel;
};

/// Wording keys of why a customer on the list is not approached, which a pack with channels needs: `{channel_name}`, `{until}`, `{reasons}`
/// are filled in.
inline constexpr const char* kLeftOutTexts[] = {"left_out.not_allowed", "left_out.too_early", "left_out.no_value", "left_out.capacity"};

/// `file` is named by `act` in pack.toml. `pack` has its tables and wording already.
Act ReadAct(const std::filesystem::path& file, const Pack& pack);

}  // namespace auspex::pack
