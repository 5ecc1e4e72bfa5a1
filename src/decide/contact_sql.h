#pragma once
// A pack's channels as SQL over the row of a customer: the columns of the pack's row, and probability, rank, segment and plan_start.
#include <string>

#include "pack/act.h"
#include "store/database.h"

namespace auspex::decide {

/// SELECT place, allowed and first day of every channel: for channel c the columns allowed_c BOOLEAN, first_day_c BIGINT (days after plan_start, 0 at least) and
/// value_c DOUBLE, after the row's customer; in the order of `rows`' column `place`.
std::string ChannelsSql(const pack::Act& act, const std::string& rows);

/// CASE over the row and `channel`: the message in the pack's language.
std::string MessageSql(const pack::Act& act, const pack::Pack& pack);

/// The texts of the conditions that do not hold for any channel, joined by "; ".
std::string ReasonsSql(const pack::Act& act, const pack::Pack& pack);

/// SELECT channel, position, condition, holds, text: one row a condition of each channel, in the order of the file; `text` says why it does not hold, in the
/// pack's language.
std::string ConditionsSql(const pack::Act& act, const pack::Pack& pack, const std::string& rows);

/// `text` with `{column}` replaced by the row's value, as an SQL expression.
std::string FilledSql(const std::string& text);

/// Binds everything over `rows`, a relation of rows. Throws Error(kUsage) with `file:line`.
void CheckContactSql(store::Connection& connection, const pack::Act& act, const pack::Pack& pack, const std::string& rows);

}  // namespace auspex::decide
