#include "learn/cluster/nearest_centre.h"

#include <gtest/gtest.h>

#include <cmath>

#include "learn/cluster/cluster_fixture.h"

namespace auspex::learn {
namespace {

constexpr Instructions kAll[] = {Instructions::kPlain, Instructions::kAvx2, Instructions::kAvx512};

bool Here(Instructions instructions) { return instructions <= BestInstructions(); }

long double Distance(const PointBlocks& points, size_t row, const std::vector<float>& centres, size_t c) {
  long double sum = 0;
  for (size_t j = 0; j < points.features(); ++j) {
    const long double difference = static_cast<long double>(points.value(row, j)) - centres[c * points.features() + j];
    sum += difference * difference;
  }
  return std::sqrt(sum);
}

/// Every row of every block against the definition, and its bounds against all distances.
void Check(const OwnedPoints& given, const std::vector<float>& centres) {
  const PointBlocks points(given, std::vector<float>(given.features));
  const PreparedCentres prepared(centres, given.features);
  for (Instructions instructions : kAll) {
    if (!Here(instructions)) continue;
    const NearestCentre nearest(instructions);
    for (size_t b = 0; b < points.blocks(); ++b) {
      BlockNearest found;
      nearest.Block(points.block(b), points.norms(b), prepared, true, found);
      for (size_t i = 0; i < PointBlocks::kLanes && b * PointBlocks::kLanes + i < points.rows(); ++i) {
        const size_t row = b * PointBlocks::kLanes + i;
        ASSERT_EQ(found.index[i], NearestExactly(points.block(b), i, prepared)) << "row " << row;
        if (found.lower[i] < 0) continue;
        for (size_t c = 0; c < prepared.count; ++c) {
          const long double distance = Distance(points, row, centres, c);
          ASSERT_TRUE(c == found.index[i] ? distance <= found.upper[i] : distance >= found.lower[i]) << "row " << row << ", centre " << c;
        }
      }
    }
  }
}

TEST(NearestCentre, AgreesWithTheDefinitionForAnyNumberOfCentres) {
  for (size_t k : {1, 2, 7, 8, 9, 50}) Check(Clouds(333, 5, 4, 2), Clouds(k, 5, 4, 2, 9).values);
  Check(Clouds(100, 1, 4, 2), Clouds(3, 1, 3, 2, 9).values);
  Check(Clouds(100, 130, 4, 0.1), Clouds(12, 130, 3, 0.1, 9).values);
}

TEST(NearestCentre, SettlesTiesByTheLowerIndex) {
  OwnedPoints lattice{0, 2, {}};
  for (int x = 0; x < 12; ++x)
    for (int y = 0; y < 12; ++y, ++lattice.rows) lattice.values.insert(lattice.values.end(), {static_cast<float>(x), static_cast<float>(y)});
  const std::vector<float> centres = {8, 8, 2, 2, 8, 2, 2, 8, 2, 2, 5, 5, 2.5f, 2.5f, 0, 0, 11, 11, 8, 8};
  Check(lattice, centres);
  const PointBlocks points(lattice, std::vector<float>(2));
  EXPECT_EQ(NearestExactly(points.block(1), 2 * 12 + 2 - 16, PreparedCentres(centres, 2)), 1u);  // centres 1 and 4 are the same
}

TEST(NearestCentre, IsRightWhereFloatsCannotTellDistancesApart) {
  OwnedPoints points = Clouds(400, 4, 1, 0, 3);
  std::vector<float> centres = Clouds(20, 4, 1, 0, 4).values;
  for (float& value : points.values) value = value * 1e-3f + 5000;
  for (float& value : centres) value = value * 1e-3f + 5000;
  Check(points, centres);
}

TEST(NearestCentre, IsRightForTheLargestAndTheSmallestNumbers) {
  for (float scale : {1e15f, 1e-25f, 1e-40f}) {
    OwnedPoints points = Clouds(100, 3, 3, 1, 5);
    std::vector<float> centres = Clouds(9, 3, 3, 1, 6).values;
    for (float& value : points.values) value *= scale;
    for (float& value : centres) value *= scale;
    Check(points, centres);
  }
}

}  // namespace
}  // namespace auspex::learn
