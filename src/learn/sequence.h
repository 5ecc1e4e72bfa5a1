#pragma once
// Models of sequences: what they see, what they foretell, and the interface that all of them share.
//
// Numbers in, numbers out. A StepTable holds the steps of many customers back to back; a Window is a run of steps of one
// customer. A model sees a window's steps in order and foretells, after each step i from `labelled_from` on, the symbol
// of the next step and whether each conversion follows within the horizon.
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace auspex {
class Progress;
}

namespace auspex::learn {

class Archive;  // learn/archive.h

constexpr int32_t kNoLabel = -1;

/// Steps in columns; step i of all columns belongs together.
/// Category 0 of every field is "unknown or rare"; symbols have no such class of their own.
struct StepTable {
  uint32_t num_symbols = 0;                         ///< classes of the next-symbol softmax (an end symbol included)
  std::vector<uint32_t> category_sizes;             ///< classes of each category field
  std::vector<uint16_t> symbols;                    ///< [steps], < num_symbols
  std::vector<std::vector<uint16_t>> categories;    ///< [fields][steps]
  std::vector<std::vector<float>> numbers;          ///< [features][steps], normalised to about mean 0, deviation 1
  std::vector<float> gaps;                          ///< [steps], normalised time since the step before; not shown to a
                                                    ///< model at the first step of a window
  std::vector<int32_t> next;                        ///< [steps], the next symbol or kNoLabel
  std::vector<std::vector<int8_t>> conversions;     ///< [conversions][steps], 0, 1 or kNoLabel

  size_t steps() const { return symbols.size(); }
};

/// Steps [begin, begin + length) of one customer; labels count from step begin + labelled_from on.
struct Window {
  uint64_t begin = 0;
  uint32_t length = 0;         ///< at least 1
  uint32_t labelled_from = 0;  ///< < length; a prediction for one customer has labelled_from = length - 1
};

/// How many predictions `windows` ask for: the sum of length - labelled_from.
size_t CountPredictions(std::span<const Window> windows);

/// Foretold values, one row a prediction, in the order of windows and then steps.
struct Predictions {
  size_t rows = 0, num_symbols = 0, num_conversions = 0;
  std::vector<float> symbols;      ///< [rows × num_symbols], each row sums to 1
  std::vector<float> conversions;  ///< [rows × num_conversions], in 0..1
};

/// Training, validation (early stopping) and calibration windows over one StepTable.
struct TrainingSet {
  const StepTable* steps = nullptr;
  std::vector<Window> train, validate, calibrate;  ///< `calibrate` may be empty: then nothing is calibrated
};

/// One line of a learning curve.
struct Epoch {
  size_t number = 0;
  double train_loss = 0, validation_loss = 0;  ///< log loss of the next symbol, natural logarithm
  double seconds = 0;
};

/// A model of sequences. Fit once, predict often; Predict is const and may be called from several threads. The same
/// data, settings and seed give the same bits for any number of threads.
class SequenceModel {
 public:
  virtual ~SequenceModel() = default;
  virtual std::string Name() const = 0;
  virtual void Fit(const TrainingSet& data, uint64_t seed, Progress& progress) = 0;
  /// Predictions of `windows`, calibrated. `out` is resized. Uses all threads.
  virtual void Predict(const StepTable& steps, std::span<const Window> windows, Predictions& out) const = 0;
  /// State and settings as named tensors and values; Load(Name(), archive) gives the same model back to the same bits.
  virtual void Save(Archive& archive) const = 0;
  virtual const std::vector<Epoch>& Curve() const = 0;
};

/// Names of all models in the order of the leaderboard: "lstm", "backoff", "markov1", "popularity".
const std::vector<std::string>& SequenceModelNames();

struct SequenceOptions;  // learn/sequence_options.h

/// A new model that is not fitted. Throws Error(kUsage) for a name that is not in SequenceModelNames().
std::unique_ptr<SequenceModel> MakeSequenceModel(const std::string& name, const SequenceOptions& options);
/// A fitted model from its archive. Throws Error(kUsage) if the archive does not hold a whole model of that name.
std::unique_ptr<SequenceModel> LoadSequenceModel(const std::string& name, const Archive& archive);

}  // namespace auspex::learn
