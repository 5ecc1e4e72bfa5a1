// Scores or explains the rows of a file by a LightGBM model: explain_bench MODEL FILE ROWS FEATURES score|shap THREADS PASSES.
// bench/peers/forest_peer.py writes both files: a text model, and 32-bit floats row by row. Prints one line of JSON; the time is the median pass.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/threads.h"
#include "learn/forest/forest_scoring.h"
#include "learn/forest/forest_shap.h"
#include "learn/forest/lightgbm_text.h"

namespace {

using namespace auspex;
using namespace auspex::learn;

constexpr size_t kCheckedRows = 200;  // what the peer's sums are compared over

std::ifstream Open(const char* path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Error(Fault::kData, "the file is missing", path, "Write it with bench/peers/forest_peer.py.");
  return file;
}

Forest ReadModel(const char* path) {
  std::stringstream text;
  text << Open(path).rdbuf();
  return ReadLightgbmText(text.str(), path);
}

FeatureTable ReadRows(const char* path, size_t rows, const Schema& schema) {
  std::ifstream file = Open(path);
  FeatureTable table{rows, schema, std::vector<std::vector<float>>(schema.size(), std::vector<float>(rows))};
  std::vector<float> row(schema.size());
  for (size_t r = 0; r < rows; ++r) {
    if (!file.read(reinterpret_cast<char*>(row.data()), static_cast<std::streamsize>(row.size() * sizeof(float))))
      throw Error(Fault::kData, "the file is too short", path, "Write it with bench/peers/forest_peer.py.");
    for (size_t f = 0; f < row.size(); ++f) table.columns[f][r] = row[f];
  }
  return table;
}

double PeakMebibytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

double MedianSeconds(size_t passes, const std::function<void()>& work) {
  std::vector<double> seconds;
  for (size_t i = 0; i < passes; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  std::sort(seconds.begin(), seconds.end());
  return seconds[seconds.size() / 2];
}

struct Outcome {
  double seconds = 0, check = 0;  ///< check: sum of magnitudes over the first rows
};

Outcome Score(const Forest& forest, const FeatureTable& table, size_t passes) {
  const ForestScorer scorer(forest);
  std::vector<double> margins(table.rows);
  Outcome outcome{.seconds = MedianSeconds(passes, [&] { scorer.Margins(table, margins); })};
  for (size_t r = 0; r < std::min(kCheckedRows, table.rows); ++r) outcome.check += std::fabs(margins[r]);
  return outcome;
}

Outcome Explain(const Forest& forest, const FeatureTable& table, size_t passes) {
  const ForestShap shap(forest);
  std::vector<double> sums(table.rows);  // of magnitudes by row: all that is kept of the contributions
  const auto sink = [&](const ShapBlock& block) {
    const size_t features = table.features();
    for (size_t r = 0; r < block.rows; ++r) {
      double sum = 0;
      for (size_t f = 0; f < features; ++f) sum += std::fabs(block.values[r * features + f]);
      sums[block.begin + r] = sum;
    }
  };
  Outcome outcome{.seconds = MedianSeconds(passes, [&] { shap.Explain(table, sink); })};
  for (size_t r = 0; r < std::min(kCheckedRows, table.rows); ++r) outcome.check += sums[r];
  return outcome;
}

int Run(char** arguments) {
  const auto number = [&](int i) { return static_cast<size_t>(std::strtoull(arguments[i], nullptr, 10)); };
  const Forest forest = ReadModel(arguments[1]);
  const size_t rows = number(3);
  if (number(4) != forest.schema.size())
    throw Error(Fault::kUsage, "the model has " + std::to_string(forest.schema.size()) + " features", arguments[1]);
  const FeatureTable table = ReadRows(arguments[2], rows, forest.schema);
  SetThreads(number(6));
  const double before = PeakMebibytes();
  const Outcome outcome = std::string(arguments[5]) == "shap" ? Explain(forest, table, number(7)) : Score(forest, table, number(7));
  std::printf("{\"program\": \"auspex\", \"rows\": %zu, \"trees\": %zu, \"seconds\": %.4f, \"rows_per_second\": %.0f, \"check\": %.9g, "
              "\"peak_mib\": %.0f, \"data_mib\": %.0f}\n",
              rows, forest.trees.size(), outcome.seconds, static_cast<double>(rows) / outcome.seconds, outcome.check, PeakMebibytes(), before);
  return 0;
}

}  // namespace

int main(int count, char** arguments) try {
  if (count < 8) {
    std::fprintf(stderr, "use: explain_bench MODEL FILE ROWS FEATURES score|shap THREADS PASSES\n");
    return 2;
  }
  return Run(arguments);
} catch (const auspex::Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return static_cast<int>(error.fault());
}
