#pragma once
// Cross-validation on a log of closed cases with a column that names each case's fold.
//
// Protocol (Rama-Maneiro, Vidal, Lama, IEEE TSC 16(1), 2023): the cases of one fold are the test, the others are split
// 80/20 into training and validation; every prefix of length 1..n foretells the next symbol, the end of the case included;
// accuracy over all prefixes of the test fold, mean of the folds.
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "learn/sequence_options.h"
#include "pack/pack.h"

namespace auspex {
class Progress;
}

namespace auspex::flow {

struct CrossvalOptions {
  std::filesystem::path input;
  std::string fold_column;
  std::vector<std::string> models;  ///< empty: all
  uint64_t seed = 1;
  learn::SequenceOptions settings;
};

struct FoldResult {
  std::string fold;
  double accuracy = 0, log_loss = 0;
  uint64_t prefixes = 0;
};

struct CrossvalModel {
  std::string name;
  double accuracy = 0, log_loss = 0;  ///< means of the folds
  double seconds = 0;
  std::vector<FoldResult> folds;
};

struct CrossvalSummary {
  uint64_t cases = 0, events = 0, symbols = 0;
  std::vector<CrossvalModel> models;
};

CrossvalSummary Crossval(pack::Pack pack, const CrossvalOptions& options, Progress& progress);

}  // namespace auspex::flow
