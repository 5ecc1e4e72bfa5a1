#pragma once
// Exact SHAP interaction values of chosen features with every other (Lundberg et al., Nature MI 2020, equations 11 and 12).
//
// What i and j do together is half the change of phi_j between a margin where i is always known and one where it never is
// (the Shapley interaction index of Fujimoto et al. 2006). Both come from the steps of forest_shap.h with i fixed, over the trees
// that use i: each chosen feature costs at most two explanations.
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "learn/forest/forest.h"
#include "learn/forest/shap_program.h"

namespace auspex::learn {

class ForestInteractions {
 public:
  /// Throws Error(kUsage) for a chosen feature that the forest has not.
  ForestInteractions(const Forest& forest, std::vector<uint32_t> chosen);

  /// Of rows [begin, begin + rows): values [chosen][rows][features]. A feature with itself holds the main effect: phi less
  /// all its interactions, so that a chosen feature's values in a row sum to its phi. Called as a ShapSink is.
  struct Block {
    size_t begin, rows;
    std::span<const double> values;
  };
  void Explain(const FeatureTable& table, const std::function<void(const Block&)>& sink) const;

  /// Mean absolute interaction over the rows, [chosen][features]; the main effect where both are the same. The same bits for any
  /// number of threads.
  std::vector<double> MeanAbsolute(const FeatureTable& table) const;

 private:
  Schema schema_;
  std::vector<uint32_t> chosen_;
  ShapProgram whole_;
  std::vector<ShapProgram> present_, absent_;  ///< by chosen feature
};

}  // namespace auspex::learn
