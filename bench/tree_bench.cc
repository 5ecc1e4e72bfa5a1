// A random forest on rows in a file: tree_bench FILE ROWS FEATURES TREES MIN_LEAF THREADS [TEST_ROWS]. FILE holds 32-bit floats, row by row, the
// outcome last (bench/peers/tree_peer.py writes it); the last TEST_ROWS rows are kept from fitting. Prints one line of JSON.
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/progress.h"
#include "base/threads.h"
#include "learn/binary_metrics.h"
#include "learn/forest/forest.h"
#include "learn/table/random_forest.h"

namespace {

using namespace auspex;
using namespace auspex::learn;

struct Rows {
  FeatureTable table;
  std::vector<uint8_t> labels;
};

Rows Empty(size_t features) {
  Rows rows;
  rows.table.columns.resize(features);
  for (size_t f = 0; f < features; ++f) rows.table.schema.push_back({"x" + std::to_string(f), {}});
  return rows;
}

/// The first `fitted` rows, and the others.
std::pair<Rows, Rows> Read(const char* path, size_t count, size_t fitted, size_t features) {
  std::pair<Rows, Rows> both{Empty(features), Empty(features)};
  std::vector<float> row(features + 1);
  std::FILE* file = std::fopen(path, "rb");
  size_t read = 0;
  for (; file && read < count && std::fread(row.data(), sizeof(float), row.size(), file) == row.size(); ++read) {
    Rows& to = read < fitted ? both.first : both.second;
    for (size_t f = 0; f < features; ++f) to.table.columns[f].push_back(row[f]);
    to.labels.push_back(row[features] > 0);
    ++to.table.rows;
  }
  if (file) std::fclose(file);
  if (read != count) throw Error(Fault::kData, "the file is missing or too short", path, "Write it with bench/peers/tree_peer.py.");
  return both;
}

double PeakMebibytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

double AucOf(const Classifier& model, const Rows& rows) {
  std::vector<float> probabilities(rows.table.rows);
  Probabilities(model, rows.table, probabilities);
  const std::vector<int8_t> labels(rows.labels.begin(), rows.labels.end());
  return BinaryEvaluation(probabilities, labels).Measure().roc_auc;
}

int Run(char** arguments, size_t test_rows) {
  const auto number = [&](int i) { return static_cast<size_t>(std::strtoull(arguments[i], nullptr, 10)); };
  const size_t count = number(2);
  const auto [fitted, tested] = Read(arguments[1], count, count - std::min(count, test_rows), number(3));
  ClassifierOptions options;
  options.random_forest.trees = number(4);
  options.random_forest.min_leaf_weight = std::strtod(arguments[5], nullptr);
  SetThreads(number(6));
  Progress progress;
  const double before = PeakMebibytes();
  const auto begin = std::chrono::steady_clock::now();
  RandomForest model(options);
  model.Fit({fitted.table, fitted.labels, {}}, nullptr, 42, progress);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  size_t nodes = 0;
  for (const Tree& tree : model.forest()->trees) nodes += tree.nodes.size();
  std::printf("{\"program\": \"auspex\", \"seconds\": %.3f, \"trees\": %zu, \"nodes\": %zu, \"oob_auc\": %.5f, \"test_auc\": %.5f, \"peak_mib\": %.0f, "
              "\"data_mib\": %.0f}\n",
              seconds, model.forest()->trees.size(), nodes, model.oob_auc(), tested.table.rows ? AucOf(model, tested) : 0.0, PeakMebibytes(), before);
  return 0;
}

}  // namespace

int main(int count, char** arguments) try {
  if (count < 7) {
    std::fprintf(stderr, "use: tree_bench FILE ROWS FEATURES TREES MIN_LEAF THREADS [TEST_ROWS]\n");
    return 2;
  }
  return Run(arguments, count > 7 ? std::strtoull(arguments[7], nullptr, 10) : 0);
} catch (const auspex::Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return static_cast<int>(error.fault());
}
