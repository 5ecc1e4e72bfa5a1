#include "data/field.h"

#include <charconv>
#include <cmath>
#include <string>
#include <utility>

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
