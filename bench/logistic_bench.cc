// Logistic regression on rows in a file: logistic_bench FILE ROWS FEATURES THREADS [L2]. FILE holds 32-bit floats, row by row, the outcome (0 or 1) after
// the features (bench/peers/logistic_peer.py writes it). Prints one line of JSON; log_loss is the mean over the training rows.
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/progress.h"
#include "base/threads.h"
#include "learn/table/logistic_classifier.h"
#include "learn/table/logistic_solver.h"

namespace {

using namespace auspex;
using namespace auspex::learn;
using Clock = std::chrono::steady_clock;

FeatureTable Read(const char* path, size_t rows, size_t features, std::vector<uint8_t>& labels) {
  FeatureTable table{.rows = rows, .schema = {}, .columns = std::vector<std::vector<float>>(features, std::vector<float>(rows))};
  for (size_t f = 0; f < features; ++f) table.schema.push_back({"x" + std::to_string(f), {}});
  std::FILE* file = std::fopen(path, "rb");
  std::vector<float> row(features + 1);
  for (size_t r = 0; r < rows; ++r) {
    if (!file || std::fread(row.data(), sizeof(float), row.size(), file) != row.size())
      throw Error(Fault::kData, "the file is missing or too short", path, "Write it with bench/peers/logistic_peer.py.");
    for (size_t f = 0; f < features; ++f) table.columns[f][r] = row[f];
    labels.push_back(row[features] > 0.5f);
  }
  std::fclose(file);
  return table;
}

double PeakMebibytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

double SecondsSince(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

int Run(int count, char** arguments) {
  const auto number = [&](int i) { return static_cast<size_t>(std::strtoull(arguments[i], nullptr, 10)); };
  std::vector<uint8_t> labels;
  const FeatureTable table = Read(arguments[1], number(2), number(3), labels);
  SetThreads(number(4));
  ClassifierOptions options;
  if (count > 5) options.logistic.l2 = std::strtod(arguments[5], nullptr);
  const TrainingRows rows{table, labels, {}};
  Progress progress;
  const double before = PeakMebibytes();
  const auto begin = Clock::now();
  const DesignEncoder encoder(rows, {});
  const LogisticSolution solution = SolveLogistic(LogisticRows(encoder, rows), options.logistic, progress);
  const double solving = SecondsSince(begin);
  const auto again = Clock::now();
  LogisticClassifier model(options);
  model.Fit(rows, nullptr, 42, progress);
  const double fitting = SecondsSince(again);
  std::printf("{\"program\": \"auspex\", \"seconds\": %.3f, \"with_errors_seconds\": %.3f, \"log_loss\": %.9f, \"iterations\": %zu, "
              "\"peak_mib\": %.0f, \"data_mib\": %.0f}\n",
              solving, fitting, solution.loss / static_cast<double>(table.rows), solution.iterations, PeakMebibytes(), before);
  return 0;
}

}  // namespace

int main(int count, char** arguments) try {
  if (count < 5) {
    std::fprintf(stderr, "use: logistic_bench FILE ROWS FEATURES THREADS [L2]\n");
    return 2;
  }
  return Run(count, arguments);
} catch (const auspex::Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return static_cast<int>(error.fault());
}
