#pragma once
// The calibration curve: what was foretold against what came, in bins of equal count, or of equal weight.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace auspex::learn {

/// Rows of one bin: their mean probability, and the share of yes among them with its 95 % interval (wilson.h).
struct CalibrationBin {
  double mean = 0, observed = 0, low = 0, high = 0;
  uint64_t count = 0;
  double weight = 0;  ///< of its rows
};

/// At most `bins` bins, from the lowest probability up; rows of equal probability share one, that of the middle of their rank,
/// so the order of rows does not matter, and bins without a row are left out. Labels other than 0 and 1 are passed over.
/// `weights` are one a row, at least 0, or empty for 1 each; rows of weight 0 are passed over. With weights the bins are of equal weight, and
/// the interval is that of as many rows as are worth the weighted ones, (sum w)² / sum w² (Kish, "Survey sampling", 1965).
/// Throws Error(kInternal) for unequal sizes, Error(kUsage) for no bins.
std::vector<CalibrationBin> CalibrationBins(std::span<const float> probabilities, std::span<const int8_t> labels, size_t bins = 10,
                                            std::span<const float> weights = {});

}  // namespace auspex::learn
