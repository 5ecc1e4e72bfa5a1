#include "data/plain_value.h"

namespace auspex::data {
namespace {

constexpr size_t kMostDigits = 15;
constexpr double kPowers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

/// Takes the digits that `text` begins with and appends them to `value`; how many they are.
size_t TakeDigits(std::string_view& text, int64_t& value) {
  size_t digits = 0;
  for (; digits < text.size() && digits <= kMostDigits; ++digits) {
    const auto digit = static_cast<unsigned>(text[digits]) - '0';
    if (digit > 9) break;
    value = value * 10 + digit;
  }
  text.remove_prefix(digits);
  return digits;
}

bool TakeMinus(std::string_view& text) {
  if (text.empty() || text[0] != '-') return false;
  text.remove_prefix(1);
  return true;
}

/// The number that exactly `digits` digits at `at` make; -1 if they are none.
int64_t Digits(std::string_view text, size_t at, size_t digits) {
  int64_t value = 0;
  std::string_view part = text.substr(at, digits);
  return TakeDigits(part, value) == digits ? value : -1;
}

}  // namespace

std::optional<double> PlainNumber(std::string_view text) {
  const bool negative = TakeMinus(text);
  int64_t value = 0;
  const size_t whole = TakeDigits(text, value);
  size_t fraction = 0;
  if (whole == 0 || whole > kMostDigits) return std::nullopt;
  if (!text.empty() && text[0] == '.') {
    text.remove_prefix(1);
    fraction = TakeDigits(text, value);
    if (fraction == 0 || whole + fraction > kMostDigits) return std::nullopt;
  }
  if (!text.empty()) return std::nullopt;
  const double number = static_cast<double>(value) / kPowers[fraction];
  return negative ? -number : number;
}

std::optional<int64_t> PlainInteger(std::string_view text) {
  const bool negative = TakeMinus(text);
  int64_t value = 0;
  const size_t digits = TakeDigits(text, value);
  if (digits == 0 || digits > kMostDigits || !text.empty()) return std::nullopt;
  return negative ? -value : value;
}

std::optional<Micros> PlainMonth(std::string_view text) {
  if (text.size() != 7 || text[4] != '-') return std::nullopt;
  const int64_t year = Digits(text, 0, 4), month = Digits(text, 5, 2);
  if (year < 1 || month < 1 || month > 12) return std::nullopt;
  return DaysFromCivil(year, static_cast<unsigned>(month), 1) * kDay;
}

std::optional<Micros> PlainDate(std::string_view text) {
  if (text.size() != 10 || text[7] != '-') return std::nullopt;
  const auto month = PlainMonth(text.substr(0, 7));
  const int64_t day = Digits(text, 8, 2);
  if (!month || day < 1 || day > 28) return std::nullopt;
  return *month + (day - 1) * kDay;
}

std::optional<Micros> PlainTime(std::string_view text, Micros utc_offset) {
  return text.size() == 19 && text[4] == '-' && text[7] == '-' ? ParseTime(text, utc_offset) : std::nullopt;
}

}  // namespace auspex::data
