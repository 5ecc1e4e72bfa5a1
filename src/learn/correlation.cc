#include "learn/correlation.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/threads.h"
#include "learn/delong.h"

namespace auspex::learn {
namespace {

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();
constexpr uint32_t kUnknown = UINT32_MAX;

/// The values of a column as their places among its different values, in rising order.
struct Places {
  std::vector<uint32_t> of_row;  ///< kUnknown where the value is missing
  uint32_t different = 0;
  bool complete = true;
};

/// Bits whose order as whole numbers is that of the values; 0 and −0 are one.
uint32_t OrderedBits(float value) {
  const auto bits = std::bit_cast<uint32_t>(value == 0 ? 0.0f : value);
  return (bits & 0x80000000u) != 0 ? ~bits : bits | 0x80000000u;
}

/// Sorts by the upper half, in three passes of 11 bits.
void SortByUpperHalf(std::vector<uint64_t>& keys) {
  std::vector<uint64_t> other(keys.size());
  for (const int shift : {32, 43, 54}) {
    std::array<size_t, 2049> begin{};
    for (const uint64_t key : keys) ++begin[((key >> shift) & 2047) + 1];
    for (size_t i = 1; i < begin.size(); ++i) begin[i] += begin[i - 1];
    for (const uint64_t key : keys) other[begin[(key >> shift) & 2047]++] = key;
    keys.swap(other);
  }
}

Places PlacesOf(const std::vector<float>& column) {
  Places places{std::vector<uint32_t>(column.size(), kUnknown)};
  std::vector<uint64_t> keys;
  keys.reserve(column.size());
  for (size_t row = 0; row < column.size(); ++row) {
    if (!std::isnan(column[row])) keys.push_back(uint64_t{OrderedBits(column[row])} << 32 | row);
  }
  places.complete = keys.size() == column.size();
  SortByUpperHalf(keys);
  for (size_t i = 0; i < keys.size(); ++i) {
    if (i > 0 && keys[i] >> 32 != keys[i - 1] >> 32) ++places.different;
    places.of_row[keys[i] & UINT32_MAX] = places.different;
  }
  if (!keys.empty()) ++places.different;
  return places;
}

/// Twice the middle rank of each place among the rows that `counts` (those at each place), less that of the middle of all: whole numbers.
std::vector<double> CentredRanks(const std::vector<uint32_t>& counts) {
  std::vector<double> ranks(counts.size());
  double all = 0, below = 0;
  for (const uint32_t count : counts) all += count;
  for (size_t place = 0; place < counts.size(); ++place) {
    ranks[place] = 2 * below + counts[place] - all;
    below += counts[place];
  }
  return ranks;
}

struct Moments {
  uint64_t rows = 0;
  double x = 0, y = 0, xx = 0, yy = 0, xy = 0;

  void Add(double a, double b) {
    ++rows;
    x += a, y += b, xx += a * a, yy += b * b, xy += a * b;
  }
  double Correlation() const {
    const auto n = static_cast<double>(rows);
    const double of_x = xx - x * x / n, of_y = yy - y * y / n;
    // What is left of a constant column is rounding.
    if (rows < 2 || of_x <= 1e-12 * xx || of_y <= 1e-12 * yy || of_x <= 0 || of_y <= 0) return kNothing;
    return std::clamp((xy - x * y / n) / std::sqrt(of_x * of_y), -1.0, 1.0);
  }
};

double MeanOf(const std::vector<float>& column) {
  double sum = 0, known = 0;
  for (const float value : column) {
    if (std::isnan(value)) continue;
    sum += value, ++known;
  }
  return known > 0 ? sum / known : 0;
}

/// Columns in the form that pairs are made of.
class Pairs {
 public:
  Pairs(std::span<const std::vector<float>> columns, CorrelationKind kind) : columns_(columns), kind_(kind) {
    const size_t rows = columns.empty() ? 0 : columns[0].size();
    for (const auto& column : columns) {
      if (column.size() != rows) throw Error(Fault::kInternal, "columns of different lengths have no correlation");
    }
    means_.resize(columns.size()), places_.resize(columns.size());
    ParallelFor(columns.size(), 1, [&](size_t begin, size_t end) {
      for (size_t c = begin; c < end; ++c) {
        if (kind == CorrelationKind::kPearson) means_[c] = MeanOf(columns[c]);
        else places_[c] = PlacesOf(columns[c]);
      }
    });
  }

  Correlation Of(size_t a, size_t b) const {
    const Moments moments = kind_ == CorrelationKind::kPearson ? OfValues(a, b) : OfRanks(a, b);
    const double r = moments.Correlation();
    return {moments.rows, r, CorrelationInterval(r, moments.rows, kind_)};
  }

 private:
  /// Less the columns' means, so that nothing is lost where they are large.
  Moments OfValues(size_t a, size_t b) const {
    Moments moments;
    for (size_t row = 0; row < columns_[a].size(); ++row) {
      const float x = columns_[a][row], y = columns_[b][row];
      if (!std::isnan(x) && !std::isnan(y)) moments.Add(x - means_[a], y - means_[b]);
    }
    return moments;
  }

  Moments OfRanks(size_t a, size_t b) const {
    const Places& x = places_[a];
    const Places& y = places_[b];
    std::vector<uint32_t> count_x(x.different), count_y(y.different);
    Each(x, y, [&](uint32_t i, uint32_t j) { ++count_x[i], ++count_y[j]; });
    const auto rank_x = CentredRanks(count_x), rank_y = CentredRanks(count_y);
    Moments moments;
    Each(x, y, [&](uint32_t i, uint32_t j) { moments.Add(rank_x[i], rank_y[j]); });
    return moments;
  }

  template <class Visit>
  static void Each(const Places& x, const Places& y, const Visit& visit) {
    for (size_t row = 0; row < x.of_row.size(); ++row) {
      if (x.of_row[row] != kUnknown && y.of_row[row] != kUnknown) visit(x.of_row[row], y.of_row[row]);
    }
  }

  std::span<const std::vector<float>> columns_;
  CorrelationKind kind_;
  std::vector<double> means_;
  std::vector<Places> places_;
};

}  // namespace

Interval CorrelationInterval(double r, uint64_t rows, CorrelationKind kind) {
  if (std::isnan(r) || rows < 4) return {kNothing, kNothing};
  const double variance = (kind == CorrelationKind::kPearson ? 1 : 1 + r * r / 2) / static_cast<double>(rows - 3);
  const double reach = NormalQuantile(0.975) * std::sqrt(variance), z = std::atanh(r);
  return {std::tanh(z - reach), std::tanh(z + reach)};
}

CorrelationMatrix Correlate(std::span<const std::vector<float>> columns, CorrelationKind kind) {
  const Pairs pairs(columns, kind);
  CorrelationMatrix matrix{columns.size(), std::vector<Correlation>(columns.size() * columns.size())};
  std::vector<std::pair<size_t, size_t>> which;
  for (size_t a = 0; a < columns.size(); ++a) {
    for (size_t b = a; b < columns.size(); ++b) which.emplace_back(a, b);
  }
  ParallelFor(which.size(), 1, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      const auto [a, b] = which[i];
      matrix.cells[a * columns.size() + b] = matrix.cells[b * columns.size() + a] = pairs.Of(a, b);
    }
  });
  return matrix;
}

}  // namespace auspex::learn
