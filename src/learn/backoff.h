#pragma once
// Foretells from counts: what followed the longest known context, shrunk towards what followed shorter ones.
//
// Three lines of the leaderboard are this model at different orders: "popularity" (0: looks at nothing), "markov1"
// (1: the last symbol) and "backoff" (BackoffOptions::order). It sees symbols only, no categories, numbers or gaps.
// How far each length of context is trusted is fitted on the validation windows (context_smoothing.h), for the next
// symbol and for each conversion; then these windows are counted too, and the `calibrate` windows give a temperature
// and Platt scalings. A window's begin is part of the context: cut windows for prediction as for training. No
// randomness: the seed is not used.
#include <memory>
#include <string>
#include <vector>

#include "learn/context_smoothing.h"
#include "learn/context_trie.h"
#include "learn/sequence.h"
#include "learn/sequence_calibration.h"

namespace auspex::learn {

class BackoffModel : public SequenceModel {
 public:
  /// `order` is the longest context in steps, at most ContextTrie::kMostOrder.
  BackoffModel(std::string name, size_t order) : name_(std::move(name)), order_(order) {}
  static std::unique_ptr<BackoffModel> Load(const std::string& name, const Archive& archive);

  std::string Name() const override { return name_; }
  /// Throws Error(kUsage) if no training window has a label.
  void Fit(const TrainingSet& data, uint64_t seed, Progress& progress) override;
  /// Throws Error(kUsage) for steps with another number of symbols, Error(kInternal) before Fit.
  void Predict(const StepTable& steps, std::span<const Window> windows, Predictions& out) const override;
  void Save(Archive& archive) const override;
  /// One line: the log loss before calibration.
  const std::vector<Epoch>& Curve() const override { return curve_; }

  const ContextTrie& trie() const { return trie_; }
  const ContextSmoothing& smoothing() const { return symbols_; }

 private:
  void FitSmoothings(const TrainingSet& data);
  std::vector<Evidence> SymbolEvidence(const StepTable& steps, std::span<const Window> windows) const;
  std::vector<Evidence> ConversionEvidence(const StepTable& steps, std::span<const Window> windows,
                                           size_t conversion) const;
  void PrepareBase();
  void PredictRaw(const StepTable& steps, std::span<const Window> windows, Predictions& out) const;
  void PredictSymbols(std::span<const uint32_t> path, float* out) const;
  float PredictConversion(std::span<const uint32_t> path, size_t conversion) const;

  std::string name_;
  size_t order_;
  ContextTrie trie_;
  ContextSmoothing symbols_;
  std::vector<ContextSmoothing> conversions_;  // [conversions]
  SequenceCalibration calibration_;
  std::vector<float> base_;  // [symbols], probabilities in the empty context
  std::vector<Epoch> curve_;
};

}  // namespace auspex::learn
