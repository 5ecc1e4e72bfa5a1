#include "learn/class_metrics.h"

#include <algorithm>
#include <limits>

#include "base/error.h"
#include "base/threads.h"
#include "learn/ranking_metrics.h"

namespace auspex::learn {
namespace {

double Share(uint64_t part, uint64_t whole) {
  return whole == 0 ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

double ClassMetrics::Recall1() const { return Share(first, count); }
double ClassMetrics::Recall5() const { return Share(among5, count); }
double ClassMetrics::Precision() const { return Share(first, foretold); }

ClassReport MeasureClasses(std::span<const float> probabilities, std::span<const int32_t> labels, size_t classes) {
  if (probabilities.size() != labels.size() * classes) throw Error(Fault::kInternal, "class metrics were given columns of unequal length");
  const size_t rows = labels.size();
  const auto known = [&](size_t r) { return labels[r] >= 0 && static_cast<size_t>(labels[r]) < classes; };
  std::vector<uint32_t> likeliest(rows), rank(rows);
  ParallelFor(rows, 4096, [&](size_t begin, size_t end) {
    for (size_t r = begin; r < end; ++r) {
      const auto row = probabilities.subspan(r * classes, classes);
      likeliest[r] = static_cast<uint32_t>(std::max_element(row.begin(), row.end()) - row.begin());
      if (known(r)) rank[r] = static_cast<uint32_t>(RankOf(row, static_cast<size_t>(labels[r])));
    }
  });
  ClassReport report{std::vector<ClassMetrics>(classes), std::vector<float>(rows), std::vector<int8_t>(rows, -1)};
  for (size_t r = 0; r < rows; ++r) {
    report.confidence[r] = probabilities[r * classes + likeliest[r]];
    if (!known(r)) continue;
    ClassMetrics& of = report.classes[static_cast<size_t>(labels[r])];
    ++of.count;
    of.first += rank[r] == 1;
    of.among5 += rank[r] <= 5;
    ++report.classes[likeliest[r]].foretold;
    report.right[r] = rank[r] == 1;
  }
  return report;
}

}  // namespace auspex::learn
