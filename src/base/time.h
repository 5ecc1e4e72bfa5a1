#pragma once
// Instants as microseconds since 1970-01-01 00:00:00 of the clock the data uses (its own local time unless a zone was
// given), and the spellings of them that files carry.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace auspex {

using Micros = int64_t;
constexpr Micros kSecond = 1'000'000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;

/// Days since 1970-01-01 of a date of the proleptic Gregorian calendar (Hinnant, "chrono-Compatible Low-Level Date
/// Algorithms").
int64_t DaysFromCivil(int64_t year, unsigned month, unsigned day);

/// Reads `2025-03-01`, `2025-03-01 12:03:11`, `2025/3/1T12:03`, `2025年3月1日`, `2025年3月1日 12:03`, `2025年3月1日12时3分`, with or without fraction (., up to 9 digits) and zone (Z,
/// +08:00, +0800), and epoch seconds, milliseconds or microseconds (told apart by magnitude; a fraction of a second is
/// allowed). A value with a zone or an epoch is an instant and is shifted by `utc_offset` to local time; a value
/// without is local already. Nothing for anything else, for impossible dates, and years outside 1..9999.
std::optional<Micros> ParseTime(std::string_view text, Micros utc_offset = 0);

/// Reads a month as its first instant: `2025-03`, `2025/3`, `2025.3`, `202503`, `20250301`, `2025年3月`, `Mar 2025`, `March 2025`, and
/// any time that ParseTime reads, which means the month it lies in.
std::optional<Micros> ParseMonth(std::string_view text, Micros utc_offset = 0);

/// `2025-03-01 12:03:11`, with `.ffffff` only if there is a fraction.
std::string FormatTime(Micros time);
/// `2025-03-01`.
std::string FormatDate(Micros time);

}  // namespace auspex
