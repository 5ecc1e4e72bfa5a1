#pragma once
// One field as a value of a column's type. Spaces around a value are allowed; nothing is returned for what is no value.
#include <cstdint>
#include <optional>
#include <string_view>

namespace auspex::data {

/// Without blanks (space, tab, no-break space, ideographic space) on either side.
std::string_view Trim(std::string_view text);
/// A finite number, such as `12`, `-0.5`, `+3`, `1e3`.
std::optional<double> ParseNumber(std::string_view text);
/// A whole number; `3.0` is one, `3.5` is not.
std::optional<int64_t> ParseInteger(std::string_view text);
/// 0/1, true/false, yes/no, t/f, y/n in any case, 是/否; a number that is 0 or 1, such as `1.0`.
std::optional<bool> ParseFlag(std::string_view text);

}  // namespace auspex::data
