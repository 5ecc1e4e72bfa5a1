#pragma once
// Correlation of columns of numbers, each pair over the rows where both are known, as R's cor(use = "pairwise.complete.obs").
//
// Pearson's r, and Spearman's: Pearson's r of the ranks within those rows, equal values sharing the mean of their ranks. Intervals by R. A. Fisher's z
// (1921): atanh r ± z · se, back by tanh, with se² = 1 / (n − 3) for Pearson, as R's cor.test, and (1 + r² / 2) / (n − 3) for Spearman (Bonett &
// Wright, "Sample size requirements for estimating Pearson, Kendall and Spearman correlations", Psychometrika 65 (2000)).
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "learn/bootstrap.h"

namespace auspex::learn {

enum class CorrelationKind { kPearson, kSpearman };

/// NaN where there are fewer than two rows or one of the columns is constant in them; the interval also with fewer than four.
struct Correlation {
  uint64_t rows = 0;  ///< where both are known
  double r = 0;       ///< −1..1
  Interval interval;  ///< 95 %
};

struct CorrelationMatrix {
  size_t columns = 0;
  std::vector<Correlation> cells;  ///< [columns][columns], symmetric; the diagonal is 1 where the column is not constant

  const Correlation& At(size_t a, size_t b) const { return cells[a * columns + b]; }
};

/// Columns of one length, NaN for what is missing. Throws Error(kInternal) for other lengths. The same bits for any number of threads.
CorrelationMatrix Correlate(std::span<const std::vector<float>> columns, CorrelationKind kind);

/// The interval alone.
Interval CorrelationInterval(double r, uint64_t rows, CorrelationKind kind);

}  // namespace auspex::learn
