#pragma once
// Whom to approach by which channel on which day: the customers of the newest scores, the pack's channels and conditions, and the assignment of highest
// expected value. What was decided, and why somebody was left out, is stored; the receipt is a view over that.
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pack/act.h"
#include "store/workspace.h"

namespace auspex {
class Progress;
}

namespace auspex::flow {

struct ActOptions {
  std::string start;          ///< first day of the plan, such as 2025-04-01; empty: the day after the month of the scores
  std::filesystem::path out;  ///< .csv, .parquet or .xlsx; empty: none
};

/// A channel on a day.
struct ContactPlace {
  std::string channel, name, day;  ///< name in the pack's language; day 2025-04-01
  uint64_t capacity = 0, taken = 0;
  double price = 0;  ///< what one more contact there would add to the expected value
};

struct ActSummary {
  int64_t run = 0;
  std::string month, start;
  uint64_t listed = 0, approached = 0;
  double value = 0;  ///< expected, of all contacts
  std::vector<ContactPlace> places;
  std::vector<std::pair<std::string, uint64_t>> left_out;  ///< why (not_allowed, too_early, no_value, capacity), and how many
  std::optional<int64_t> before;                           ///< the run of the list before
  uint64_t added = 0;                                      ///< on the list and not on the one before
  std::vector<std::pair<std::string, uint64_t>> dropped;   ///< on the list before and not on this one: reached, fell, gone
  std::string example;                                     ///< a customer who is approached
  double seconds = 0;
};

/// Makes the plan and stores it as run_N_action (and the rows it decided by as run_N_action_row), with view main.actions of the newest, and its result
/// (flow/result_table.h) over the view run_N_decision, which has the columns of both. run_N_left (customer, why, rank_before, probability_before, rank,
/// probability) says who was on the plan before and is not on this one: reached, it has happened to them; fell, they are scored and no longer likely enough;
/// gone, they are no longer among those foretold. The newest kKeptPlans plans are kept. Throws Error(kUsage)
/// for a pack without channels, where nothing has been scored, and for SQL that does not hold (with file and line).
ActSummary PlanContacts(store::Workspace& workspace, const pack::Pack& pack, const ActOptions& options, Progress& progress);

/// Why a customer of the newest plan is approached so, or is not.
struct ContactReceipt {
  int64_t run = 0;
  std::string customer, month;
  std::map<std::string, std::string> stored;             ///< the columns of run_N_action
  std::vector<std::pair<std::string, std::string>> row;  ///< what was known: the columns of run_N_action_row
  struct ChannelLine {
    std::string channel, first_day;
    bool allowed = false;
    double value = 0;                                      ///< expected, of a contact
    std::vector<std::pair<std::string, bool>> conditions;  ///< and whether each held
    std::vector<std::string> against;                      ///< in words: the conditions that do not hold
  };
  std::vector<ChannelLine> channels;
  std::string channel, message;  ///< by which channel and what about; empty: left out
  std::string left_out;          ///< why not, in words; empty where that is known in the pack's language only, or approached
};

/// Texts in `language`, or the pack's where it is empty or the pack has no texts in it; those of `stored` always in the pack's. Throws Error(kUsage) where
/// nothing was planned and for a customer who is not on the list.
ContactReceipt ReadContactReceipt(store::Workspace& workspace, const pack::Pack& pack, const std::string& customer, const std::string& language = {});

/// Binds the pack's SQL against empty tables. Throws Error(kUsage) with file and line.
void CheckAct(const pack::Pack& pack);

}  // namespace auspex::flow
