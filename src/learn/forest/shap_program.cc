#include "learn/forest/shap_program.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace auspex::learn {
namespace {

struct PreciseQuadrature {
  std::vector<double> points, weights;
};

/// Newton's method on the Legendre polynomial.
PreciseQuadrature PreciseGaussLegendre(uint32_t count) {
  PreciseQuadrature out;
  for (uint32_t i = 0; i < count; ++i) {
    double x = std::cos(std::numbers::pi * (i + 0.75) / (count + 0.5)), slope = 1;
    for (int step = 0; step < 100; ++step) {
      double value = 1, before = 0;
      for (uint32_t k = 1; k <= count; ++k) {
        const double next = ((2.0 * k - 1) * x * value - (k - 1.0) * before) / k;
        before = value;
        value = next;
      }
      slope = count * (x * value - before) / (x * x - 1);
      const double move = value / slope;
      x -= move;
      if (std::fabs(move) < 1e-16) break;
    }
    out.points.push_back((1 + x) / 2);
    out.weights.push_back(1 / ((1 - x * x) * slope * slope));
  }
  return out;
}

class Compiler {
 public:
  Compiler(const Forest& forest, std::optional<FixedFeature> fixed) : forest_(forest), fixed_(fixed) {
    program_.features = forest.schema.size();
    program_.category_sets = forest.category_sets;
    program_.base = forest.base;
  }

  ShapProgram Compile() {
    for (const Tree& tree : forest_.trees) {
      program_.base += forest_.scale * Expectation(tree);
      const bool uses = !fixed_ || std::any_of(tree.nodes.begin(), tree.nodes.end(), [&](const TreeNode& n) { return n.feature == fixed_->feature; });
      if (uses && tree.nodes.size() > 1) AddTree(tree);
    }
    return std::move(program_);
  }

 private:
  /// A split that is being worked on. `step` is its first step.
  struct Frame {
    uint32_t node, depth, into;
    int phase = 0;
    size_t step = 0;
  };
  struct PathPart {
    uint32_t feature;
    double held;        ///< share of all conditions so far on the feature together
    uint32_t distinct;  ///< features from the root to here
  };
  struct Repeat {
    double held, share;
  };

  static double LeftShare(const Tree& tree, const TreeNode& node) {
    return tree.nodes[node.left].cover / (tree.nodes[node.left].cover + tree.nodes[node.right].cover);
  }

  static double Expectation(const Tree& tree) {
    std::vector<double> values(tree.nodes.size());
    for (size_t n = tree.nodes.size(); n-- > 0;) {
      const TreeNode& node = tree.nodes[n];
      const double share = node.feature == TreeNode::kLeaf ? 0 : LeftShare(tree, node);
      values[n] = node.feature == TreeNode::kLeaf ? node.value : share * values[node.left] + (1 - share) * values[node.right];
    }
    return values[0];
  }

  void AddTree(const Tree& tree) {
    const auto begin = static_cast<uint32_t>(program_.steps.size());
    repeats_.clear();
    most_distinct_ = 1;
    std::vector<Frame> open{{0, 0, 0}};
    while (!open.empty()) {
      Frame frame = open.back();
      open.pop_back();
      if (frame.phase == 0) {
        Begin(tree, frame, open);
      } else {
        Continue(tree, frame, open);
      }
    }
    const uint32_t points = std::min((most_distinct_ + 1) / 2, kMostPoints);
    AddConstants(begin, points);
    Place(begin, points);
    program_.trees.push_back({begin, static_cast<uint32_t>(program_.steps.size()), points});
    program_.most_points = std::max<size_t>(program_.most_points, points);
  }

  void Begin(const Tree& tree, Frame frame, std::vector<Frame>& open) {
    const TreeNode& node = tree.nodes[frame.node];
    const TreeNode &left = tree.nodes[node.left], &right = tree.nodes[node.right];
    const bool left_leaf = left.feature == TreeNode::kLeaf, right_leaf = right.feature == TreeNode::kLeaf;
    const bool flip = right_leaf && !left_leaf;
    const double share = flip ? 1 - LeftShare(tree, node) : LeftShare(tree, node);
    ShapStep step = MakeStep(node, frame, share);
    step.flip = flip;
    step.leaf = static_cast<float>(forest_.scale * (flip ? right : left).value);
    step.other = static_cast<float>(forest_.scale * (flip ? left : right).value);
    step.kind = left_leaf && right_leaf ? ShapStep::Kind::kPair : left_leaf || right_leaf ? ShapStep::Kind::kLeafThen : ShapStep::Kind::kDown;
    frame.step = program_.steps.size();
    program_.steps.push_back(step);
    program_.levels = std::max<size_t>(program_.levels, frame.depth + 1);
    if (step.kind == ShapStep::Kind::kPair) return;
    const bool one = step.kind == ShapStep::Kind::kLeafThen;
    path_[frame.depth].held *= one ? 1 - share : share;
    frame.phase = one ? 3 : 1;
    open.push_back(frame);
    open.push_back({flip || !one ? node.left : node.right, frame.depth + 1, 1 + 2 * frame.depth});
  }

  /// Phases: 1 the left child is done, 2 the right one too, 3 the only child that is no leaf is done.
  void Continue(const Tree& tree, Frame frame, std::vector<Frame>& open) {
    ShapStep step = program_.steps[frame.step];
    step.kind = frame.phase == 1 ? ShapStep::Kind::kTurn : frame.phase == 2 ? ShapStep::Kind::kUp : ShapStep::Kind::kLeafUp;
    program_.steps.push_back(step);
    path_.resize(frame.depth + 1);
    if (frame.phase != 1) return;
    const TreeNode& node = tree.nodes[frame.node];
    path_[frame.depth].held *= (1 - LeftShare(tree, node)) / LeftShare(tree, node);
    frame.phase = 2;
    open.push_back(frame);
    open.push_back({node.right, frame.depth + 1, 2 + 2 * frame.depth});
  }

  /// Also puts the split at the end of the path.
  ShapStep MakeStep(const TreeNode& node, const Frame& frame, double share) {
    path_.resize(frame.depth);
    ShapStep step{};
    step.level = frame.depth;  // becomes an offset in Place, as do the next two
    step.into = frame.into;
    step.feature = node.feature;
    step.threshold = node.threshold;
    step.share = static_cast<float>(share);
    step.decision = node.missing_left ? ShapStep::Decision::kMissingLeft : ShapStep::Decision::kMissingRight;
    if (node.categories != 0 || node.zero_is_missing) {
      step.decision = ShapStep::Decision::kSpecial;
      step.special = static_cast<uint32_t>(program_.special.size());
      program_.special.push_back(node);
    }
    uint32_t distinct = path_.empty() ? 0 : path_.back().distinct;
    double held = 1;
    if (fixed_ && node.feature == fixed_->feature) {
      step.mode = fixed_->present ? ShapStep::Mode::kPresent : ShapStep::Mode::kAbsent;
    } else {
      const auto earlier = std::find_if(path_.rbegin(), path_.rend(), [&](const PathPart& part) { return part.feature == node.feature; });
      step.mode = earlier == path_.rend() ? ShapStep::Mode::kFresh : ShapStep::Mode::kRepeated;
      if (earlier == path_.rend()) {
        ++distinct;
      } else {
        held = earlier->held;
        step.earlier = static_cast<uint32_t>(path_.rend() - earlier - 1);
        step.constants = static_cast<uint32_t>(repeats_.size());
        repeats_.push_back({held, share});
      }
    }
    path_.push_back({node.feature, held, distinct});
    most_distinct_ = std::max(most_distinct_, distinct);
    return step;
  }

  void AddConstants(uint32_t begin, uint32_t points) {
    const auto start = static_cast<uint32_t>(program_.constants.size());
    const PreciseQuadrature quadrature = PreciseGaussLegendre(points);
    for (const Repeat& repeat : repeats_) {
      program_.constants.push_back(static_cast<float>(repeat.held * repeat.share));
      const auto inverse = [&](double t) { return 1 / (repeat.held + t * (1 - repeat.held)); };
      for (const double t : quadrature.points) program_.constants.push_back(static_cast<float>(inverse(t)));
      for (const double t : quadrature.points) program_.constants.push_back(static_cast<float>(repeat.held * inverse(t) * inverse(t)));
    }
    for (size_t i = begin; i < program_.steps.size(); ++i) {
      ShapStep& step = program_.steps[i];
      if (step.mode == ShapStep::Mode::kRepeated) step.constants = start + step.constants * (1 + 2 * points);
    }
  }

  /// From depths to offsets, now that the number of points is known.
  void Place(uint32_t begin, uint32_t points) {
    const auto level = [&](uint32_t depth) { return points + depth * (3 * points + kShapStateVectors); };
    for (size_t i = begin; i < program_.steps.size(); ++i) {
      ShapStep& step = program_.steps[i];
      step.level = level(step.level);
      step.earlier = level(step.earlier);
      if (step.into > 0) step.into = level((step.into - 1) / 2) + (1 + (step.into - 1) % 2) * points;
    }
  }

  const Forest& forest_;
  const std::optional<FixedFeature> fixed_;
  ShapProgram program_;
  std::vector<PathPart> path_;
  std::vector<Repeat> repeats_;
  uint32_t most_distinct_ = 1;
};

}  // namespace

ShapProgram CompileShap(const Forest& forest, std::optional<FixedFeature> fixed) { return Compiler(forest, fixed).Compile(); }

Quadrature GaussLegendre(uint32_t count) {
  const PreciseQuadrature precise = PreciseGaussLegendre(count);
  return {{precise.points.begin(), precise.points.end()}, {precise.weights.begin(), precise.weights.end()}};
}

}  // namespace auspex::learn
