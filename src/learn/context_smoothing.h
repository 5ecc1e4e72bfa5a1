#pragma once
// How far a context is trusted against the next shorter one, fitted on held-out rows.
//
// With n the rows of a context, c those followed by the outcome and t its different outcomes, level k foretells
//   p_k = (max(c - d_k, 0) + (s_k + d_k t) p_{k-1}) / (n + s_k),
// the interpolated form with a discount 0 <= d_k < 1 and a strength s_k > 0 that absolute discounting (s = 0), Kneser and
// Ney 1995 and the Pitman–Yor process share (Teh, "A hierarchical Bayesian language model based on Pitman-Yor
// processes", ACL 2006, equation 6, one table an outcome). The probabilities of all outcomes sum to 1. Discount and
// strength are fitted for each level by the log loss of held-out rows, under a weak prior.
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace auspex::learn {

class Archive;

struct ContextSmoothing {
  std::vector<double> discount, strength;  ///< [levels]

  /// Fair settings for where nothing is held out.
  static ContextSmoothing Default(size_t levels, bool discounted);

  void Save(Archive& archive, const std::string& prefix) const;
  /// Throws Error(kUsage) if a value is missing or out of its range.
  static ContextSmoothing Load(const Archive& archive, const std::string& prefix, size_t levels);
};

/// What one context says about the outcome that came.
struct Evidence {
  uint32_t rows = 0;      ///< 0: the context is unknown, the shorter one's word stands
  uint32_t outcomes = 0;  ///< different ones
  uint32_t count = 0;     ///< rows with the outcome that came
};

/// The probability of one outcome after all levels, from the probability `base` before the first.
double SmoothedProbability(std::span<const Evidence> levels, double base, const ContextSmoothing& smoothing);

/// Minimises the mean log loss of `evidence`, [rows × levels], from `start` on. Discounts that start at 0 stay there.
ContextSmoothing FitSmoothing(std::span<const Evidence> evidence, size_t levels, double base, ContextSmoothing start);

}  // namespace auspex::learn
