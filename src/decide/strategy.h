#pragma once
// A pack's strategy as SQL over a relation of decision rows (pack/decision_row.h lists its columns and the type of each).
//
// Each definition and each condition is evaluated once a row, in stages: the definitions in order of dependency, then all
// conditions (boolean columns; NULL counts as false), then the first rule whose conditions all hold. `prediction` below is a
// relation of decision rows as SQL writes it: a table's name, or a SELECT in parentheses.
#include <span>
#include <string>
#include <vector>

#include "pack/pack.h"
#include "store/database.h"

namespace auspex::decide {

/// SELECT customer, rule, channel, action, advice: one row a row of `prediction`, in its order. Where no rule fires rule,
/// channel and action are NULL and advice is the text for none. Advice is in the pack's language; `{name}` in a text is the
/// definition's value, in the words of the wording's `name.value` if it has that key. Then the advice once more in each of
/// `languages` (keys of Pack::wording), as `advice_LANGUAGE`.
std::string DecisionSql(const pack::Pack& pack, const std::string& prediction, std::span<const std::string> languages = {});

/// The languages of the pack's wording, its own first.
std::vector<std::string> LanguagesOf(const pack::Pack& pack);

/// The same with every column of `prediction` before rule, channel, action and advice: the relation `decision` that a
/// pack's result SQL selects from.
std::string DecisionRowSql(const pack::Pack& pack, const std::string& prediction);

enum class Trace { kUntilFired, kAllRules };

/// SELECT customer, position, rule, step, condition, value, holds: the trace of the rules, one row a condition of each rule
/// up to the one that fired (all rules where none did, or if asked for). position counts rules and step a rule's conditions from 1; value
/// is text. A filter on customer is applied before anything is evaluated, so asking for one customer is cheap.
std::string ReceiptSql(const pack::Pack& pack, const std::string& prediction, Trace trace = Trace::kUntilFired);

/// The wanted type of a relation of decision rows: `SELECT NULL::VARCHAR AS customer, …` without any row.
std::string EmptyPredictionSql(const pack::Pack& pack);

/// Binds the pack's result SQL over `decision` (see decide/results.h). Throws Error(kUsage) with `file:line`.
void CheckResultSql(store::Connection& connection, const pack::Pack& pack, const std::string& decision);

/// Binds each definition, condition and shown value and the result SQL (of journeys) against an empty relation. Throws Error(kUsage)
/// with `file:line` for what does not bind (the line of the result SQL where the database names one), and for a condition that is
/// not boolean.
void CheckStrategy(store::Connection& connection, const pack::Pack& pack);

}  // namespace auspex::decide
