#include "serve/time_limit.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "store/database.h"

namespace auspex::serve {
namespace {

TEST(TimeLimit, StopsWhatTakesTooLongAndNothingElse) {
  store::Database database({});
  store::Connection connection = database.Connect();
  std::string message;
  {
    const TimeLimit limit(std::chrono::milliseconds(20));
    try {
      connection.Integer("SELECT sum(sin(a.range * b.range)) FROM range(4000000) a, range(4000000) b");
    } catch (const Error& error) {
      message = error.message();
    }
    EXPECT_TRUE(limit.Passed());
  }
  EXPECT_EQ(message, "stopped as you asked; nothing was changed");
  const TimeLimit limit(std::chrono::hours(1));
  EXPECT_EQ(connection.Integer("SELECT 42"), 42);
  EXPECT_FALSE(limit.Passed());
}

}  // namespace
}  // namespace auspex::serve
