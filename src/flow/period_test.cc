#include "flow/period.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace auspex::flow {
namespace {

TEST(PeriodTime, ADateAtTheEndMeansUpToItsEnd) {
  const Micros first = *ParseTime("2025-03-01");
  EXPECT_EQ(PeriodTime("from", "2025-03-01", false), first);
  EXPECT_EQ(PeriodTime("to", "2025-03-01", true), first + kDay);
  EXPECT_EQ(PeriodTime("to", "2025-03-01 00:00:00", true), first);
  EXPECT_EQ(PeriodTime("to", "2025-03-01T12:00", true), first + 12 * kHour);
  EXPECT_EQ(PeriodTime("to", "1740787200", true), first) << "an instant is no date";
  EXPECT_EQ(PeriodTime("to", "", true), std::nullopt);
}

TEST(PeriodTime, NamesWhatIsNoTime) {
  try {
    PeriodTime("to", "tomorrow", true);
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "to: this is no date or time: tomorrow\n  Write it as 2025-03-01 or 2025-03-01T12:00:00.");
  }
}

}  // namespace
}  // namespace auspex::flow
