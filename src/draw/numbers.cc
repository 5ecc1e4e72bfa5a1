#include "draw/numbers.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace auspex::draw {

std::string Decimal(double value, int decimals) {
  if (std::isnan(value)) return "–";
  if (std::isinf(value)) return value > 0 ? "∞" : "−∞";
  char digits[400];
  std::snprintf(digits, sizeof digits, "%.*f", std::clamp(decimals, 0, 12), std::fabs(value));
  std::string text = digits;
  const bool is_zero = text.find_first_not_of("0.") == std::string::npos;
  for (int at = static_cast<int>(std::min(text.find('.'), text.size())) - 3; at > 0; at -= 3) text.insert(static_cast<size_t>(at), ",");
  return (std::signbit(value) && !is_zero ? "−" : "") + text;
}

std::string Percent(double share, int decimals) { return std::isfinite(share) ? Decimal(share * 100, decimals) + "%" : Decimal(share, 0); }

std::string Significant(double value, int digits) {
  if (!std::isfinite(value) || value == 0) return Decimal(value, 0);
  const int magnitude = static_cast<int>(std::floor(std::log10(std::fabs(value))));
  if (magnitude < -9 || magnitude > 15) {
    char text[40];
    std::snprintf(text, sizeof text, "%.*e", digits - 1, value);
    return text;
  }
  std::string text = Decimal(value, std::max(0, digits - 1 - magnitude));
  if (text.find('.') == std::string::npos) return text;
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string Signed(double value, int decimals) {
  const std::string text = Decimal(value, decimals);
  return value > 0 && text.find_first_not_of("0.") != std::string::npos ? "+" + text : text;
}

std::string Ratio(double value) {
  if (!(std::fabs(value) >= 0.0995)) return Significant(value, 2);
  return Decimal(value, std::fabs(value) < 9.995 ? 2 : std::fabs(value) < 99.95 ? 1 : 0);
}

std::string PValue(double p) { return p < 0.001 ? "<0.001" : Decimal(p, 3); }

}  // namespace auspex::draw
