#include "learn/lstm_model.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "base/random.h"
#include "base/threads.h"
#include "learn/archive.h"
#include "learn/lstm_network.h"
#include "learn/lstm_training.h"
#include "learn/scratch_pool.h"
#include "learn/sequence_calibration.h"
#include "learn/softmax.h"
#include "learn/window_rows.h"

namespace auspex::learn {
namespace {

constexpr size_t kShardRows = 64;
constexpr size_t kChunk = 32768;  // windows sorted by length together; bounds the memory of a prediction

void Require(bool holds, const char* what) {
  if (holds) return;
  throw Error(Fault::kUsage, std::string("LSTM option out of range: ") + what, "lstm", "correct the settings");
}

void CheckOptions(const LstmOptions& o) {
  Require(o.hidden >= 1 && o.hidden <= 4096, "hidden must be 1 to 4096");
  Require(o.layers >= 1 && o.layers <= 16, "layers must be 1 to 16");
  Require(o.symbol_embedding >= 1 && o.symbol_embedding <= 4096, "symbol_embedding must be 1 to 4096");
  Require(o.category_embedding >= 1 && o.category_embedding <= 4096, "category_embedding must be 1 to 4096");
  Require(o.dropout >= 0 && o.dropout < 0.95f, "dropout must be 0 to 0.95");
  Require(o.learning_rate > 0 && o.learning_rate <= 1, "learning_rate must be above 0 and at most 1");
  Require(o.weight_decay >= 0 && std::isfinite(o.weight_decay), "weight_decay must be 0 or more");
  Require(o.clip_norm >= 0 && std::isfinite(o.clip_norm), "clip_norm must be 0 or more");
  Require(o.label_smoothing >= 0 && o.label_smoothing < 1, "label_smoothing must be 0 to 1");
  Require(o.conversion_weight >= 0 && std::isfinite(o.conversion_weight), "conversion_weight must be 0 or more");
  Require(o.batch >= 1 && o.epochs >= 1 && o.patience >= 1, "batch, epochs and patience must be at least 1");
  Require(o.members >= 1 && o.members <= 64, "members must be 1 to 64");
}

std::string MemberPrefix(size_t member) { return "member." + std::to_string(member) + "."; }

class Lstm : public SequenceModel {
 public:
  explicit Lstm(const LstmOptions& options) : options_(options) { CheckOptions(options_); }
  explicit Lstm(const Archive& archive);

  std::string Name() const override { return "lstm"; }
  void Fit(const TrainingSet& data, uint64_t seed, Progress& progress) override;
  void Predict(const StepTable& steps, std::span<const Window> windows, Predictions& out) const override;
  void Save(Archive& archive) const override;
  const std::vector<Epoch>& Curve() const override { return curve_; }

 private:
  struct Scratch {
    LstmNetwork::Scratch network;
    std::vector<float> sum;
  };
  using Pool = ScratchPool<Scratch>;
  using Batch = LstmNetwork::Batch;

  void PredictChunk(const Batch& batch, std::span<const size_t> first_row, Pool& pool, Predictions& out) const;
  std::span<const float> AverageLogits(const Batch& batch, const Shard& shard, Scratch& scratch) const;
  void WriteRow(std::span<const float> logits, size_t row, Predictions& out) const;

  LstmOptions options_;
  std::vector<std::unique_ptr<LstmNetwork>> members_;
  SequenceCalibration calibration_;
  std::vector<Epoch> curve_;
};

void Lstm::Fit(const TrainingSet& data, uint64_t seed, Progress& progress) {
  for (const auto* windows : {&data.train, &data.validate, &data.calibrate}) CheckWindows(*data.steps, *windows);
  const LstmShape shape = LstmShape::Of(*data.steps, options_);
  members_.clear();
  curve_.clear();
  calibration_ = {};
  calibration_.conversions.resize(shape.num_conversions);
  for (size_t m = 0; m < options_.members; ++m) {
    auto network = std::make_unique<LstmNetwork>(shape);
    const auto curve = TrainLstm(*network, data, options_, m == 0 ? seed : Mix(seed + m), progress);
    curve_.insert(curve_.end(), curve.begin(), curve.end());
    members_.push_back(std::move(network));
  }
  if (data.calibrate.empty()) return;
  Predictions raw;
  Predict(*data.steps, data.calibrate, raw);
  calibration_ = SequenceCalibration::Fit(*data.steps, data.calibrate, raw);
}

void Lstm::Predict(const StepTable& steps, std::span<const Window> windows, Predictions& out) const {
  if (members_.empty()) throw Error(Fault::kInternal, "the LSTM was asked to predict before it was fitted", "lstm");
  const LstmShape& shape = members_[0]->shape();
  shape.Check(steps);
  CheckWindows(steps, windows);
  ResizePredictions(steps, windows, shape.num_symbols, shape.num_conversions, out);
  std::vector<size_t> first_row(windows.size());
  size_t row = 0;
  for (size_t w = 0; w < windows.size(); ++w) {
    first_row[w] = row;
    row += windows[w].length - windows[w].labelled_from;
  }
  Pool pool;
  for (size_t begin = 0; begin < windows.size(); begin += kChunk) {
    const size_t count = std::min(kChunk, windows.size() - begin);
    PredictChunk({steps, windows.subspan(begin, count)}, std::span(first_row).subspan(begin, count), pool, out);
  }
}

void Lstm::PredictChunk(const Batch& batch, std::span<const size_t> first_row, Pool& pool, Predictions& out) const {
  std::vector<uint32_t> order(batch.windows.size());
  std::iota(order.begin(), order.end(), 0u);
  const auto shards = CutShards(batch.windows, order, kShardRows);
  const size_t width = out.num_symbols + out.num_conversions;
  ParallelFor(shards.size(), 1, [&](size_t s, size_t) {
    auto scratch = pool.Take();
    std::span<const float> logits = AverageLogits(batch, shards[s], *scratch);
    for (const uint32_t w : shards[s].windows) {
      const Window& window = batch.windows[w];
      for (size_t i = 0; i < window.length - window.labelled_from; ++i, logits = logits.subspan(width))
        WriteRow(logits.first(width), first_row[w] + i, out);
    }
    pool.Give(std::move(scratch));
  });
}

std::span<const float> Lstm::AverageLogits(const Batch& batch, const Shard& shard, Scratch& scratch) const {
  auto& network = scratch.network;
  members_[0]->Infer(batch, shard, network);
  const size_t count = network.at.size() * members_[0]->shape().Outputs();
  if (members_.size() == 1) return network.logits.first(count);
  scratch.sum.assign(network.logits.data(), network.logits.data() + count);
  for (size_t m = 1; m < members_.size(); ++m) {
    members_[m]->Infer(batch, shard, network);
    for (size_t i = 0; i < count; ++i) scratch.sum[i] += network.logits[i];
  }
  for (float& value : scratch.sum) value /= static_cast<float>(members_.size());
  return scratch.sum;
}

void Lstm::WriteRow(std::span<const float> logits, size_t row, Predictions& out) const {
  Softmax(logits.first(out.num_symbols), static_cast<float>(1 / calibration_.temperature),
          &out.symbols[row * out.num_symbols]);
  for (size_t c = 0; c < out.num_conversions; ++c)
    out.conversions[row * out.num_conversions + c] = calibration_.conversions[c](Sigmoid(logits[out.num_symbols + c]));
}

void Lstm::Save(Archive& archive) const {
  if (members_.empty()) throw Error(Fault::kInternal, "the LSTM was to be saved before it was fitted", "lstm");
  members_[0]->shape().Save(archive);
  archive.Set("members", static_cast<double>(members_.size()));
  for (size_t m = 0; m < members_.size(); ++m) members_[m]->parameters().Save(archive, MemberPrefix(m));
  calibration_.Save(archive);
  Tensor curve{{curve_.size(), 3}, {}};  // without seconds: the same training writes the same archive
  for (const Epoch& epoch : curve_)
    for (const double value : {static_cast<double>(epoch.number), epoch.train_loss, epoch.validation_loss})
      curve.values.push_back(static_cast<float>(value));
  archive.Set("curve", std::move(curve));
}

Lstm::Lstm(const Archive& archive) {
  const LstmShape shape = LstmShape::Load(archive);
  const size_t members = archive.GetCount("members", 1, 64);
  for (size_t m = 0; m < members; ++m) {
    auto network = std::make_unique<LstmNetwork>(shape);
    network->parameters().Load(archive, MemberPrefix(m));
    network->Refresh();
    members_.push_back(std::move(network));
  }
  calibration_ = SequenceCalibration::Load(archive, shape.num_conversions);
  const Tensor& all = archive.GetTensor("curve");
  const Tensor& curve = archive.GetTensor("curve", {all.shape.empty() ? 0 : all.shape[0], 3});
  for (size_t e = 0; e * 3 < curve.values.size(); ++e) {
    const float* line = &curve.values[e * 3];
    curve_.push_back({static_cast<size_t>(std::clamp(line[0], 0.0f, 1e6f)), line[1], line[2], 0});
  }
}

}  // namespace

std::unique_ptr<SequenceModel> MakeLstm(const LstmOptions& options) { return std::make_unique<Lstm>(options); }
std::unique_ptr<SequenceModel> LoadLstm(const Archive& archive) { return std::make_unique<Lstm>(archive); }

}  // namespace auspex::learn
