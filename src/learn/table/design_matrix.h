#pragma once
// A table as columns of numbers for models that need them: missing values filled, categories one-hot, every column standardised. What it needs
// to know is learnt from the training rows alone. The matrix itself is never stored: blocks of rows are made when they are asked for.
//
// Numbers: a missing value becomes the weighted median, and "x (missing)" tells where, if a training row had one missing; if none had, the mean.
// Categories: one column a category, "contract=Two year", except the reference: the one of most weight (of equal ones the first).
// The same coding serves penalised and plain models, so that their coefficients read alike: against the reference. Categories with
// fewer rows than `least_rows`, and all but the `most_levels` most frequent, are together "contract=(other)"; if these
// are fewer than `least_rows` in all, they count as the reference. Missing is "contract=(missing)", treated as a category. A row with a
// category that no training row had falls into "(other)", a missing one into "(missing)" or "(other)"; where there is none, into the reference.
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "learn/table/classifier.h"

namespace auspex::learn {

struct DesignOptions {
  size_t least_rows = 10;    ///< of a category that has a column of its own
  size_t most_levels = 200;  ///< columns of one feature: bounds time and memory where there are thousands of categories
};

struct DesignColumn {
  std::string name;
  uint32_t feature = 0;           ///< index into the schema that it comes from
  bool one_hot = false;           ///< 0 or 1 before standardising
  double mean = 0, deviation = 1; ///< weighted, of the training rows (divided by the sum of weights)
};

/// Fitted; const calls may come from several threads.
class DesignEncoder {
 public:
  DesignEncoder() = default;
  /// Rows of weight 0 are as if they were not there. The same bits for any number of threads.
  DesignEncoder(const TrainingRows& rows, const DesignOptions& options);

  const Schema& schema() const { return schema_; }
  const std::vector<DesignColumn>& columns() const { return columns_; }
  /// Columns of the table that say nothing, in words: "constant", "missing in every row".
  const std::vector<std::string>& dropped() const { return dropped_; }

  /// Leaves columns out (rising indices): a category's rows then count as the reference. `why` is added to dropped().
  void Drop(std::span<const uint32_t> columns, std::span<const std::string> why);

  /// Standardised values of rows [begin, end) of an aligned table: out[column × stride + row - begin], stride at least end - begin.
  void Fill(const FeatureTable& table, size_t begin, size_t end, double* out, size_t stride) const;

  /// The column that is 1 for a category (the last: missing); kReference if none is.
  static constexpr uint32_t kReference = UINT32_MAX;
  struct Coding {
    uint32_t number = kReference;    ///< the column of a number's value
    uint32_t missing = kReference;   ///< the column that tells that a number is missing
    double fill = 0;                 ///< what a missing number becomes
    std::vector<uint32_t> of_code;   ///< by category, then missing; empty: a number
    std::string reference;           ///< the category that has no column
  };
  const std::vector<Coding>& codings() const { return codings_; }

  void Save(Archive& archive) const;
  /// Throws Error(kUsage) for parts that are missing or do not fit together.
  static DesignEncoder Load(const Archive& archive);

 private:
  struct Fitted;
  static Fitted FitNumber(const TrainingRows& rows, uint32_t feature);
  static Fitted FitCategory(const TrainingRows& rows, uint32_t feature, const DesignOptions& options);

  Schema schema_;
  std::vector<DesignColumn> columns_;
  std::vector<Coding> codings_;  ///< by feature
  std::vector<std::string> dropped_;
};

}  // namespace auspex::learn
