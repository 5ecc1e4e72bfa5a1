#pragma once
// The spellings that most fields of most files have, read without the detours of data/field.h and base/time.h: what is found here they find too,
// with the same bits; nothing is found for any other spelling. A value found is ASCII.
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time.h"

namespace auspex::data {

/// `12`, `-0.5`, `826875.90`: at most 15 digits, so that numerator and power of ten are exact and their quotient is rounded once (Clinger, "How to
/// Read Floating Point Numbers Accurately", 1990).
std::optional<double> PlainNumber(std::string_view text);
/// `12`, `-5`: at most 15 digits.
std::optional<int64_t> PlainInteger(std::string_view text);
/// `2025-03`: its first instant.
std::optional<Micros> PlainMonth(std::string_view text);
/// `2025-03-27`, of the days that every month has.
std::optional<Micros> PlainDate(std::string_view text);
/// `2025-03-27 10:30:05` and whatever else ParseTime reads of 19 characters whose fifth and eighth are hyphens.
std::optional<Micros> PlainTime(std::string_view text, Micros utc_offset);

}  // namespace auspex::data
