#pragma once
// Settings of the sequence models; every default is stated here and nowhere else.
#include <cstddef>

namespace auspex::learn {

struct LstmOptions {
  size_t hidden = 96;              ///< units of the recurrent layer
  size_t layers = 1;
  size_t symbol_embedding = 32;    ///< columns of the symbol's embedding
  size_t category_embedding = 8;   ///< columns of each further category's embedding (fewer where it has fewer classes)
  float dropout = 0.2f;            ///< share of the last hidden state that is dropped while training
  float learning_rate = 3e-3f;     ///< Adam; rises for up to 50 batches, then falls to a fiftieth along a cosine
  float weight_decay = 0.01f;      ///< decoupled (AdamW)
  float clip_norm = 5;             ///< gradients longer than this are shortened
  float label_smoothing = 0;
  float conversion_weight = 0.5f;  ///< of the conversions' loss beside the next symbol's
  size_t batch = 256;              ///< windows a step of Adam
  size_t epochs = 12;              ///< at most
  size_t patience = 3;             ///< epochs without a better validation loss before stopping
  size_t members = 1;              ///< networks trained from different seeds whose logits are averaged
};

struct BackoffOptions {
  size_t order = 8;       ///< longest context
};

struct SequenceOptions {
  LstmOptions lstm;
  BackoffOptions backoff;
};

}  // namespace auspex::learn
