#pragma once
// A forest as the list of steps by which forest_shap.h explains it.
//
// Path-dependent Shapley values (Lundberg, Erion & Lee 2018; Lundberg et al., Nature MI 2020) in the multilinear form (Owen 1972):
// let every feature be known with probability t, and a node whose feature is unknown go left with the share a of its cover. The
// margin's mean is then a polynomial in t, and phi_i is the integral over t in [0, 1] of its derivative by feature i alone. The degree is
// less than the number d of distinct features on a path, so ceil(d / 2) points of Gauss and Legendre give the integral exactly (as in
// Linear TreeSHAP, Yu et al., NeurIPS 2022, but with positive terms only: nothing is divided by a small number).
//
// At one point t, with o = 1 where the row goes left and P the chance to reach the node:
//   the chance of left is s = a + t (o - a); the value U = s U_left + (1 - s) U_right; phi += (o - a) P (U_left - U_right).
// Where the feature stood on the path before, with share z of the earlier conditions together and h whether the row held them all:
//   h: s = (z a + t (o - z a)) / c, c = z + t (1 - z), and phi's part is weighed by z / c^2;   not h: s = a, and phi gets nothing.
// Per row and tree that is a few operations for each split and point: no table of subsets, no path is walked twice.
#include <cstdint>
#include <optional>
#include <vector>

#include "learn/forest/forest.h"

namespace auspex::learn {

/// What the kernel keeps of a split on the path, beside P and two U at each point.
constexpr uint32_t kShapStateVectors = 4;

struct ShapStep {
  enum class Kind : uint8_t {
    kPair,      ///< a split into two leaves
    kLeafThen,  ///< one child is a leaf; the steps of the other follow, then kLeafUp
    kLeafUp,
    kDown,      ///< the steps of the left child follow, then kTurn, those of the right, kUp
    kTurn,
    kUp,
  };
  enum class Mode : uint8_t { kFresh, kRepeated, kPresent, kAbsent };  ///< the last two: the feature is fixed as known or unknown
  enum class Decision : uint8_t { kMissingRight, kMissingLeft, kSpecial };

  Kind kind;
  Mode mode;
  Decision decision;
  bool flip;             ///< the leaf child stands on the right: "left" below means the leaf
  uint32_t level;        ///< where the split's level begins: points + depth × (3 points + kShapStateVectors)
  uint32_t earlier;      ///< level of the last split on the same feature (kRepeated)
  uint32_t feature;
  uint32_t special;      ///< index into ShapProgram::special (kSpecial)
  uint32_t into;         ///< where the value U goes: 0, or the parent's level + (1 or 2) × points
  uint32_t constants;    ///< kRepeated: z a, then points × 1/c, then points × z/c²
  float threshold;
  float share;           ///< a
  float leaf, other;     ///< values of leaf children
};

struct ShapProgram {
  struct TreePart {
    uint32_t begin, end;  ///< of steps
    uint32_t points;
  };
  std::vector<ShapStep> steps;
  std::vector<TreePart> trees;
  std::vector<float> constants;
  std::vector<TreeNode> special;
  std::vector<std::vector<uint32_t>> category_sets;
  size_t features = 0, levels = 1, most_points = 1;
  double base = 0;        ///< the margin that is expected when nothing is known
};

/// Beyond it (64 distinct features on a path) the integral is right to rounding only.
constexpr uint32_t kMostPoints = 32;

struct FixedFeature {
  uint32_t feature;
  bool present;
};

/// Leaf values times the forest's scale. With `fixed`, only trees that use that feature, and without values for it.
ShapProgram CompileShap(const Forest& forest, std::optional<FixedFeature> fixed = std::nullopt);

/// Points in (0, 1) and weights that sum to 1, [count] each: exact up to degree 2 count - 1.
struct Quadrature {
  std::vector<float> points, weights;
};
Quadrature GaussLegendre(uint32_t count);

}  // namespace auspex::learn
