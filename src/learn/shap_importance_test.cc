#include "learn/shap_importance.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace auspex::learn {
namespace {

TEST(ShapImportance, GroupsCountWhatIsLeftOfTheirColumns) {
  const std::vector<float> contributions = {1, -1, 2,    //
                                            -3, 1, 0};   // two rows of three features, the first two one group
  const auto importance = ImportanceOf(contributions, 2, {{0, 0, 1}, {"a", "b"}});
  EXPECT_EQ(importance.features, (std::vector<double>{2, 1, 1}));  // by hand: (1 + 3) / 2, (1 + 1) / 2, (2 + 0) / 2
  EXPECT_EQ(importance.groups, (std::vector<double>{1, 1}));       // (|1 - 1| + |-3 + 1|) / 2, (2 + 0) / 2
}

TEST(ShapImportance, OfNoRowsIsNothing) {
  EXPECT_EQ(ImportanceOf({}, 0, {{0}, {"a"}}).features, std::vector<double>{0});
  EXPECT_THROW(ImportanceOf({}, 0, {{1}, {"a"}}), Error);
}

}  // namespace
}  // namespace auspex::learn
