#pragma once
// Rows of a task over tables: which cutoffs train and test, and the features and labels as of each.
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/error.h"
#include "data/matrix.h"
#include "data/past_future.h"
#include "pack/pack.h"

namespace auspex {
class Progress;
}

namespace auspex::flow {

/// The pack's task over tables. Throws Error(kUsage) if it has none.
const pack::TableTask& TableTaskOf(const pack::Pack& pack);

struct CutoffPlan {
  data::MonthSpan span;
  data::Month test = 0;               ///< the newest whose horizon is loaded whole
  std::vector<data::Month> training;  ///< their horizons end with the test's cutoff at the latest; latest first
};

/// Throws Error(kData) for too few months, saying how many are needed.
CutoffPlan PlanCutoffs(const data::MonthSpan& span, const pack::TableTask& task);

using KeepCustomer = std::function<bool(std::string_view customer)>;

struct LabelledRows {
  data::Month cutoff = 0;
  data::Matrix matrix;
  std::vector<uint8_t> labels;  ///< [rows]
  uint64_t unknown = 0;         ///< customers of the population without a label: left out
  uint64_t positives() const;
};

/// Features as of `cutoff`, made while schema future does not exist, then labels. Whoever `keep` does not keep is passed over; empty: all are kept.
/// `schema` as in data::MatrixOptions. Throws Error(kData) if nobody is in the population and all are kept.
LabelledRows ReadLabelledRows(store::Connection& connection, const pack::Pack& pack, data::Month cutoff, const KeepCustomer& keep,
                              const learn::Schema* schema, Progress& progress);

/// What is wrong with a population of nobody.
Error EmptyPopulation(const pack::TableTask& task, data::Month cutoff);

/// How many customers the population has as of `cutoff`. Throws EmptyPopulation.
uint64_t CountPopulation(store::Connection& connection, const pack::Pack& pack, data::Month cutoff);

}  // namespace auspex::flow
