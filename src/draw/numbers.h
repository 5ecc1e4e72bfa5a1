#pragma once
// Numbers as they stand in charts and beside them: thousands separated, a true minus, – for what is not a number.
#include <string>

namespace auspex::draw {

/// 1234567.5 with 1 decimal -> "1,234,567.5"; -3 with 0 -> "−3".
std::string Decimal(double value, int decimals);
/// 0.1234 with 1 decimal -> "12.3%".
std::string Percent(double share, int decimals = 1);
/// At least `digits` significant digits, none behind the point that a number of this size does not need: 0.01234, 1.23, 123,456.
std::string Significant(double value, int digits = 3);
/// As Decimal, with + before what is above 0.
std::string Signed(double value, int decimals);
/// A ratio that is compared with 1: "1.70", "12.3", "1,234"; below 0.1 two significant digits.
std::string Ratio(double value);
/// "<0.001" or three decimals.
std::string PValue(double p);

}  // namespace auspex::draw
