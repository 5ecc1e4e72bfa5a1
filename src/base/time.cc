#include "base/time.h"

#include <cstdio>
#include <cstdlib>
#include <initializer_list>

namespace auspex {
namespace {

/// A position in a text from which digits and signs are taken.
struct Cursor {
  const char* at;
  const char* end;

  bool Done() const { return at == end; }
  bool Take(char c) {
    if (Done() || *at != c) return false;
    ++at;
    return true;
  }
  bool Take(std::string_view text) {
    if (!std::string_view(at, static_cast<size_t>(end - at)).starts_with(text)) return false;
    at += text.size();
    return true;
  }
  bool TakeAny(std::initializer_list<std::string_view> texts) {
    for (const std::string_view text : texts) {
      if (Take(text)) return true;
    }
    return false;
  }
  /// Takes between `least` and `most` digits.
  bool Number(int least, int most, int64_t& value) {
    int digits = 0;
    value = 0;
    while (!Done() && digits < most && *at >= '0' && *at <= '9') value = value * 10 + (*at++ - '0'), ++digits;
    return digits >= least;
  }
};

constexpr std::string_view kYear = "年", kMonthSign = "月";

bool TakeDate(Cursor& c, Micros& time) {
  int64_t year, month, day;
  if (!c.Number(4, 4, year)) return false;
  if (c.Take(kYear)) {
    if (!c.Number(1, 2, month) || !c.Take(kMonthSign) || !c.Number(1, 2, day) || !c.TakeAny({"日", "号", "號"})) return false;
  } else {
    const char separator = c.Done() ? 0 : *c.at;
    if ((separator != '-' && separator != '/') || !c.Take(separator)) return false;
    if (!c.Number(1, 2, month) || !c.Take(separator) || !c.Number(1, 2, day)) return false;
  }
  static constexpr int kLengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  if (day > kLengths[month - 1] + (month == 2 && leap)) return false;
  time = DaysFromCivil(year, static_cast<unsigned>(month), static_cast<unsigned>(day)) * kDay;
  return true;
}

/// Takes `.` or `,` and up to nine digits, as microseconds.
bool TakeFraction(Cursor& c, Micros& micros) {
  micros = 0;
  if (!c.Take('.') && !c.Take(',')) return true;
  int64_t value;
  const char* start = c.at;
  if (!c.Number(1, 9, value)) return false;
  auto digits = c.at - start;
  for (; digits > 6; --digits) value /= 10;
  for (; digits < 6; ++digits) value *= 10;
  micros = value;
  return true;
}

bool TakeClock(Cursor& c, Micros& time) {
  int64_t hour, minute, second = 0;
  if (!c.Number(1, 2, hour)) return false;
  Micros fraction = 0;
  if (c.TakeAny({"时", "時", "点", "點"})) {
    minute = 0;
    if (!c.Done() && (!c.Number(1, 2, minute) || !c.Take("分"))) return false;
    if (!c.Done() && (!c.Number(1, 2, second) || !c.Take("秒"))) return false;
  } else if (!c.Take(':') || !c.Number(2, 2, minute)) {
    return false;
  } else if (c.Take(':') && (!c.Number(2, 2, second) || !TakeFraction(c, fraction))) return false;
  if (hour > 23 || minute > 59 || second > 60) return false;
  time += hour * kHour + minute * kMinute + second * kSecond + fraction;
  return true;
}

/// The month that a name of at least three letters begins, 0 if none.
int64_t MonthNamed(std::string_view name) {
  static constexpr std::string_view kNames[] = {"january", "february", "march",     "april",   "may",      "june",
                                                "july",    "august",   "september", "october", "november", "december"};
  std::string lower(name);
  for (char& letter : lower) letter = static_cast<char>(letter | 0x20);
  for (size_t i = 0; i < std::size(kNames); ++i) {
    if (lower.size() >= 3 && kNames[i].starts_with(lower)) return static_cast<int64_t>(i) + 1;
  }
  return 0;
}

/// Takes a month without a day, or the eight digits of a day.
bool TakeMonth(Cursor& c, int64_t& year, int64_t& month) {
  const char* start = c.at;
  while (!c.Done() && ((*c.at >= 'a' && *c.at <= 'z') || (*c.at >= 'A' && *c.at <= 'Z'))) ++c.at;
  if (c.at != start) {
    month = MonthNamed({start, static_cast<size_t>(c.at - start)});
    c.Take('.');
    return month > 0 && (c.Take(' ') || c.Take('-')) && c.Number(4, 4, year);
  }
  if (!c.Number(4, 4, year)) return false;
  if (c.Take(kYear)) return c.Number(1, 2, month) && c.Take(kMonthSign);
  if (c.Take('-') || c.Take('/') || c.Take('.')) return c.Number(1, 2, month);
  int64_t day = 1;
  return c.Number(2, 2, month) && (c.Done() || (c.Number(2, 2, day) && day >= 1 && day <= 31));
}

/// Takes an optional zone; `offset` is what it says, and `given` whether there was one.
bool TakeZone(Cursor& c, bool& given, Micros& offset) {
  given = false;
  c.Take(' ');
  if (c.Done()) return true;
  given = true;
  if (c.Take('Z') || c.Take('z')) return true;
  if (c.end - c.at == 3 && std::string_view(c.at, 3) == "UTC") return c.at = c.end, true;
  const int sign = *c.at == '-' ? -1 : 1;
  if (!c.Take('+') && !c.Take('-')) return false;
  int64_t hours, minutes = 0;
  if (!c.Number(2, 2, hours)) return false;
  if (!c.Done() && (c.Take(':'), !c.Number(2, 2, minutes))) return false;
  if (hours > 14 || minutes > 59) return false;
  offset = sign * (hours * kHour + minutes * kMinute);
  return true;
}

/// Epoch seconds, milliseconds, microseconds or nanoseconds, told apart by their number of digits.
std::optional<Micros> ParseEpoch(Cursor c) {
  const bool negative = c.Take('-');
  const char* start = c.at;
  int64_t value;
  if (!c.Number(1, 19, value)) return std::nullopt;
  const auto digits = c.at - start;
  Micros fraction = 0;
  if (!TakeFraction(c, fraction) || !c.Done()) return std::nullopt;
  if (digits < 9 || digits > 19) return std::nullopt;  // a year or a day number is no instant
  Micros micros = digits <= 11 ? value * kSecond + fraction : digits <= 14 ? value * 1000 : digits <= 17 ? value : value / 1000;
  return negative ? -micros : micros;
}

/// The spelling that most files carry, `2025-03-01 12:03:11`, without the general reader's detours.
std::optional<Micros> ParsePlain(const char* t) {
  if (t[4] != '-' || t[7] != '-' || (t[10] != ' ' && t[10] != 'T') || t[13] != ':' || t[16] != ':') return std::nullopt;
  static constexpr int kPlaces[] = {0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18};
  for (const int place : kPlaces) {
    if (t[place] < '0' || t[place] > '9') return std::nullopt;
  }
  const auto two = [&](int at) { return (t[at] - '0') * 10 + (t[at + 1] - '0'); };
  const int year = two(0) * 100 + two(2), month = two(5), day = two(8), hour = two(11), minute = two(14), second = two(17);
  // Days that only some months have, and leap seconds, are for the general reader.
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > 28 || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const int64_t days = DaysFromCivil(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
  return days * kDay + hour * kHour + minute * kMinute + second * kSecond;
}

struct Civil {
  int64_t year;
  unsigned month, day;
};

/// The inverse of DaysFromCivil, from the same source.
Civil CivilFromDays(int64_t days) {
  const int64_t z = days + 719468;
  const int64_t era = (z >= 0 ? z : z - 146096) / 146097;
  const auto of_era = static_cast<unsigned>(z - era * 146097);
  const unsigned year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const unsigned day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const unsigned mp = (5 * day_of_year + 2) / 153;
  const unsigned month = mp < 10 ? mp + 3 : mp - 9;
  return {static_cast<int64_t>(year_of_era) + era * 400 + (month <= 2), month, day_of_year - (153 * mp + 2) / 5 + 1};
}

}  // namespace

int64_t DaysFromCivil(int64_t year, unsigned month, unsigned day) {
  year -= month <= 2;
  const int64_t era = (year >= 0 ? year : year - 399) / 400;
  const auto of_era = static_cast<unsigned>(year - era * 400);
  const unsigned of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const unsigned day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
  return era * 146097 + static_cast<int64_t>(day_of_era) - 719468;
}

std::optional<Micros> ParseTime(std::string_view text, Micros utc_offset) {
  if (text.size() == 19) {
    if (const auto plain = ParsePlain(text.data())) return plain;
  }
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  if (text.empty()) return std::nullopt;
  Cursor c{text.data(), text.data() + text.size()};
  Micros time;
  if (!TakeDate(c, time)) {
    const auto epoch = ParseEpoch({text.data(), text.data() + text.size()});
    if (!epoch) return std::nullopt;
    return *epoch + utc_offset;
  }
  if (c.Done()) return time;
  const bool is_chinese = static_cast<unsigned char>(c.at[-1]) >= 0x80;
  if (!c.Take('T') && !c.Take('t') && !c.Take(' ') && !is_chinese) return std::nullopt;
  if (!TakeClock(c, time)) return std::nullopt;
  bool zone;
  Micros offset = 0;
  if (!TakeZone(c, zone, offset) || !c.Done()) return std::nullopt;
  return zone ? time - offset + utc_offset : time;
}

std::optional<Micros> ParseMonth(std::string_view text, Micros utc_offset) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  Cursor c{text.data(), text.data() + text.size()};
  int64_t year, month;
  if (TakeMonth(c, year, month) && c.Done()) {
    if (year < 1 || month < 1 || month > 12) return std::nullopt;
    return DaysFromCivil(year, static_cast<unsigned>(month), 1) * kDay;
  }
  const auto time = ParseTime(text, utc_offset);
  if (!time) return std::nullopt;
  const int64_t days = *time >= 0 ? *time / kDay : (*time - kDay + 1) / kDay;
  return (days - CivilFromDays(days).day + 1) * kDay;
}

std::string FormatDate(Micros time) {
  int64_t days = time / kDay;
  if (time % kDay < 0) --days;
  const Civil date = CivilFromDays(days);
  char text[40];
  std::snprintf(text, sizeof text, "%04lld-%02u-%02u", static_cast<long long>(date.year), date.month, date.day);
  return text;
}

std::string FormatTime(Micros time) {
  Micros of_day = time % kDay;
  if (of_day < 0) of_day += kDay;
  char text[40];
  std::snprintf(text, sizeof text, " %02d:%02d:%02d", static_cast<int>(of_day / kHour),
                static_cast<int>(of_day % kHour / kMinute), static_cast<int>(of_day % kMinute / kSecond));
  std::string out = FormatDate(time) + text;
  if (of_day % kSecond != 0) {
    std::snprintf(text, sizeof text, ".%06d", static_cast<int>(of_day % kSecond));
    out += text;
  }
  return out;
}

}  // namespace auspex
