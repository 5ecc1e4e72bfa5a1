// K-means on points in a file: kmeans_bench FILE ROWS FEATURES CLUSTERS STARTS THREADS [probe|products|bounds]. FILE holds 32-bit floats, row by row
// (bench/peers/kmeans_peer.py writes it). Prints one line of JSON.
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/progress.h"
#include "base/threads.h"
#include "learn/cluster/kmeans.h"

namespace {

using namespace auspex;
using namespace auspex::learn;

std::vector<float> Read(const char* path, size_t count) {
  std::vector<float> values(count);
  std::FILE* file = std::fopen(path, "rb");
  const size_t read = file ? std::fread(values.data(), sizeof(float), count, file) : 0;
  if (file) std::fclose(file);
  if (read != count) throw Error(Fault::kData, "the file is missing or too short", path, "Write it with bench/peers/kmeans_peer.py.");
  return values;
}

double PeakMebibytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

int Run(char** arguments, const std::string& form) {
  const auto number = [&](int i) { return static_cast<size_t>(std::strtoull(arguments[i], nullptr, 10)); };
  const size_t rows = number(2), features = number(3);
  const std::vector<float> values = Read(arguments[1], rows * features);
  KMeansOptions options{.clusters = number(4), .starts = number(5)};
  if (form == "products") options.form = KMeansOptions::Form::kProducts;
  if (form == "bounds") options.form = KMeansOptions::Form::kBounds;
  SetThreads(number(6));
  Progress progress;
  const double before = PeakMebibytes();
  const auto begin = std::chrono::steady_clock::now();
  const KMeansModel model = KMeansModel::Fit({rows, features, values}, {}, options, 42, progress);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  std::printf("{\"program\": \"auspex\", \"form\": \"%s\", \"seconds\": %.3f, \"inertia\": %.9g, \"iterations\": %zu, \"peak_mib\": %.0f, \"data_mib\": %.0f}\n",
              form.c_str(), seconds, model.inertia(), model.iterations(), PeakMebibytes(), before);
  return 0;
}

}  // namespace

int main(int count, char** arguments) try {
  if (count < 7) {
    std::fprintf(stderr, "use: kmeans_bench FILE ROWS FEATURES CLUSTERS STARTS THREADS [probe|products|bounds]\n");
    return 2;
  }
  return Run(arguments, count > 7 ? arguments[7] : "probe");
} catch (const auspex::Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return static_cast<int>(error.fault());
}
