#include "learn/backoff.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/error.h"
#include "base/progress.h"
#include "learn/archive.h"

namespace auspex::learn {
namespace {

/// At most this many held-out rows are used to fit a smoothing: its few numbers need no more.
constexpr size_t kMostHeldOut = 100'000;

/// Every k-th window, so that about kMostHeldOut rows remain.
std::vector<Window> Thin(std::span<const Window> windows) {
  const size_t every = CountPredictions(windows) / kMostHeldOut + 1;
  std::vector<Window> kept;
  for (size_t w = 0; w < windows.size(); w += every) kept.push_back(windows[w]);
  return kept;
}

double MeanLogLoss(std::span<const Evidence> evidence, size_t levels, double base, const ContextSmoothing& smoothing) {
  double loss = 0;
  for (size_t r = 0; r < evidence.size(); r += levels)
    loss -= std::log(SmoothedProbability(evidence.subspan(r, levels), base, smoothing));
  return evidence.empty() ? 0 : loss / static_cast<double>(evidence.size() / levels);
}

std::string ConversionPrefix(size_t conversion) { return "backoff.conversion" + std::to_string(conversion) + "."; }

}  // namespace

void BackoffModel::Fit(const TrainingSet& data, uint64_t /*seed*/, Progress& progress) {
  const auto started = std::chrono::steady_clock::now();
  progress.Begin("train " + name_, "windows", data.train.size());
  curve_.clear();
  trie_ = ContextTrie::Count(*data.steps, data.train, order_);
  if (trie_.Total(0) == 0)
    throw Error(Fault::kUsage, "no training window has a next symbol", name_, "Choose a longer training period.");
  progress.Update(data.train.size());
  FitSmoothings(data);
  if (!data.validate.empty()) {  // the settings are fitted: now the held-out rows may count as well
    std::vector<Window> all = data.train;
    all.insert(all.end(), data.validate.begin(), data.validate.end());
    trie_ = ContextTrie::Count(*data.steps, all, order_);
  }
  PrepareBase();
  Predictions raw;
  if (!data.calibrate.empty()) PredictRaw(*data.steps, data.calibrate, raw);
  raw.num_conversions = trie_.num_conversions();
  calibration_ = SequenceCalibration::Fit(*data.steps, data.calibrate, raw);
  curve_.back().seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  progress.End();
}

void BackoffModel::FitSmoothings(const TrainingSet& data) {
  const size_t levels = order_ + 1;
  const double base = 1.0 / static_cast<double>(trie_.num_symbols());
  const std::vector<Window> held_out = Thin(data.validate), seen = Thin(data.train);
  const std::vector<Evidence> evidence = SymbolEvidence(*data.steps, held_out);
  symbols_ = FitSmoothing(evidence, levels, base, ContextSmoothing::Default(levels, true));
  conversions_.clear();
  for (size_t c = 0; c < trie_.num_conversions(); ++c)
    conversions_.push_back(FitSmoothing(ConversionEvidence(*data.steps, held_out, c), levels, 0.5,
                                        ContextSmoothing::Default(levels, false)));
  curve_.push_back({.number = 1,
                    .train_loss = MeanLogLoss(SymbolEvidence(*data.steps, seen), levels, base, symbols_),
                    .validation_loss = MeanLogLoss(evidence, levels, base, symbols_)});
}

std::vector<Evidence> BackoffModel::SymbolEvidence(const StepTable& steps, std::span<const Window> windows) const {
  std::vector<Evidence> evidence;
  std::vector<uint32_t> path(order_ + 1);
  for (const WindowRow& row : ListRows(steps, windows)) {
    const int32_t next = steps.next[row.step];
    if (next < 0) continue;
    const size_t known = trie_.Find(steps, row, path);
    for (size_t k = 0; k <= order_; ++k) {
      Evidence& level = evidence.emplace_back();
      if (k >= known) continue;
      const auto followers = trie_.Followers(path[k]);
      const auto found = std::ranges::lower_bound(followers, next, {}, &ContextTrie::Follower::symbol);
      level.rows = trie_.Total(path[k]);
      level.outcomes = static_cast<uint32_t>(followers.size());
      if (found != followers.end() && found->symbol == next) level.count = found->count;
    }
  }
  return evidence;
}

std::vector<Evidence> BackoffModel::ConversionEvidence(const StepTable& steps, std::span<const Window> windows,
                                                       size_t conversion) const {
  std::vector<Evidence> evidence;
  std::vector<uint32_t> path(order_ + 1);
  for (const WindowRow& row : ListRows(steps, windows)) {
    const int8_t label = steps.conversions[conversion][row.step];
    if (label < 0) continue;
    const size_t known = trie_.Find(steps, row, path);
    for (size_t k = 0; k <= order_; ++k) {
      Evidence& level = evidence.emplace_back();
      if (k >= known) continue;
      const uint32_t positive = trie_.Positive(conversion, path[k]);
      level.rows = trie_.Labelled(conversion, path[k]);
      level.count = label > 0 ? positive : level.rows - positive;
    }
  }
  return evidence;
}

void BackoffModel::PrepareBase() {
  const double rows = trie_.Total(0), d = symbols_.discount[0], s = symbols_.strength[0];
  const auto followers = trie_.Followers(0);
  const double uniform = (s + d * static_cast<double>(followers.size())) / static_cast<double>(trie_.num_symbols());
  base_.assign(trie_.num_symbols(), static_cast<float>(uniform / (rows + s)));
  for (const auto& [count, symbol] : followers)
    base_[symbol] = static_cast<float>((count - d + uniform) / (rows + s));
}

void BackoffModel::Predict(const StepTable& steps, std::span<const Window> windows, Predictions& out) const {
  if (base_.empty()) throw Error(Fault::kInternal, "the model '" + name_ + "' was asked before it was fitted");
  PredictRaw(steps, windows, out);
  calibration_.Apply(out);
}

void BackoffModel::PredictRaw(const StepTable& steps, std::span<const Window> windows, Predictions& out) const {
  ResizePredictions(steps, windows, trie_.num_symbols(), trie_.num_conversions(), out);
  ForEachRow(steps, windows, [&](std::span<const WindowRow> rows) {
    constexpr size_t kAtOnce = ContextTrie::kMostAtOnce;
    std::vector<uint32_t> paths(kAtOnce * (order_ + 1));
    std::vector<size_t> lengths(kAtOnce);
    for (size_t first = 0; first < rows.size(); first += kAtOnce) {
      const auto group = rows.subspan(first, std::min(kAtOnce, rows.size() - first));
      trie_.FindMany(steps, group, paths, lengths);
      for (size_t i = 0; i < group.size(); ++i) {
        const std::span<const uint32_t> known(&paths[i * (order_ + 1)], lengths[i]);
        PredictSymbols(known, &out.symbols[group[i].row * out.num_symbols]);
        for (size_t c = 0; c < out.num_conversions; ++c)
          out.conversions[group[i].row * out.num_conversions + c] = PredictConversion(known, c);
      }
    }
  });
}

// The recursion over levels unrolled: every level adds its counts, weighted by what the longer ones leave to it, and the
// dense row is touched once.
void BackoffModel::PredictSymbols(std::span<const uint32_t> path, float* out) const {
  double left = 1;
  for (size_t k = path.size(); k-- > 1;) {
    const double rows = trie_.Total(path[k]), s = symbols_.strength[k];
    const double outcomes = static_cast<double>(trie_.Followers(path[k]).size());
    if (rows > 0) left *= (s + symbols_.discount[k] * outcomes) / (rows + s);
  }
  for (size_t c = 0; c < base_.size(); ++c) out[c] = static_cast<float>(left) * base_[c];
  left = 1;
  for (size_t k = path.size(); k-- > 1;) {
    const double rows = trie_.Total(path[k]), s = symbols_.strength[k], d = symbols_.discount[k];
    if (rows == 0) continue;
    const auto followers = trie_.Followers(path[k]);
    const double weight = left / (rows + s);
    for (const auto& [count, symbol] : followers) out[symbol] += static_cast<float>(weight * (count - d));
    left = weight * (s + d * static_cast<double>(followers.size()));
  }
}

float BackoffModel::PredictConversion(std::span<const uint32_t> path, size_t conversion) const {
  double p = 0.5;
  for (size_t k = 0; k < path.size(); ++k) {
    const double rows = trie_.Labelled(conversion, path[k]), s = conversions_[conversion].strength[k];
    if (rows > 0) p = (trie_.Positive(conversion, path[k]) + s * p) / (rows + s);
  }
  return static_cast<float>(p);
}

void BackoffModel::Save(Archive& archive) const {
  archive.Set("backoff.name", name_);
  trie_.Save(archive, "backoff.");
  symbols_.Save(archive, "backoff.next.");
  for (size_t c = 0; c < conversions_.size(); ++c) conversions_[c].Save(archive, ConversionPrefix(c));
  calibration_.Save(archive);
  archive.Set("backoff.train_loss", curve_.empty() ? 0 : curve_.back().train_loss);
  archive.Set("backoff.validation_loss", curve_.empty() ? 0 : curve_.back().validation_loss);
  archive.Set("backoff.seconds", curve_.empty() ? 0 : curve_.back().seconds);
}

std::unique_ptr<BackoffModel> BackoffModel::Load(const std::string& name, const Archive& archive) {
  if (archive.GetText("backoff.name") != name)
    throw Error(Fault::kUsage, "the model is a '" + archive.GetText("backoff.name") + "', not a '" + name + "'",
                "model archive", "Load it by its own name.");
  ContextTrie trie = ContextTrie::Load(archive, "backoff.");
  auto model = std::make_unique<BackoffModel>(name, trie.order());
  model->trie_ = std::move(trie);
  const size_t levels = model->order_ + 1;
  model->symbols_ = ContextSmoothing::Load(archive, "backoff.next.", levels);
  for (size_t c = 0; c < model->trie_.num_conversions(); ++c)
    model->conversions_.push_back(ContextSmoothing::Load(archive, ConversionPrefix(c), levels));
  model->calibration_ = SequenceCalibration::Load(archive, model->trie_.num_conversions());
  model->curve_ = {{.number = 1,
                    .train_loss = archive.GetNumber("backoff.train_loss"),
                    .validation_loss = archive.GetNumber("backoff.validation_loss"),
                    .seconds = archive.GetNumber("backoff.seconds")}};
  model->PrepareBase();
  return model;
}

}  // namespace auspex::learn
