#include "learn/cluster/segment_matching.h"

#include <algorithm>
#include <string>

#include "base/error.h"

namespace auspex::learn {
namespace {

[[noreturn]] void Refuse(const std::string& what, const std::string& advice) { throw Error(Fault::kUsage, what, "segment matching", advice); }

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Rows are added one by one; each finds the shortest path of reduced costs to a free column. Column 0 is no column: it holds the row being added.
class Assignment {
 public:
  Assignment(std::span<const double> costs, size_t rows, size_t columns)
      : costs_(costs), columns_(columns), row_price_(rows + 1), column_price_(columns + 1), row_of_(columns + 1), from_(columns + 1) {
    for (size_t row = 1; row <= rows; ++row) Add(row);
  }

  std::vector<size_t> ColumnOfRow() const {
    std::vector<size_t> columns(row_price_.size() - 1);
    for (size_t j = 1; j <= columns_; ++j)
      if (row_of_[j] != 0) columns[row_of_[j] - 1] = j - 1;
    return columns;
  }

 private:
  void Add(size_t row) {
    row_of_[0] = row;
    std::vector<double> distance(columns_ + 1, kInfinity);
    std::vector<uint8_t> reached(columns_ + 1);
    size_t column = 0;
    do {
      reached[column] = 1;
      column = Step(column, distance, reached);
    } while (row_of_[column] != 0);
    for (; column != 0; column = from_[column]) row_of_[column] = row_of_[from_[column]];
  }

  /// Goes on from `column` and gives the nearest column that was not reached yet; prices keep all reduced costs at least 0.
  size_t Step(size_t column, std::vector<double>& distance, const std::vector<uint8_t>& reached) {
    const size_t row = row_of_[column];
    size_t nearest = 0;
    double least = kInfinity;
    for (size_t j = 1; j <= columns_; ++j) {
      if (reached[j]) continue;
      const double reduced = costs_[(row - 1) * columns_ + j - 1] - row_price_[row] - column_price_[j];
      if (reduced < distance[j]) {
        distance[j] = reduced;
        from_[j] = column;
      }
      if (distance[j] < least) {
        least = distance[j];
        nearest = j;
      }
    }
    for (size_t j = 0; j <= columns_; ++j) {
      if (!reached[j]) {
        distance[j] -= least;
        continue;
      }
      row_price_[row_of_[j]] += least;
      column_price_[j] -= least;
    }
    return nearest;
  }

  std::span<const double> costs_;
  size_t columns_;
  std::vector<double> row_price_, column_price_;
  std::vector<size_t> row_of_;  // by column; 0: free
  std::vector<size_t> from_;    // the column before on the path
};

}  // namespace

std::vector<size_t> AssignAtLeastCost(std::span<const double> costs, size_t rows, size_t columns) {
  if (costs.size() != rows * columns || rows > columns)
    Refuse(std::to_string(costs.size()) + " costs came for " + std::to_string(rows) + " rows and " + std::to_string(columns) + " columns",
           "Give rows × columns costs, with no more rows than columns.");
  if (std::any_of(costs.begin(), costs.end(), [](double cost) { return !(cost > -kInfinity && cost < kInfinity); }))
    Refuse("a cost is not finite", "Give finite costs.");
  return Assignment(costs, rows, columns).ColumnOfRow();
}

Transitions CountTransitions(std::span<const uint32_t> old_labels, size_t old_segments, std::span<const uint32_t> new_labels, size_t new_segments) {
  if (old_labels.size() != new_labels.size())
    Refuse("divisions of " + std::to_string(old_labels.size()) + " and " + std::to_string(new_labels.size()) + " rows cannot be compared",
           "Give labels of the same rows.");
  Transitions transitions{old_segments, new_segments, std::vector<uint64_t>(old_segments * new_segments)};
  for (size_t i = 0; i < old_labels.size(); ++i) {
    if (old_labels[i] >= old_segments || new_labels[i] >= new_segments)
      Refuse("row " + std::to_string(i + 1) + " has a label that is no segment", "Give labels below the number of segments.");
    ++transitions.counts[old_labels[i] * new_segments + new_labels[i]];
  }
  return transitions;
}

std::vector<size_t> MatchSegments(const Transitions& transitions) {
  const size_t columns = std::max(transitions.before, transitions.after);  // old segments, and nobody where there are too few
  std::vector<double> costs(transitions.after * columns);
  for (size_t s = 0; s < transitions.after; ++s)
    for (size_t old = 0; old < transitions.before; ++old) costs[s * columns + old] = -static_cast<double>(transitions.at(old, s));
  std::vector<size_t> matched = AssignAtLeastCost(costs, transitions.after, columns);
  for (size_t s = 0; s < matched.size(); ++s)
    if (matched[s] >= transitions.before || transitions.at(matched[s], s) == 0) matched[s] = kUnmatched;
  return matched;
}

}  // namespace auspex::learn
