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

TEST(Field, AmountsAreReadAsPeopleWriteThem) {
  const auto amount = [](std::string_view text) {
    SpellingCounts counts{};
    return ParseAmount(text, counts);
  };
  // The values are those that the texts say, written out by hand.
  for (const auto& [text, value] : {std::pair{"1,204.5", 1204.5}, {"12,345,678", 12345678.0}, {"-1,000", -1000.0}, {"80.5万", 805000.0}, {"0.29萬", 2900.0},
                                    {"1.1亿", 110000000.0}, {"３億", 300000000.0}, {"１，２３４．５", 1234.5}, {"￥50 元", 50.0}, {"¥1,000", 1000.0},
                                    {"NT$1,200", 1200.0}, {"nt$ 5", 5.0}, {"＄5", 5.0}, {"-$5", -5.0}, {"$-5", -5.0}, {"1,204万元", 12040000.0}, {" 5 万 ", 50000.0}}) {
    EXPECT_EQ(amount(text), value) << text;
  }
  for (const char* bad : {"", "12%", "1,23", "1,2345", ",123", "1234,567", "1,234,56", "1.5,000", "1,,000", "1,234,", "万", "1万万", "1亿5000万", "元", "$", "50-80万",
                          "--5", "1e3万", "1 2", "5元元", "€5", "0x10", "五"}) {
    EXPECT_FALSE(amount(bad)) << bad;
  }
}

TEST(Field, WhatAnAmountHadIsCountedOnlyIfItIsOne) {
  SpellingCounts counts{};
  for (const char* text : {"1,204万", "２亿", "￥1", "1,20", "万"}) ParseAmount(text, counts);
  EXPECT_EQ(counts, (SpellingCounts{1, 1, 1, 1, 1, 0}));
  EXPECT_EQ(DescribeSpelling(ValueSpelling::kWan, 1204), "1,204 amounts with 万 read as × 10,000");
  counts[0] = 2;
  EXPECT_EQ(DescribeSpellings(counts).front(), "2 amounts with commas between thousands read without them");
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
