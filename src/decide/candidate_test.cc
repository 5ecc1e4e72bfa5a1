#include "decide/candidate.h"

#include <gtest/gtest.h>

#include <cmath>

namespace auspex::decide {
namespace {

const std::vector<double> kRanks = {8, 7, 7, 3, 0};

// Expected choices follow from the definition: highest rank, then likeliest, then first.
TEST(ChooseCandidate, HighestRankDecidesHoweverUnlikely) {
  const std::vector<Candidate> candidates = {{4, 0.9f}, {3, 0.05f}, {0, 0.001f}};
  EXPECT_EQ(ChooseCandidate(candidates, kRanks, 0).deciding, 2u);
}

TEST(ChooseCandidate, AmongEqualRanksTheLikeliestDecides) {
  const std::vector<Candidate> candidates = {{4, 0.5f}, {1, 0.1f}, {2, 0.2f}};
  EXPECT_EQ(ChooseCandidate(candidates, kRanks, 0).deciding, 2u);
}

TEST(ChooseCandidate, AmongEqualsTheFirstDecides) {
  const std::vector<Candidate> candidates = {{2, 0.2f}, {1, 0.2f}};
  EXPECT_EQ(ChooseCandidate(candidates, kRanks, 0).deciding, 0u);
}

TEST(ChooseCandidate, LeastConfidenceItselfIsEnough) {
  const std::vector<Candidate> candidates = {{3, 0.5f}, {1, 0.25f}, {0, 0.125f}};
  const Choice choice = ChooseCandidate(candidates, kRanks, 0.25);
  EXPECT_EQ(choice.deciding, 1u);
  EXPECT_EQ(choice.too_unlikely, 0b100u);
}

TEST(ChooseCandidate, NothingDecidesWhereAllAreTooUnlikely) {
  const std::vector<Candidate> candidates = {{3, 0.2f}, {1, std::nanf("")}};
  const Choice choice = ChooseCandidate(candidates, kRanks, 0.25);
  EXPECT_FALSE(choice.deciding);
  EXPECT_EQ(choice.too_unlikely, 0b11u);
  EXPECT_FALSE(ChooseCandidate({}, kRanks, 0).deciding);
}

TEST(ChooseCandidate, SymbolWithoutRankIsLowest) {
  const std::vector<Candidate> candidates = {{99, 0.9f}, {4, 0.01f}};
  EXPECT_EQ(ChooseCandidate(candidates, kRanks, 0).deciding, 1u);
  EXPECT_EQ(ChooseCandidate(std::span(candidates).first(1), kRanks, 0).deciding, 0u);
}

TEST(RanksOf, AreTheAttributeTheStrategyRanksBy) {
  pack::Pack pack;
  pack.journey.vocabulary = {{"a", {{"level", "2"}}}, {"b", {{"level", "-1.5"}}}};
  EXPECT_EQ(RanksOf(pack), (std::vector<double>{0, 0}));
  pack.strategy.emplace();
  pack.strategy->rank_by = "level";
  EXPECT_EQ(RanksOf(pack), (std::vector<double>{2, -1.5}));
}

}  // namespace
}  // namespace auspex::decide
