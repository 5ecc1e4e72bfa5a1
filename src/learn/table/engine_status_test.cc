#include "learn/table/engine_status.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace auspex::learn {
namespace {

TEST(EngineStatus, SaysOfEveryEngineWhereItIsFromOrWhyItIsMissing) {
  const std::vector<EngineStatus> engines = EngineStatuses();
  ASSERT_EQ(engines.size(), 2u);
  EXPECT_EQ(engines[0].name, "LightGBM");
  EXPECT_EQ(engines[1].name, "XGBoost");
  for (const EngineStatus& engine : engines) {
    EXPECT_EQ(engine.version.empty(), !engine.why.empty()) << engine.name;
    EXPECT_EQ(engine.from.empty(), !engine.why.empty()) << engine.name;
  }
  EXPECT_TRUE(std::filesystem::exists(engines[1].from)) << engines[1].from;
}

}  // namespace
}  // namespace auspex::learn
