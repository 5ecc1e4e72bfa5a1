#include "data/field.h"

#include <gtest/gtest.h>

namespace auspex::data {
namespace {

TEST(Field, NumbersAreFiniteAndWhole) {
  EXPECT_EQ(ParseNumber(" 12.5 "), 12.5);
  EXPECT_EQ(ParseNumber("+3"), 3.0);
  EXPECT_EQ(ParseNumber("-1e3"), -1000.0);
  for (const char* bad : {"", "nan", "inf", "1e999", "1,5", "12x", "0x10", "+-1", "--1", "\u2212" "1"}) EXPECT_FALSE(ParseNumber(bad)) << bad;
}

TEST(Field, IntegersMayBeWrittenAsNumbers) {
  EXPECT_EQ(ParseInteger("3.0"), 3);
  EXPECT_EQ(ParseInteger("\u3000" "42"), 42);
  EXPECT_EQ(ParseInteger("-9223372036854775808"), INT64_MIN);
  for (const char* bad : {"3.5", "", "1e300", "9223372036854775808", "x"}) EXPECT_FALSE(ParseInteger(bad)) << bad;
}

TEST(Field, FlagsHaveManySpellings) {
  for (const char* yes : {"1", "true", "TRUE", "Yes", "t", "Y", "是", " 1 ", "1.0"}) EXPECT_EQ(ParseFlag(yes), true) << yes;
  for (const char* no : {"0", "false", "False", "no", "f", "N", "否", "0.0"}) EXPECT_EQ(ParseFlag(no), false) << no;
  for (const char* bad : {"", "2", "maybe", "是的"}) EXPECT_FALSE(ParseFlag(bad)) << bad;
}

}  // namespace
}  // namespace auspex::data
