#include "serve/progress_meter.h"

#include <gtest/gtest.h>

namespace auspex::serve {
namespace {

ProgressMeter::Time At(double seconds) {
  return ProgressMeter::Time() + std::chrono::duration_cast<ProgressMeter::Time::duration>(std::chrono::duration<double>(seconds));
}

TEST(ProgressMeter, TellsRateAndRemainingTime) {
  ProgressMeter meter(At(0));
  EXPECT_EQ(meter.Read(At(1)).stage, "");
  meter.Begin("reading events", "bytes", 1000, At(10));
  EXPECT_FALSE(meter.Read(At(10)).rate.has_value());
  meter.Update(100, At(12));
  const ProgressReading reading = meter.Read(At(12));
  EXPECT_EQ(reading.stage, "reading events");
  EXPECT_EQ(reading.unit, "bytes");
  EXPECT_EQ(reading.done, 100u);
  EXPECT_EQ(reading.total, 1000u);
  EXPECT_DOUBLE_EQ(*reading.rate, 50);
  EXPECT_DOUBLE_EQ(*reading.remaining_seconds, 18);
  EXPECT_DOUBLE_EQ(reading.elapsed_seconds, 12);
  EXPECT_NEAR(*meter.Read(At(15)).remaining_seconds, 15, 1e-9) << "time goes on between reports";
  EXPECT_EQ(*meter.Read(At(100)).remaining_seconds, 0);
}

TEST(ProgressMeter, FollowsTheLastSeconds) {
  ProgressMeter meter(At(0));
  meter.Begin("training", "windows", 100000, At(0));
  for (int s = 1; s <= 60; ++s) meter.Update(static_cast<uint64_t>(100 * s), At(s));
  for (int s = 61; s <= 120; ++s) meter.Update(static_cast<uint64_t>(6000 + 10 * (s - 60)), At(s));
  EXPECT_NEAR(*meter.Read(At(120)).rate, 10, 1e-9) << "it was ten times as fast a minute ago";
}

TEST(ProgressMeter, SaysNothingThatItCannotKnow) {
  ProgressMeter meter(At(0));
  meter.Begin("looking for duplicates", "rows", 0, At(0));
  meter.Update(50, At(0.1));
  EXPECT_FALSE(meter.Read(At(0.1)).rate.has_value()) << "too early";
  meter.Update(100, At(2));
  EXPECT_DOUBLE_EQ(*meter.Read(At(2)).rate, 50);
  EXPECT_FALSE(meter.Read(At(2)).remaining_seconds.has_value()) << "the total is not known";
  meter.Begin("measuring", "models", 4, At(3));
  EXPECT_EQ(meter.Read(At(4)).done, 0u) << "a new stage begins anew";
  EXPECT_FALSE(meter.Read(At(9)).rate.has_value());
}

}  // namespace
}  // namespace auspex::serve
