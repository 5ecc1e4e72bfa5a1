#pragma once
// One pass over the training rows of a logistic regression: its loss, gradient and information at given coefficients. Rows go through in panels
// of 256 (panel_kernel.h) that are made from the table each time, so that no matrix is kept; sums of fixed chunks of rows are added in their order.
#include <span>
#include <vector>

#include "learn/table/design_matrix.h"

namespace auspex::learn {

/// Coefficients begin with the intercept, then one for each standardised design column: 1 + columns in all, the "size".
struct LogisticPass {
  double loss = 0;                  ///< Σ weight × -log likelihood
  std::vector<double> gradient;     ///< [size] of the loss
  std::vector<double> information;  ///< [size][size], symmetric: Σ weight p (1 - p) x x'; empty if not asked for
};

class LogisticRows {
 public:
  static constexpr size_t kMostColumns = 4000;
  /// Both must outlive it. Throws Error(kData) for more than kMostColumns design columns.
  LogisticRows(const DesignEncoder& encoder, const TrainingRows& rows);

  size_t size() const { return encoder_.columns().size() + 1; }
  size_t rows() const { return rows_.table.rows; }
  /// Panels 0, every, 2 × every, … only: a sample.
  LogisticPass Evaluate(std::span<const double> coefficients, bool with_information, size_t every = 1) const;
  /// Σ weight x x', as the information: of the columns themselves, whatever the outcome.
  std::vector<double> Gram() const;
  /// Over the rows that weigh something: least and greatest of (1 if the outcome is yes, else -1) × margin, and the greatest |margin|.
  struct Range {
    double least, most, largest;
  };
  Range SignedMargins(std::span<const double> coefficients) const;

 private:
  struct Panel;
  size_t chunk(size_t every) const;
  double weight(size_t row) const { return rows_.weights.empty() ? 1.0 : static_cast<double>(rows_.weights[row]); }

  const DesignEncoder& encoder_;
  const TrainingRows& rows_;
  size_t padded_;  ///< size up to a whole tile
};

}  // namespace auspex::learn
