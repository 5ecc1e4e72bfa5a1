#include "decide/segment_names.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"

namespace auspex::decide {
namespace {

class SegmentNames : public testing::Test {
 protected:
  SegmentNames() : database_(store::DatabaseOptions{}), connection_(database_.Connect()) {
    rules_.file = "segments.toml";
    rules_.columns = {{"age", "age", true, 1}, {"stocks", "stocks", true, 2}};
    rules_.names = {{"young", "z_age < -0.5", "-z_age", "t", "s", 11}, {"stock_lovers", "lift_stocks > 1.5 -- much", "", "t", "s", 12}};
  }
  NamedProfile Profile(uint64_t customers, double age, double stocks) const {
    return {customers, static_cast<double>(customers) / 100, {40 + 10 * age, stocks}, {40, stocks}, {NAN, stocks}, {age, 0}};
  }
  std::vector<std::optional<size_t>> Names(const std::vector<NamedProfile>& profiles) { return NameSegments(connection_, rules_, profiles); }
  void ExpectRefused(const std::string& where, const std::string& what) {
    try {
      CheckSegmentNames(connection_, rules_);
      ADD_FAILURE() << "held: " << what;
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), Fault::kUsage);
      EXPECT_EQ(error.where(), where);
      EXPECT_NE(error.message().find(what), std::string::npos) << error.message();
    }
  }

  store::Database database_;
  store::Connection connection_;
  pack::Segmentation rules_;
};

using Expected = std::vector<std::optional<size_t>>;

TEST_F(SegmentNames, EachRuleNamesTheSegmentOfHighestScore) {
  EXPECT_EQ(Names({Profile(50, -0.6, 1), Profile(30, -1, 2), Profile(20, 2, 1.6)}), (Expected{{}, 0, 1}));
}

TEST_F(SegmentNames, OfEqualScoresTheLargerSegmentThenTheFirst) {
  EXPECT_EQ(Names({Profile(20, -1, 1), Profile(60, -1, 1), Profile(20, -1, 1)}), (Expected{{}, 0, {}}));
  EXPECT_EQ(Names({Profile(40, -1, 1), Profile(40, -1, 1)}), (Expected{0, {}}));
}

TEST_F(SegmentNames, ASegmentWithoutARuleAndARuleWithoutASegmentStayAlone) {
  EXPECT_EQ(Names({Profile(100, 0, 1)}), (Expected{{}}));
  EXPECT_TRUE(Names({}).empty());
}

TEST_F(SegmentNames, WhatIsUnknownHoldsForNothing) { EXPECT_EQ(Names({Profile(100, NAN, NAN)}), (Expected{{}})); }

TEST_F(SegmentNames, RulesThatDoNotBindAreNamedWithTheirLine) {
  EXPECT_NO_THROW(CheckSegmentNames(connection_, rules_));
  rules_.names[1].when = "z_stock > 1";
  ExpectRefused("segments.toml:12", "the rule of the segment `stock_lovers` does not hold as SQL");
  rules_.names[1].when = "z_stocks + 1";
  ExpectRefused("segments.toml:12", "is DOUBLE and not a condition");
  rules_.names[1].when = "true";
  rules_.names[0].score = "agee";
  ExpectRefused("segments.toml:11", "the rule of the segment `young`");
}

}  // namespace
}  // namespace auspex::decide
