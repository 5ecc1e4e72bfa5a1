#pragma once
// Numbers, durations and escaped text for people.
#include <cstdint>
#include <string>
#include <string_view>

namespace auspex {

std::string WithCommas(uint64_t n);        ///< 1234567 -> "1,234,567"
std::string Duration(double seconds);      ///< 0.25 -> "0.25 s", 75 -> "1 min 15 s"
std::string Bytes(uint64_t bytes);         ///< 956000000 -> "956 MB" (powers of ten)
/// At most `limit` bytes of `text`, cut at a UTF-8 boundary, control characters shown as \xNN.
std::string Excerpt(std::string_view text, size_t limit = 80);
/// As printf writes it; at most 511 bytes.
[[gnu::format(printf, 1, 2)]] std::string FormatText(const char* format, ...);
/// Columns that UTF-8 text takes on a terminal: two for a Chinese character.
size_t TerminalWidth(std::string_view text);
/// `text` with spaces behind it (before it) up to `width` columns of a terminal.
std::string Padded(const std::string& text, size_t width);
std::string PaddedLeft(const std::string& text, size_t width);
/// 64-bit value as 16 hexadecimal digits.
std::string Hex(uint64_t value);

}  // namespace auspex
