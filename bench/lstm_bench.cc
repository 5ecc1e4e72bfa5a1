// Throughput of the LSTM on windows of 10 random steps, 60 symbols, 3 categories, 4 numbers, 2 conversions:
//   lstm_bench [windows] [hidden] [batch] [threads]
// prints training windows a second (label after the last step, then after every step), predictions a second, and the
// share of multiply-adds a second they stand for. Build it against the libraries auspex_learn and auspex_base.
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "base/progress.h"
#include "base/random.h"
#include "base/threads.h"
#include "learn/lstm_model.h"
#include "learn/lstm_parameters.h"

namespace {

using namespace auspex;
using namespace auspex::learn;

constexpr size_t kSteps = 10;

StepTable RandomSteps(size_t count) {
  StepTable steps;
  Random random(1);
  steps.num_symbols = 60;
  steps.category_sizes = {8, 8, 4};
  steps.categories.resize(3);
  steps.numbers.resize(4);
  steps.conversions.resize(2);
  for (size_t i = 0; i < count; ++i) {
    steps.symbols.push_back(static_cast<uint16_t>(random.Below(60)));
    for (size_t f = 0; f < 3; ++f)
      steps.categories[f].push_back(static_cast<uint16_t>(random.Below(steps.category_sizes[f])));
    for (auto& feature : steps.numbers) feature.push_back(static_cast<float>(random.Normal()));
    steps.gaps.push_back(static_cast<float>(random.Normal()));
    steps.next.push_back((steps.symbols.back() + (random.Bernoulli(0.3) ? 1 : 2)) % 60);
    for (auto& labels : steps.conversions) labels.push_back(random.Bernoulli(0.01));
  }
  return steps;
}

std::vector<Window> Windows(size_t count, uint32_t labelled_from) {
  std::vector<Window> windows;
  for (size_t w = 0; w < count; ++w) windows.push_back({w * kSteps, kSteps, labelled_from});
  return windows;
}

/// Floating-point operations of a forward pass over one window; training takes three times as many.
double Operations(const LstmShape& shape, size_t labels) {
  const auto cell = static_cast<double>(8 * shape.hidden * (shape.InputWidth() + shape.hidden));
  return cell * kSteps + static_cast<double>(2 * shape.hidden * shape.Outputs() * labels);
}

std::unique_ptr<SequenceModel> Train(const StepTable& steps, const LstmOptions& options, uint32_t labelled_from,
                                     size_t count) {
  TrainingSet set;
  set.steps = &steps;
  set.train = Windows(count, labelled_from);
  auto model = MakeLstm(options);
  Progress progress;
  model->Fit(set, 1, progress);
  const auto& curve = model->Curve();
  const double rate = static_cast<double>(count) / (curve[1].seconds - curve[0].seconds);
  const double operations = 3 * Operations(LstmShape::Of(steps, options), kSteps - labelled_from);
  std::printf("train, %2zu labels a window: %8.0f windows/s, %5.0f GFLOP/s\n", kSteps - labelled_from, rate,
              rate * operations * 1e-9);
  return model;
}

}  // namespace

int main(int count, char** values) {
  const auto argument = [&](int i, size_t otherwise) {
    return count > i ? static_cast<size_t>(std::strtoull(values[i], nullptr, 10)) : otherwise;
  };
  const size_t windows = argument(1, 100000);
  LstmOptions options;
  options.hidden = argument(2, options.hidden);
  options.batch = argument(3, options.batch);
  options.epochs = 2;
  SetThreads(argument(4, 0));
  const StepTable steps = RandomSteps(windows * kSteps);
  Train(steps, options, 0, windows);
  const auto model = Train(steps, options, kSteps - 1, windows);
  const auto asked = Windows(windows, kSteps - 1);
  Predictions out;
  for (int pass = 0; pass < 2; ++pass) {
    const auto begin = std::chrono::steady_clock::now();
    model->Predict(steps, asked, out);
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
    const double rate = static_cast<double>(windows) / spent.count();
    std::printf("predict: %8.0f windows/s, %5.0f GFLOP/s\n", rate,
                rate * Operations(LstmShape::Of(steps, options), 1) * 1e-9);
  }
}
