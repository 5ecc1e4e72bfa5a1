#include "learn/lstm_training.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "base/progress.h"
#include "base/random.h"
#include "base/threads.h"
#include "learn/adam.h"
#include "learn/scratch_pool.h"

namespace auspex::learn {
namespace {

constexpr size_t kShardRows = 64;  // fewer rows leave the kernels idle, more leave threads idle
constexpr size_t kPoolBatches = 16;
constexpr float kRateFloor = 0.02f;

using Batch = std::vector<uint32_t>;

/// Cuts shuffled windows into batches of similar length: sorts by length within pools of some batches, then shuffles
/// the batches.
std::vector<Batch> DrawBatches(std::span<const Window> windows, size_t size, Random random) {
  std::vector<uint32_t> order(windows.size());
  std::iota(order.begin(), order.end(), 0u);
  random.Shuffle(std::span(order));
  std::vector<Batch> batches;
  for (size_t pool = 0; pool < order.size(); pool += size * kPoolBatches) {
    const auto first = order.begin() + static_cast<ptrdiff_t>(pool);
    const auto last = order.begin() + static_cast<ptrdiff_t>(std::min(order.size(), pool + size * kPoolBatches));
    std::stable_sort(first, last, [&](uint32_t a, uint32_t b) { return windows[a].length > windows[b].length; });
    for (auto at = first; at < last; at += std::min<ptrdiff_t>(last - at, static_cast<ptrdiff_t>(size)))
      batches.emplace_back(at, at + std::min<ptrdiff_t>(last - at, static_cast<ptrdiff_t>(size)));
  }
  random.Shuffle(std::span(batches));
  return batches;
}

class Training {
 public:
  Training(LstmNetwork& network, const TrainingSet& data, const LstmOptions& options, uint64_t seed)
      : network_(network), data_(data), options_(options), seed_(seed),
        adam_({.weight_decay = options.weight_decay, .clip_norm = options.clip_norm}, network.parameters().Decays()) {}

  void Initialise();
  std::vector<Epoch> Run(Progress& progress);

 private:
  double RunEpoch(size_t epoch, Progress& progress);
  LossSums RunBatch(const Batch& batch, const LabelCounts& counts);
  void AddUp(size_t shards, std::span<float> sum);
  LossSums Validate();

  LstmNetwork& network_;
  const TrainingSet& data_;
  const LstmOptions& options_;
  uint64_t seed_;
  Adam adam_;
  size_t step_ = 0, steps_ = 0;
  std::vector<AlignedFloats> gradients_;
  ScratchPool<LstmNetwork::Scratch> scratches_;
};

/// Random weights, and the heads' biases at the log-odds of what the training windows show, so that rare outcomes start
/// as rare as they are.
void Training::Initialise() {
  auto& parameters = network_.parameters();
  parameters.Initialise(seed_);
  const StepTable& steps = *data_.steps;
  std::vector<double> symbols(steps.num_symbols, 1), known(steps.conversions.size(), 2), yes(known.size(), 1);
  for (const Window& window : data_.train) {
    for (uint64_t at = window.begin + window.labelled_from; at < window.begin + window.length; ++at) {
      if (steps.next[at] != kNoLabel) ++symbols[static_cast<size_t>(steps.next[at])];
      for (size_t c = 0; c < known.size(); ++c) {
        known[c] += steps.conversions[c][at] != kNoLabel;
        yes[c] += steps.conversions[c][at] == 1;
      }
    }
  }
  float* bias = parameters.values().data() + parameters.head_bias();
  const double total = std::accumulate(symbols.begin(), symbols.end(), 0.0);
  for (const double count : symbols) *bias++ = static_cast<float>(std::log(count / total));
  for (size_t c = 0; c < known.size(); ++c) *bias++ = static_cast<float>(std::log(yes[c] / (known[c] - yes[c])));
  network_.Refresh();
}

std::vector<Epoch> Training::Run(Progress& progress) {
  const auto started = std::chrono::steady_clock::now();
  steps_ = options_.epochs * ((data_.train.size() + options_.batch - 1) / options_.batch);
  std::vector<Epoch> curve;
  std::vector<float> best;
  double best_loss = INFINITY;
  size_t worse = 0;
  for (size_t epoch = 1; epoch <= options_.epochs; ++epoch) {
    const double train_loss = RunEpoch(epoch, progress);
    const LossSums validation = Validate();
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - started;
    curve.push_back({epoch, train_loss, data_.validate.empty() ? train_loss : validation.symbols, spent.count()});
    if (data_.validate.empty()) continue;
    const double loss = validation.symbols + options_.conversion_weight * validation.conversions;
    if (loss < best_loss) {
      best_loss = loss;
      worse = 0;
      const auto values = network_.parameters().values();
      best.assign(values.begin(), values.end());
    } else if (++worse >= options_.patience) {
      break;
    }
  }
  if (!best.empty()) {
    std::copy(best.begin(), best.end(), network_.parameters().values().begin());
    network_.Refresh();
  }
  return curve;
}

double Training::RunEpoch(size_t epoch, Progress& progress) {
  progress.Begin("training the LSTM, epoch " + std::to_string(epoch), "windows", data_.train.size());
  double loss = 0;
  size_t done = 0, labels = 0;
  for (const Batch& batch : DrawBatches(data_.train, options_.batch, Random(seed_, 1000 + epoch))) {
    LabelCounts counts;
    for (const uint32_t w : batch) counts += CountLabels(*data_.steps, {&data_.train[w], 1});
    loss += RunBatch(batch, counts).symbols;
    labels += counts.symbols;
    progress.Update(done += batch.size());
  }
  progress.End();
  return loss / static_cast<double>(std::max<size_t>(1, labels));
}

LossSums Training::RunBatch(const Batch& batch, const LabelCounts& counts) {
  const HeadLoss loss{1 / static_cast<float>(std::max<size_t>(1, counts.symbols)),
                      options_.conversion_weight / static_cast<float>(std::max<size_t>(1, counts.conversions)),
                      options_.label_smoothing};
  const size_t size = network_.parameters().size();
  const auto shards = CutShards(data_.train, batch, kShardRows);
  std::vector<LossSums> sums(shards.size());
  if (gradients_.size() < shards.size()) gradients_.resize(shards.size());
  ParallelFor(shards.size(), 1, [&](size_t s, size_t) {
    gradients_[s].Grow(size);
    const auto gradient = gradients_[s].first(size);
    std::fill(gradient.begin(), gradient.end(), 0.0f);
    auto scratch = scratches_.Take();
    sums[s] = network_.Train({*data_.steps, data_.train}, shards[s], loss,
                             {options_.dropout, seed_, Mix(step_ * 65536 + s)}, gradient, *scratch);
    scratches_.Give(std::move(scratch));
  });
  AddUp(shards.size(), gradients_[0].first(size));
  const float rate = CosineRate(options_.learning_rate, kRateFloor, step_++, std::min<size_t>(50, steps_ / 10), steps_);
  adam_.Step(network_.parameters().values(), gradients_[0].first(size), rate);
  network_.Refresh();
  LossSums total;
  for (const LossSums& sum : sums) total += sum;
  return total;
}

/// Adds the gradients of all shards into the first one's, in the order of shards.
void Training::AddUp(size_t shards, std::span<float> sum) {
  ParallelFor(sum.size(), 8192, [&](size_t begin, size_t end) {
    for (size_t s = 1; s < shards; ++s) {
      const float* part = gradients_[s].data();
      for (size_t i = begin; i < end; ++i) sum[i] += part[i];
    }
  });
}

/// Mean log losses on the validation windows.
LossSums Training::Validate() {
  std::vector<uint32_t> order(data_.validate.size());
  std::iota(order.begin(), order.end(), 0u);
  const auto shards = CutShards(data_.validate, order, kShardRows);
  std::vector<LossSums> sums(shards.size());
  ParallelFor(shards.size(), 1, [&](size_t s, size_t) {
    auto scratch = scratches_.Take();
    network_.Infer({*data_.steps, data_.validate}, shards[s], *scratch);
    sums[s] = SumLosses(*data_.steps, scratch->at, scratch->logits.data());
    scratches_.Give(std::move(scratch));
  });
  LossSums total;
  for (const LossSums& sum : sums) total += sum;
  const LabelCounts counts = CountLabels(*data_.steps, data_.validate);
  return {total.symbols / static_cast<double>(std::max<size_t>(1, counts.symbols)),
          total.conversions / static_cast<double>(std::max<size_t>(1, counts.conversions))};
}

}  // namespace

std::vector<Epoch> TrainLstm(LstmNetwork& network, const TrainingSet& data, const LstmOptions& options, uint64_t seed,
                             Progress& progress) {
  const LabelCounts counts = CountLabels(*data.steps, data.train);
  CountLabels(*data.steps, data.validate);  // for its check
  if (counts.symbols + counts.conversions == 0)
    throw Error(Fault::kData, "the LSTM has nothing to learn from: no training step has a label", "lstm",
                "choose an earlier cutoff or add events");
  Training training(network, data, options, seed);
  training.Initialise();
  return training.Run(progress);
}

}  // namespace auspex::learn
