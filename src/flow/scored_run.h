#pragma once
// The newest scores of a task over tables, and whom they hold.
#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "data/past_future.h"
#include "store/database.h"

namespace auspex::flow {

struct ScoredRun {
  int64_t run = 0, model_run = 0;
  std::string model;
  data::Month cutoff = 0;
  uint64_t customers = 0, listed = 0;
};

/// Nothing was predicted yet.
class NothingScored : public Error {
 public:
  NothingScored();
};

/// Throws NothingScored.
ScoredRun NewestScores(store::Connection& connection);

/// The newest scores have no such customer.
class UnscoredCustomer : public Error {
 public:
  UnscoredCustomer(int64_t run, const std::string& customer);
};

struct ScoredLine {
  std::string customer;
  double probability = 0;
  uint64_t rank = 0;
  bool listed = false;
  double margin = 0;
};

/// Throws UnscoredCustomer.
ScoredLine FindScored(store::Connection& connection, const ScoredRun& run, const std::string& customer);
/// At most `most` customers whose id begins with `text`, without regard to case, best rank first; any for an empty text.
std::vector<ScoredLine> SearchScored(store::Connection& connection, const ScoredRun& run, const std::string& text, size_t most);
/// The rank that the customer of `line` would have with this probability and margin, the others as they are.
uint64_t RankWith(store::Connection& connection, const ScoredRun& run, const ScoredLine& line, double probability, double margin);

}  // namespace auspex::flow
