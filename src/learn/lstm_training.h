#pragma once
// The training loop of one network: shuffled batches of windows of similar length, AdamW on a cosine, and early
// stopping that keeps the weights of least validation loss.
//
// Each batch is cut into shards that do not depend on the number of threads; each shard has its own gradient, and these
// are added in the order of shards. So the same seed gives the same bits with any number of threads.
#include <cstdint>
#include <vector>

#include "learn/lstm_network.h"

namespace auspex::learn {

/// Trains `network`, which must have the shape of data.steps, from random weights. Returns the learning curve. Without
/// validation windows all epochs run. Throws Error(kData) if no training window has a label, Error(kCancelled) between
/// batches if cancellation was asked for.
std::vector<Epoch> TrainLstm(LstmNetwork& network, const TrainingSet& data, const LstmOptions& options, uint64_t seed,
                             Progress& progress);

}  // namespace auspex::learn
