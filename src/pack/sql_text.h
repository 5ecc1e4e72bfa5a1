#pragma once
// What a pack's SQL expressions say, without a database: which names they use, and placeholders for vocabulary.
//
// `{symbol:NAME}` stands for the text constant 'NAME' and NAME has to be a symbol of the vocabulary; `{family:quote}`
// stands for 'quote', which has to occur as value of the attribute `family`. Constants, quoted names and comments are
// left alone. (A struct literal needs a space after its brace: `{ 'a': 1 }`.)
#include <set>
#include <string>

#include "pack/dashboard.h"
#include "pack/pack.h"

namespace auspex::pack {

/// Names in `sql`, in lower case: no functions (followed by a parenthesis), no fields (after a dot), nothing inside
/// constants and comments.
std::set<std::string> NamesIn(const std::string& sql);

/// Replaces the placeholders. Throws Error(kUsage) at `where` for what the vocabulary does not have.
std::string ExpandPlaceholders(const std::string& sql, const Journey& journey, const std::string& where);

/// The names in `schema.NAME`, in lower case.
std::set<std::string> TablesIn(const std::string& sql, const std::string& schema);

/// `$name` (a lower-case identifier) becomes `?`, its name listed; constants, quoted names and comments are left alone.
BoundSql BindNames(const std::string& sql);

}  // namespace auspex::pack
