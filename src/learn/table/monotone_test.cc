#include "learn/table/monotone.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace auspex::learn {
namespace {

const Schema kSchema = {{"age", {}}, {"city", {"a", "b"}}, {"income", {}}};

std::string Refusal(std::vector<Monotone> constraints) {
  try {
    MonotoneDirections(kSchema, constraints);
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::kUsage);
    return error.message();
  }
  return "accepted";
}

TEST(Monotone, DirectionsStandAtTheirFeatures) {
  const std::vector<Monotone> constraints = {{"income", -1}, {"age", 1}};
  EXPECT_EQ(MonotoneDirections(kSchema, constraints), (std::vector<int8_t>{1, 0, -1}));
}

TEST(Monotone, RefusesWhatCannotHold) {
  EXPECT_EQ(Refusal({{"size", 1}}), "the monotone constraint on 'size' names a feature that the table does not have");
  EXPECT_EQ(Refusal({{"city", 1}}), "the monotone constraint on 'city' is on a feature of categories, which have no order");
  EXPECT_EQ(Refusal({{"age", 2}}), "the monotone constraint on 'age' has a direction other than -1, 0 and +1");
  EXPECT_EQ(Refusal({{"age", 1}, {"age", 1}}), "the monotone constraint on 'age' is given twice");
}

}  // namespace
}  // namespace auspex::learn
