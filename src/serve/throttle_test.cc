#include "serve/throttle.h"

#include <gtest/gtest.h>

namespace auspex::serve {
namespace {

struct Times {
  Micros now = 1'000 * kSecond;
  Throttle throttle{{.attempts = 5, .window = kMinute, .most_keys = 10, .clock = [this] { return now; }}};
};

TEST(Throttle, TakesFiveAttemptsAMinuteForEachKey) {
  Times t;
  for (int i = 0; i < 5; ++i) {
    EXPECT_FALSE(t.throttle.Attempt({"a"}));
    t.now += kSecond;
  }
  EXPECT_EQ(t.throttle.Attempt({"a"}), 55);
  EXPECT_FALSE(t.throttle.Attempt({"b"}));
  t.now += 55 * kSecond - 1;
  EXPECT_EQ(t.throttle.Attempt({"a"}), 1);
  t.now += 1;
  EXPECT_FALSE(t.throttle.Attempt({"a"}));
  EXPECT_EQ(t.throttle.Attempt({"a"}), 1);
}

TEST(Throttle, ARefusedAttemptCountsForNoKey) {
  Times t;
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(t.throttle.Attempt({"a"}));
  for (int i = 0; i < 9; ++i) EXPECT_TRUE(t.throttle.Attempt({"a", "b"}));
  EXPECT_FALSE(t.throttle.Attempt({"b"}));
}

TEST(Throttle, SuccessForgets) {
  Times t;
  for (int i = 0; i < 4; ++i) EXPECT_FALSE(t.throttle.Attempt({"a", "b"}));
  t.throttle.Succeed({"a", "b"});
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(t.throttle.Attempt({"a", "b"}));
  EXPECT_TRUE(t.throttle.Attempt({"a"}));
}

TEST(Throttle, RemembersABoundedNumberOfKeys) {
  Times t;
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(t.throttle.Attempt({std::to_string(i)}));
  EXPECT_EQ(t.throttle.Attempt({"10"}), 60);
  t.now += kMinute;
  EXPECT_FALSE(t.throttle.Attempt({"10"}));
}

TEST(Utc, InstantsEndInZ) {
  EXPECT_EQ(UtcText(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(UtcText(1'740'787'391'999'999), "2025-03-01T00:03:11Z");  // date -u -d @1740787391
}

}  // namespace
}  // namespace auspex::serve
