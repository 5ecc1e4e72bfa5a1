#include "learn/cluster/segment_profile.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"

namespace auspex::learn {
namespace {

FeatureTable SmallTable() {
  FeatureTable table;
  table.rows = 6;
  table.schema = {{"premium", {}}, {"channel", {"web", "agent"}}, {"balance", {}}, {"same", {}}, {"empty", {}}};
  table.columns = {{1, 2, 3, 10, 20, kMissing}, {0, 1, 0, 1, 0, 1}, {-4, 2, 2, -2, 2, 0}, {7, 7, 7, 7, 7, 7}, std::vector<float>(6, kMissing)};
  return table;
}

/// By hand: the premiums have the mean 7.2 and the variance 254.8 / 5 = 50.96 about it.
TEST(SegmentProfile, ComparesWithEverybody) {
  const SegmentProfiles profiles = ProfileSegments(SmallTable(), std::vector<uint32_t>{0, 0, 0, 1, 1, 1}, 3);
  ASSERT_EQ(profiles.segments.size(), 3u);
  ASSERT_EQ(profiles.everybody.size(), 4u);  // without the categories
  EXPECT_DOUBLE_EQ(profiles.everybody[0].mean, 7.2);
  EXPECT_EQ(profiles.everybody[0].median, 3);
  const SegmentProfile& low = profiles.segments[0];
  EXPECT_EQ(low.size, 3u);
  EXPECT_EQ(low.share, 0.5);
  EXPECT_EQ(low.features[0].mean, 2);
  EXPECT_EQ(low.features[0].median, 2);
  EXPECT_DOUBLE_EQ(low.features[0].lift, 2 / 7.2);
  EXPECT_DOUBLE_EQ(low.features[0].difference, (2 - 7.2) / std::sqrt(50.96));
  EXPECT_EQ(profiles.segments[1].features[0].known, 2u);
  EXPECT_EQ(profiles.segments[1].features[0].median, 15);
}

TEST(SegmentProfile, SaysWhereThereIsNothingToCompare) {
  const SegmentProfiles profiles = ProfileSegments(SmallTable(), std::vector<uint32_t>{0, 0, 0, 1, 1, 1}, 3);
  EXPECT_TRUE(std::isnan(profiles.segments[0].features[1].lift));  // balances average to 0
  EXPECT_EQ(profiles.segments[0].features[2].difference, 0);       // all the same
  EXPECT_EQ(profiles.segments[0].features[2].lift, 1);
  EXPECT_TRUE(std::isnan(profiles.segments[0].features[3].mean));
  EXPECT_TRUE(std::isnan(profiles.everybody[3].difference));
  EXPECT_EQ(profiles.segments[2].size, 0u);
  EXPECT_TRUE(std::isnan(profiles.segments[2].features[0].mean));
  EXPECT_TRUE(profiles.segments[2].MostTelling().empty());
}

TEST(SegmentProfile, PutsTheMostTellingFeatureFirst) {
  SegmentProfile segment;
  for (double difference : std::vector<double>{0.2, -1.5, NAN, 1.5, 0.3}) segment.features.push_back({.difference = difference});
  EXPECT_EQ(segment.MostTelling(), (std::vector<size_t>{1, 3, 4, 0}));
}

TEST(SegmentProfile, RefusesLabelsThatAreNoSegments) {
  const auto message = [](std::vector<uint32_t> labels) -> std::string {
    try {
      ProfileSegments(SmallTable(), labels, 2);
    } catch (const Error& error) {
      return error.message();
    }
    return "nothing was thrown";
  };
  EXPECT_EQ(message({0, 1}), "2 labels came for 6 rows");
  EXPECT_EQ(message({0, 0, 0, 0, 0, 2}), "label 2 is none of 2 segments");
}

}  // namespace
}  // namespace auspex::learn
