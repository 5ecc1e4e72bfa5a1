#pragma once
// Measures the trained models: on the test slice, which no fitting has seen, or against a simulator's truth, where the
// metrics are expectations and the optimum is known.
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "learn/binary_metrics.h"
#include "learn/bootstrap.h"
#include "learn/calibration_bins.h"
#include "learn/class_metrics.h"
#include "learn/ranking_metrics.h"
#include "pack/pack.h"
#include "store/workspace.h"

namespace auspex {
class Progress;
}

namespace auspex::flow {

struct EvaluateOptions {
  std::filesystem::path truth;  ///< truth.csv of the simulator; empty: the test slice
  std::string model;            ///< empty: the chosen one
  uint64_t max_events = 3'000'000;
  uint64_t seed = 1;
};

/// A metric's intervals stand in the order of kRankingNames and kBinaryNames.
struct ConversionEvaluation {
  std::string name;
  learn::BinaryMetrics metrics;
  std::vector<learn::Interval> intervals;
  std::vector<learn::CalibrationBin> calibration;  ///< none against a truth
};

struct SymbolEvaluation {
  std::string symbol;
  learn::ClassMetrics metrics;
};

struct ModelEvaluation {
  std::string name;
  learn::RankingMetrics ranking;
  std::vector<learn::Interval> intervals;
  std::vector<ConversionEvaluation> conversions;
  // On the test slice; none against a truth, which has no labels:
  std::vector<learn::CalibrationBin> calibration;  ///< of the confidence of the likeliest symbol
  std::vector<SymbolEvaluation> symbols;           ///< those that came, most frequent first
};

inline constexpr const char* kRankingNames[] = {"top1", "top3", "top5", "mrr", "log_loss"};
inline constexpr const char* kBinaryNames[] = {"auc", "ap", "brier", "ece"};

struct EvaluateSummary {
  std::string task;
  int64_t run = 0;  ///< the training run whose models these are
  uint64_t rows = 0;
  bool against_truth = false;
  ModelEvaluation model;                    ///< the chosen one
  std::vector<ModelEvaluation> others;      ///< the other models of the same training run
  std::vector<ModelEvaluation> optimal;     ///< one element with a truth, else none
};

/// Measures the models of the newest training run, with the horizon they were trained with. What is measured on the test slice
/// is kept (flow/evaluation_record.h). Throws Error(kData) if there is nothing to evaluate on.
EvaluateSummary Evaluate(store::Workspace& workspace, const pack::Pack& pack, const EvaluateOptions& options, Progress& progress);

/// The values that kRankingNames and kBinaryNames name.
std::vector<double> ValuesOf(const learn::RankingMetrics& metrics);
std::vector<double> ValuesOf(const learn::BinaryMetrics& metrics);

}  // namespace auspex::flow
