#include "data/plain_value.h"

#include <gtest/gtest.h>

#include <bit>
#include <string>

#include "base/random.h"
#include "data/field.h"

namespace auspex::data {
namespace {

TEST(PlainValue, NumbersHaveTheBitsOfTheGeneralReader) {
  Random random(5);
  for (int i = 0; i < 200000; ++i) {
    std::string text = random.Below(4) == 0 ? "-" : "";
    const uint64_t whole = 1 + random.Below(12), fraction = random.Below(8);
    for (uint64_t d = 0; d < whole; ++d) text += static_cast<char>('0' + random.Below(10));
    if (fraction > 0) text += '.';
    for (uint64_t d = 0; d < fraction; ++d) text += static_cast<char>('0' + random.Below(10));
    const auto plain = PlainNumber(text);
    ASSERT_EQ(plain.has_value(), whole + fraction <= 15) << text;
    if (plain) { ASSERT_EQ(std::bit_cast<uint64_t>(*plain), std::bit_cast<uint64_t>(*ParseNumber(text))) << text; }
    const auto integer = PlainInteger(text);
    ASSERT_EQ(integer.has_value(), fraction == 0) << text;
    if (integer) { ASSERT_EQ(*integer, *ParseInteger(text)) << text; }
  }
}

TEST(PlainValue, DaysAndMonthsAreThoseOfTheGeneralReader) {
  for (int year : {1, 99, 1900, 1999, 2000, 2024, 2025, 9999}) {
    for (int month = 0; month <= 13; ++month) {
      for (int day = 0; day <= 32; ++day) {
        char text[16];
        std::snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
        const auto date = PlainDate(text);
        ASSERT_TRUE(date ? date == ParseTime(text) : day > 28 || !ParseTime(text)) << text;
        text[7] = 0;
        ASSERT_EQ(PlainMonth(text), ParseMonth(text)) << text;
      }
    }
  }
}

TEST(PlainValue, EveryOtherSpellingIsLeftToTheGeneralReader) {
  for (const char* text : {"", "-", ".", "+1", " 1", "1 ", "1.", ".5", "-.5", "1e3", "1,000", "--1", "1-", "1.2.3", "0x1", "nan", "８", "1234567890123456", "0.1234567890123456"}) {
    EXPECT_FALSE(PlainNumber(text)) << text;
    EXPECT_FALSE(PlainInteger(text)) << text;
  }
  for (const char* text : {"", "2025", "202503", "2025/03", "2025-3", "2025-003", "-025-03", "2025-0x", "0000-03", "2025-00", "2025-13"}) EXPECT_FALSE(PlainMonth(text)) << text;
  for (const char* text : {"", "2025-03", "2025-03-2", "2025/03/02", "2025-03/02", "2025-03-29", "2025-03-00", "2025-03- 2"}) EXPECT_FALSE(PlainDate(text)) << text;
}

}  // namespace
}  // namespace auspex::data
