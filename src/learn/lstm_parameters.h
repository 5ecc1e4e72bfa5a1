#pragma once
// The parameters of an LSTM network: one flat block of floats and the names, shapes and places of its parts, so that an
// optimiser and an archive see one block while the layers see matrices.
//
//   input of a step   symbol embedding | embedding of each category field | numbers | gap | 1 at a window's first step
//   body              `layers` LSTM layers of `hidden` units
//   heads             one dense layer: logits of the next symbol | logit of each conversion
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "learn/aligned_floats.h"
#include "learn/sequence.h"
#include "learn/sequence_options.h"

namespace auspex::learn {

class Archive;

/// What fixes the shapes of all parameters.
struct LstmShape {
  size_t num_symbols = 0, num_numbers = 0, num_conversions = 0;
  std::vector<size_t> category_sizes;
  size_t symbol_embedding = 0, category_embedding = 0, hidden = 0, layers = 0;

  static LstmShape Of(const StepTable& steps, const LstmOptions& options);
  /// Columns of the embedding of category field `field`.
  size_t CategoryWidth(size_t field) const;
  size_t InputWidth() const;
  size_t Outputs() const { return num_symbols + num_conversions; }

  /// Throws Error(kUsage) if `steps` has other symbols, fields, numbers or conversions.
  void Check(const StepTable& steps) const;
  void Save(Archive& archive) const;
  static LstmShape Load(const Archive& archive);
};

class LstmParameters {
 public:
  struct Part {
    std::string name;
    std::vector<uint64_t> shape;
    size_t offset, size;
    bool decays;  ///< weight decay applies
  };
  struct Layer {
    size_t input, recurrent, bias;  ///< offsets
  };

  /// All zero.
  explicit LstmParameters(const LstmShape& shape);

  /// Random weights: embeddings normal, input weights and heads uniform (Glorot & Bengio 2010), recurrent weights
  /// orthogonal (Saxe et al. 2014), forget gates open (bias 1), biases of the heads 0.
  void Initialise(uint64_t seed);

  std::vector<bool> Decays() const;
  const std::vector<Part>& parts() const { return parts_; }
  size_t size() const { return size_; }
  std::span<float> values() { return values_.first(size_); }
  std::span<const float> values() const { return values_.first(size_); }

  size_t symbols() const { return parts_[0].offset; }
  size_t category(size_t field) const { return parts_[1 + field].offset; }
  const Layer& layer(size_t l) const { return layers_[l]; }
  size_t head_weights() const { return head_weights_; }
  size_t head_bias() const { return head_bias_; }

  void Save(Archive& archive, const std::string& prefix) const;
  /// Throws Error(kUsage) for a missing part, another shape, or a value that is not finite.
  void Load(const Archive& archive, const std::string& prefix);

 private:
  size_t Add(std::string name, std::vector<uint64_t> shape, bool decays);

  LstmShape shape_;
  std::vector<Part> parts_;
  std::vector<Layer> layers_;
  size_t size_ = 0, head_weights_ = 0, head_bias_ = 0;
  AlignedFloats values_;
};

}  // namespace auspex::learn
