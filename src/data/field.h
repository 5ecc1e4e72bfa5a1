#pragma once
// One field as a value of a column's type. Spaces around a value are allowed; nothing is returned for what is no value.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace auspex::data {

/// Without blanks (space, tab, no-break space, ideographic space) on either side.
std::string_view Trim(std::string_view text);
/// A finite number, such as `12`, `-0.5`, `+3`, `1e3`.
std::optional<double> ParseNumber(std::string_view text);
/// What a field had beside the plain spelling of its value, so that whoever reads a report knows what was made of it.
enum class ValueSpelling : uint8_t { kCommas, kWan, kYi, kCurrency, kWide, kChineseDate };
constexpr size_t kSpellings = 6;
using SpellingCounts = std::array<uint64_t, kSpellings>;

/// "1,204 amounts with 万 read as × 10,000".
std::string DescribeSpelling(ValueSpelling spelling, uint64_t count);
/// All that occurred, one a text.
std::vector<std::string> DescribeSpellings(const SpellingCounts& counts);

/// A number as people write amounts: `1,204.5`, `80.5万`, `３億`, `NT$1,200`, `￥50 元`; full-width forms, commas between thousands, 万 or
/// 萬 (10^4), 亿 or 億 (10^8), one of ¥ ￥ $ NT$ before it and 元 behind. Counts what it read into `counts`, if it is a number.
std::optional<double> ParseAmount(std::string_view text, SpellingCounts& counts);

/// A whole number; `3.0` is one, `3.5` is not.
std::optional<int64_t> ParseInteger(std::string_view text);
/// 0/1, true/false, yes/no, t/f, y/n in any case, 是/否; a number that is 0 or 1, such as `1.0`.
std::optional<bool> ParseFlag(std::string_view text);

}  // namespace auspex::data
