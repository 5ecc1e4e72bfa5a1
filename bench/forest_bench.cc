// Speed of the forest engine beside LightGBM's own, on a model that LightGBM trains here. Prints JSON.
//
//   forest_bench [rows [rounds [leaves]]]        (200000 300 63)
//
// Data: Friedman's first function of five columns (Friedman 1991) among 40 uniform ones, with noise, as a yes-no outcome.
// Each figure is the median of several passes; rates are rows a second on all threads.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <numbers>

#include "base/random.h"
#include "base/threads.h"
#include "learn/forest/forest_scoring.h"
#include "learn/forest/forest_shap.h"
#include "learn/forest/lightgbm_oracle.h"
#include "learn/forest/lightgbm_text.h"

using namespace auspex;
using namespace auspex::learn;

namespace {

constexpr size_t kFeatures = 40;

FeatureTable MakeTable(size_t rows, std::vector<float>& labels) {
  Random random(42);
  FeatureTable table{rows, Schema(kFeatures), std::vector<std::vector<float>>(kFeatures, std::vector<float>(rows))};
  for (size_t f = 0; f < kFeatures; ++f) table.schema[f].name = "f" + std::to_string(f);
  for (size_t r = 0; r < rows; ++r) {
    for (size_t f = 0; f < kFeatures; ++f) table.columns[f][r] = static_cast<float>(random.Uniform());
    const auto x = [&](size_t f) { return table.columns[f][r]; };
    const double y = 10 * std::sin(std::numbers::pi * x(0) * x(1)) + 20 * (x(2) - 0.5) * (x(2) - 0.5) + 10 * x(3) + 5 * x(4) + 2 * x(5) * x(6);
    labels.push_back(y + 3 * random.Normal() > 15 ? 1.0f : 0.0f);
  }
  return table;
}

struct Timing {
  double median, spread;  ///< rows a second; (fastest - slowest) / median
};

Timing Measure(size_t rows, int passes, const std::function<void()>& work) {
  std::vector<double> rates;
  for (int i = 0; i < passes; ++i) {
    const auto start = std::chrono::steady_clock::now();
    work();
    rates.push_back(static_cast<double>(rows) / std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  std::sort(rates.begin(), rates.end());
  const double median = rates[rates.size() / 2];
  return {median, (rates.back() - rates.front()) / median};
}

double PeakMegabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

void Print(const char* name, Timing timing) { std::printf("  \"%s\": {\"rows_per_s\": %.0f, \"spread\": %.2f},\n", name, timing.median, timing.spread); }

FeatureTable Head(const FeatureTable& table, size_t rows) {
  FeatureTable head{std::min(rows, table.rows), table.schema, table.columns};
  for (std::vector<float>& column : head.columns) column.resize(head.rows);
  return head;
}

}  // namespace

int main(int argc, char** argv) {
  const auto argument = [&](int i, int otherwise) { return argc > i ? std::atoi(argv[i]) : otherwise; };
  std::vector<float> labels;
  FeatureTable table = MakeTable(static_cast<size_t>(argument(1, 200000)), labels);
  const int rounds = argument(2, 300), leaves = argument(3, 63);
  LightgbmOracle lightgbm(AUSPEX_SOURCE_DIR "/.deps/lib/lib_lightgbm.so");
  if (!lightgbm.IsThere()) {
    std::fprintf(stderr, "no LightGBM in .deps/lib: run tools/setup.sh\n");
    return 1;
  }
  const std::string threads = "num_threads=" + std::to_string(Threads());
  lightgbm.Train(table, labels, "objective=binary verbose=-1 learning_rate=0.1 num_leaves=" + std::to_string(leaves) + " " + threads, rounds);
  const Forest forest = ReadLightgbmText(lightgbm.Text(), "bench");
  table.schema = forest.schema;  // LightGBM was told no names
  std::vector<float> rows = LightgbmOracle::RowMajor(table);
  const double before = PeakMegabytes();

  const ForestScorer scorer(forest);
  std::vector<double> margins(table.rows);
  const Timing scoring = Measure(table.rows, 5, [&] { scorer.Margins(table, margins); });

  const ForestShap shap(forest);
  std::vector<double> errors((table.rows + ForestShap::kBlock - 1) / ForestShap::kBlock);
  const Timing explaining = Measure(table.rows, 3, [&] {
    shap.Explain(table, [&](const ShapBlock& block) {
      double worst = 0;
      for (size_t r = 0; r < block.rows; ++r) {
        double sum = shap.base();
        for (size_t f = 0; f < kFeatures; ++f) sum += block.values[r * kFeatures + f];
        worst = std::max(worst, std::fabs(sum - margins[block.begin + r]));
      }
      errors[block.begin / ForestShap::kBlock] = worst;
    });
  });
  const double ours = PeakMegabytes() - before;

  std::vector<double> peer;
  const Timing predict = Measure(table.rows, 3, [&] { peer = lightgbm.Predict(rows, kFeatures, LightgbmOracle::Output::kMargin, threads); });
  double apart = 0;
  for (size_t r = 0; r < table.rows; ++r) apart = std::max(apart, std::fabs(peer[r] - margins[r]));
  const FeatureTable few = Head(table, 2000);
  rows = LightgbmOracle::RowMajor(few);
  const Timing contributions = Measure(few.rows, 3, [&] { peer = lightgbm.Predict(rows, kFeatures, LightgbmOracle::Output::kContributions, threads); });

  std::printf("{\n  \"rows\": %zu, \"features\": %zu, \"trees\": %zu, \"leaves\": %d, \"threads\": %zu,\n", table.rows, kFeatures, forest.trees.size(),
              leaves, Threads());
  Print("scoring", scoring);
  Print("lightgbm_predict", predict);
  Print("shap", explaining);
  Print("lightgbm_pred_contrib", contributions);
  std::printf("  \"scoring_ratio\": %.1f, \"shap_ratio\": %.0f, \"shap_cost_in_scorings\": %.1f,\n", scoring.median / predict.median,
              explaining.median / contributions.median, scoring.median / explaining.median);
  std::printf("  \"worst_margin_difference\": %.1e, \"worst_sum_error\": %.1e, \"added_megabytes\": %.0f, \"peak_megabytes\": %.0f\n}\n", apart,
              *std::max_element(errors.begin(), errors.end()), ours, PeakMegabytes());
  return 0;
}
