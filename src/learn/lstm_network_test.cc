// The network against a plain twin in double precision, and its gradient against finite differences of that twin.
#include "learn/lstm_network.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "base/error.h"
#include "base/random.h"

namespace auspex::learn {
namespace {

StepTable RandomSteps(size_t count) {
  StepTable steps;
  Random random(5);
  steps.num_symbols = 7;
  steps.category_sizes = {3, 20};
  steps.categories.resize(2);
  steps.numbers.resize(2);
  steps.conversions.resize(2);
  for (size_t i = 0; i < count; ++i) {
    steps.symbols.push_back(static_cast<uint16_t>(random.Below(7)));
    for (size_t f = 0; f < 2; ++f)
      steps.categories[f].push_back(static_cast<uint16_t>(random.Below(steps.category_sizes[f])));
    for (auto& feature : steps.numbers) feature.push_back(static_cast<float>(random.Normal()));
    steps.gaps.push_back(static_cast<float>(random.Normal()));
    steps.next.push_back(static_cast<int32_t>(random.Below(8)) - 1);
    for (auto& labels : steps.conversions) labels.push_back(static_cast<int8_t>(static_cast<int>(random.Below(3)) - 1));
  }
  return steps;
}

std::vector<Window> SomeWindows() {
  return {{0, 5, 0}, {5, 1, 0}, {6, 9, 3}, {2, 4, 3}, {15, 7, 6}, {20, 20, 11}};
}

LstmShape SmallShape(const StepTable& steps, size_t layers) {
  LstmOptions options;
  options.hidden = 8;
  options.layers = layers;
  options.symbol_embedding = 5;
  options.category_embedding = 4;
  return LstmShape::Of(steps, options);
}

/// The network as its header describes it, in double precision, one window at a time.
class Twin {
 public:
  Twin(const LstmShape& shape, const LstmParameters& parameters)
      : values(parameters.values().begin(), parameters.values().end()), shape_(shape), places_(parameters) {}

  std::vector<double> values;

  /// Logits after each labelled step of the window.
  std::vector<std::vector<double>> Logits(const StepTable& steps, const Window& window) const {
    std::vector<std::vector<double>> xs;
    for (size_t i = 0; i < window.length; ++i) xs.push_back(Input(steps, window, i));
    for (size_t l = 0; l < shape_.layers; ++l) xs = RunLayer(l, xs);
    std::vector<std::vector<double>> logits;
    for (size_t i = window.labelled_from; i < window.length; ++i) {
      logits.emplace_back(shape_.Outputs());
      for (size_t o = 0; o < shape_.Outputs(); ++o) {
        double sum = values[places_.head_bias() + o];
        for (size_t k = 0; k < shape_.hidden; ++k)
          sum += xs[i][k] * values[places_.head_weights() + k * shape_.Outputs() + o];
        logits.back()[o] = sum;
      }
    }
    return logits;
  }

  /// The weighted loss of HeadLoss, smoothing included.
  double Loss(const StepTable& steps, std::span<const Window> windows, const HeadLoss& weights) const {
    double loss = 0;
    for (const Window& window : windows) {
      const auto logits = Logits(steps, window);
      for (size_t i = 0; i < logits.size(); ++i) {
        const uint64_t at = window.begin + window.labelled_from + i;
        double sum = 0, mean = 0;
        for (size_t k = 0; k < shape_.num_symbols; ++k) sum += std::exp(logits[i][k]);
        for (size_t k = 0; k < shape_.num_symbols; ++k) mean += logits[i][k] / static_cast<double>(shape_.num_symbols);
        const double smoothing = weights.smoothing;
        if (steps.next[at] != kNoLabel)
          loss += weights.symbol_weight *
                  (std::log(sum) - (1 - smoothing) * logits[i][steps.next[at]] - smoothing * mean);
        for (size_t c = 0; c < shape_.num_conversions; ++c) {
          const double p = 1 / (1 + std::exp(-logits[i][shape_.num_symbols + c]));
          const int label = steps.conversions[c][at];
          if (label != kNoLabel) loss -= weights.conversion_weight * std::log(label ? p : 1 - p);
        }
      }
    }
    return loss;
  }

 private:
  std::vector<double> Input(const StepTable& steps, const Window& window, size_t i) const {
    const size_t at = window.begin + i;
    std::vector<double> x;
    const auto embed = [&](size_t offset, size_t width, size_t index) {
      for (size_t k = 0; k < width; ++k) x.push_back(values[offset + index * width + k]);
    };
    embed(places_.symbols(), shape_.symbol_embedding, steps.symbols[at]);
    for (size_t f = 0; f < shape_.category_sizes.size(); ++f)
      embed(places_.category(f), shape_.CategoryWidth(f), steps.categories[f][at]);
    for (const auto& feature : steps.numbers) x.push_back(feature[at]);
    x.push_back(i == 0 ? 0 : steps.gaps[at]);
    x.push_back(i == 0 ? 1 : 0);
    return x;
  }

  std::vector<std::vector<double>> RunLayer(size_t l, const std::vector<std::vector<double>>& xs) const {
    const size_t n = shape_.hidden;
    const auto& place = places_.layer(l);
    std::vector<double> h(n), c(n);
    std::vector<std::vector<double>> out;
    for (const auto& x : xs) {
      std::vector<double> gates(values.begin() + place.bias, values.begin() + place.bias + 4 * n);
      for (size_t g = 0; g < 4 * n; ++g) {
        for (size_t k = 0; k < x.size(); ++k) gates[g] += x[k] * values[place.input + k * 4 * n + g];
        for (size_t k = 0; k < n; ++k) gates[g] += h[k] * values[place.recurrent + k * 4 * n + g];
      }
      const auto sigmoid = [](double v) { return 1 / (1 + std::exp(-v)); };
      for (size_t k = 0; k < n; ++k) {
        c[k] = sigmoid(gates[n + k]) * c[k] + sigmoid(gates[k]) * std::tanh(gates[2 * n + k]);
        h[k] = sigmoid(gates[3 * n + k]) * std::tanh(c[k]);
      }
      out.push_back(h);
    }
    return out;
  }

  const LstmShape& shape_;
  const LstmParameters& places_;
};

std::vector<Shard> AllShards(std::span<const Window> windows, size_t rows) {
  std::vector<uint32_t> order(windows.size());
  std::iota(order.begin(), order.end(), 0u);
  return CutShards(windows, order, rows);
}

class NetworkOfLayers : public testing::TestWithParam<size_t> {};

TEST_P(NetworkOfLayers, AgreesWithThePlainTwin) {
  const StepTable steps = RandomSteps(60);
  const auto windows = SomeWindows();
  LstmNetwork network(SmallShape(steps, GetParam()));
  network.parameters().Initialise(3);
  network.Refresh();
  const Twin twin(network.shape(), network.parameters());
  LstmNetwork::Scratch scratch;
  for (const Shard& shard : AllShards(windows, 16)) {
    network.Infer({steps, windows}, shard, scratch);
    const float* logit = scratch.logits.data();
    for (const uint32_t w : shard.windows)
      for (const auto& row : twin.Logits(steps, windows[w]))
        for (const double expected : row) EXPECT_NEAR(*logit++, expected, 2e-5);
  }
}

TEST_P(NetworkOfLayers, HasTheGradientOfFiniteDifferences) {
  const StepTable steps = RandomSteps(60);
  const auto windows = SomeWindows();
  LstmNetwork network(SmallShape(steps, GetParam()));
  network.parameters().Initialise(3);
  network.Refresh();
  const HeadLoss loss{0.1f, 0.05f, 0.2f};
  std::vector<float> gradient(network.parameters().size());
  LstmNetwork::Scratch scratch;
  for (const Shard& shard : AllShards(windows, 3)) network.Train({steps, windows}, shard, loss, {}, gradient, scratch);
  Twin twin(network.shape(), network.parameters());
  for (const auto& part : network.parameters().parts()) {
    double largest = 0;
    for (size_t i = part.offset; i < part.offset + part.size; ++i) {
      const double before = twin.values[i], step = 1e-5;
      twin.values[i] = before + step;
      const double above = twin.Loss(steps, windows, loss);
      twin.values[i] = before - step;
      const double below = twin.Loss(steps, windows, loss);
      twin.values[i] = before;
      const double expected = (above - below) / (2 * step);
      largest = std::max(largest, std::fabs(expected));
      ASSERT_NEAR(gradient[i], expected, 2e-6 + 1e-4 * std::fabs(expected)) << part.name << " " << i - part.offset;
    }
    EXPECT_GT(largest, 1e-4) << part.name << " has no gradient at all";
  }
}

INSTANTIATE_TEST_SUITE_P(Layers, NetworkOfLayers, testing::Values(1, 2, 3));

TEST(LstmNetwork, DropsTheAskedShareAndKeepsTheMean) {
  // With weights of the heads 1 and no recurrence in the loss, the gradient by head weights is h * keep: its zero rows
  // are the dropped units of a single prediction.
  const StepTable steps = RandomSteps(60);
  LstmOptions options;
  options.hidden = 512;
  const std::vector<Window> windows{{0, 3, 2}};
  LstmNetwork network(LstmShape::Of(steps, options));
  network.parameters().Initialise(1);
  network.Refresh();
  LstmNetwork::Scratch scratch;
  std::vector<float> gradient(network.parameters().size());
  network.Train({steps, windows}, AllShards(windows, 16)[0], {1, 1, 0}, {0.25f, 9, 4}, gradient, scratch);
  size_t dropped = 0;
  for (size_t k = 0; k < 512; ++k) dropped += scratch.keep[k] == 0;
  EXPECT_NEAR(static_cast<double>(dropped), 128, 4 * std::sqrt(512 * 0.25 * 0.75));
  EXPECT_FLOAT_EQ(*std::max_element(scratch.keep.data(), scratch.keep.data() + 512), 1 / 0.75f);
}

TEST(LstmNetwork, RejectsClassesOutOfRange) {
  StepTable steps = RandomSteps(60);
  const auto windows = SomeWindows();
  LstmNetwork network(SmallShape(steps, 1));
  network.Refresh();
  steps.categories[0][3] = 3;
  LstmNetwork::Scratch scratch;
  try {
    for (const Shard& shard : AllShards(windows, 16)) network.Infer({steps, windows}, shard, scratch);
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "step 3 has the class 3 of 3");
  }
}

TEST(LstmParameters, StartOrthogonalWithOpenForgetGates) {
  const StepTable steps = RandomSteps(10);
  LstmNetwork network(SmallShape(steps, 1));
  auto& parameters = network.parameters();
  parameters.Initialise(11);
  const float* u = parameters.values().data() + parameters.layer(0).recurrent;
  for (size_t gate = 0; gate < 4; ++gate)
    for (size_t i = 0; i < 8; ++i)
      for (size_t j = 0; j < 8; ++j) {
        double dot = 0;
        for (size_t k = 0; k < 8; ++k) dot += u[i * 32 + gate * 8 + k] * u[j * 32 + gate * 8 + k];
        EXPECT_NEAR(dot, i == j ? 1 : 0, 1e-5);
      }
  const float* bias = parameters.values().data() + parameters.layer(0).bias;
  for (size_t k = 0; k < 32; ++k) EXPECT_EQ(bias[k], k / 8 == 1 ? 1 : 0);
}

}  // namespace
}  // namespace auspex::learn
