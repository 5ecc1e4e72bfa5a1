#include "data/field.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>
#include <utility>

#include "base/format.h"
#include "data/header.h"

namespace auspex::data {
namespace {

constexpr std::string_view kWideBlanks[] = {"\u00A0", "\u3000"};

bool TrimOnce(std::string_view& text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  const size_t before = text.size();
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  for (const auto wide : kWideBlanks) {
    if (text.starts_with(wide)) text.remove_prefix(wide.size());
    if (text.ends_with(wide)) text.remove_suffix(wide.size());
  }
  return text.size() != before;
}

std::string_view WithoutPlus(std::string_view text) {
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  return text;
}

bool TakeFront(std::string_view& text, std::string_view piece) {
  if (!text.starts_with(piece)) return false;
  text.remove_prefix(piece.size());
  text = Trim(text);
  return true;
}

bool TakeBack(std::string_view& text, std::string_view piece) {
  if (!text.ends_with(piece)) return false;
  text.remove_suffix(piece.size());
  text = Trim(text);
  return true;
}

bool TakeCurrency(std::string_view& text) {
  const bool before = TakeFront(text, "nt$") || TakeFront(text, "$") || TakeFront(text, "¥") || TakeFront(text, "￥");
  return TakeBack(text, "元") || before;
}

/// Digits without the commas between thousands; nothing if a comma stands elsewhere.
std::optional<std::string> WithoutCommas(std::string_view text) {
  const size_t first = text.find(','), whole = std::min(text.find('.'), text.size());
  if (first == std::string_view::npos) return std::string(text);
  if (first == 0 || first > 3 || first > whole || (whole - first) % 4 != 0) return std::nullopt;
  std::string out(text.substr(0, first));
  for (size_t i = first; i < text.size(); ++i) {
    const bool wanted = i < whole && (i - first) % 4 == 0;
    if ((text[i] == ',') != wanted) return std::nullopt;
    if (!wanted) out += text[i];
  }
  return out;
}

}  // namespace

std::string_view Trim(std::string_view text) {
  while (TrimOnce(text)) {
  }
  return text;
}

std::optional<double> ParseNumber(std::string_view text) {
  text = WithoutPlus(Trim(text));
  double value;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<double> ParseAmount(std::string_view text, SpellingCounts& counts) {
  std::string folded = NormalName(text);
  std::string_view rest = folded;
  std::array<bool, kSpellings> seen{};
  const auto note = [&](ValueSpelling spelling, bool occurred) { return seen[static_cast<size_t>(spelling)] |= occurred; };
  note(ValueSpelling::kWide, text.find("\xEF\xBC") != std::string_view::npos);  // ０ to ９ and their like
  bool negative = TakeFront(rest, "-");
  note(ValueSpelling::kCurrency, TakeCurrency(rest));
  if (!negative) negative = TakeFront(rest, "-");
  const bool wan = note(ValueSpelling::kWan, TakeBack(rest, "万") || TakeBack(rest, "萬"));
  const bool yi = note(ValueSpelling::kYi, !wan && (TakeBack(rest, "亿") || TakeBack(rest, "億")));
  if (rest.empty() || rest[0] < '0' || rest[0] > '9' || rest.find('e') != std::string_view::npos) return std::nullopt;
  note(ValueSpelling::kCommas, rest.find(',') != std::string_view::npos);
  auto digits = WithoutCommas(rest);
  if (!digits) return std::nullopt;
  // The exponent goes into the text: the product is rounded once.
  const auto number = ParseNumber(*digits + (wan ? "e4" : yi ? "e8" : ""));
  if (!number) return std::nullopt;
  for (size_t i = 0; i < kSpellings; ++i) counts[i] += seen[i];
  return negative ? -*number : *number;
}

std::string DescribeSpelling(ValueSpelling spelling, uint64_t count) {
  const std::string amounts = WithCommas(count) + (count == 1 ? " amount" : " amounts");
  switch (spelling) {
    case ValueSpelling::kCommas: return amounts + " with commas between thousands read without them";
    case ValueSpelling::kWan: return amounts + " with 万 read as × 10,000";
    case ValueSpelling::kYi: return amounts + " with 亿 read as × 100,000,000";
    case ValueSpelling::kCurrency: return amounts + " read without the currency";
    case ValueSpelling::kWide: return amounts + " in full-width forms read as plain ones";
    case ValueSpelling::kChineseDate: return WithCommas(count) + (count == 1 ? " date" : " dates") + " in Chinese form (2025年3月) read";
  }
  return {};
}

std::vector<std::string> DescribeSpellings(const SpellingCounts& counts) {
  std::vector<std::string> texts;
  for (size_t i = 0; i < kSpellings; ++i) {
    if (counts[i] > 0) texts.push_back(DescribeSpelling(static_cast<ValueSpelling>(i), counts[i]));
  }
  return texts;
}

std::optional<int64_t> ParseInteger(std::string_view text) {
  text = WithoutPlus(Trim(text));
  int64_t whole;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (error == std::errc() && end == text.data() + text.size()) return whole;
  const auto number = ParseNumber(text);
  constexpr double kExact = 9007199254740992.0;  // 2^53
  if (!number || *number != std::trunc(*number) || std::abs(*number) > kExact) return std::nullopt;
  return static_cast<int64_t>(*number);
}

std::optional<bool> ParseFlag(std::string_view text) {
  text = Trim(text);
  if (text.size() == 1 && (text[0] == '0' || text[0] == '1')) return text[0] == '1';
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  for (const char* yes : {"true", "yes", "t", "y", "是"}) {
    if (lower == yes) return true;
  }
  for (const char* no : {"false", "no", "f", "n", "否"}) {
    if (lower == no) return false;
  }
  const auto number = ParseNumber(text);
  if (number && (*number == 0 || *number == 1)) return *number == 1;
  return std::nullopt;
}

}  // namespace auspex::data
