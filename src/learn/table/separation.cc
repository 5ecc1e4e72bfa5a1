#include "learn/table/separation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/threads.h"

namespace auspex::learn {
namespace {

struct Range {
  float least = std::numeric_limits<float>::infinity(), most = -std::numeric_limits<float>::infinity();
};

/// "" unless the outcomes share one value at most.
std::string JudgeNumber(const std::string& name, const std::array<Range, 2>& by_outcome) {
  const auto text = [](float value) {
    std::string number = std::to_string(value);
    number.erase(number.find_last_not_of('0') + 1);
    if (number.ends_with('.')) number.pop_back();
    return number;
  };
  for (size_t low = 0; low < 2; ++low) {
    const Range &below = by_outcome[low], &above = by_outcome[1 - low];
    if (below.most <= above.least)
      return name + " is at most " + text(below.most) + " where the outcome is " + std::to_string(low) + " and at least " + text(above.least) +
             " where it is " + std::to_string(1 - low);
  }
  return "";
}

/// Places of a feature's rows: a category's column (the last: the reference), or whether a number is missing.
std::vector<std::string> OfFeature(const DesignEncoder& encoder, const TrainingRows& rows, size_t feature) {
  const DesignEncoder::Coding& coding = encoder.codings()[feature];
  const bool category = !coding.of_code.empty();
  const size_t columns = encoder.columns().size();
  if (!category && coding.number == DesignEncoder::kReference && coding.missing == DesignEncoder::kReference) return {};
  std::vector<std::array<bool, 2>> seen(columns + 1);
  std::array<Range, 2> ranges;
  for (size_t r = 0; r < rows.table.rows; ++r) {
    if (!rows.weights.empty() && rows.weights[r] <= 0) continue;
    const float value = rows.table.columns[feature][r];
    const bool missing = std::isnan(value), yes = rows.labels[r] == 1;
    uint32_t column = category ? coding.of_code[missing ? coding.of_code.size() - 1 : static_cast<size_t>(value)]
                               : missing ? coding.missing : DesignEncoder::kReference;
    seen[std::min<size_t>(column, columns)][yes] = true;
    if (category) continue;
    const float filled = missing ? static_cast<float>(coding.fill) : value;
    ranges[yes] = {std::min(ranges[yes].least, filled), std::max(ranges[yes].most, filled)};
  }
  std::vector<std::string> found;
  const std::string& name = encoder.schema()[feature].name;
  bool any = coding.missing != DesignEncoder::kReference;
  for (uint32_t column : coding.of_code) any |= column != DesignEncoder::kReference;
  for (size_t c = 0; c <= columns && any; ++c) {
    if (seen[c][0] == seen[c][1]) continue;
    const std::string what = c < columns ? encoder.columns()[c].name : category ? name + "=" + coding.reference : name + " (not missing)";
    found.push_back("every row with " + what + " has the outcome " + (seen[c][1] ? "1" : "0"));
  }
  if (!category && coding.number != DesignEncoder::kReference)
    if (std::string number = JudgeNumber(name, ranges); !number.empty()) found.push_back(std::move(number));
  return found;
}

}  // namespace

std::vector<std::string> SeparatingColumns(const DesignEncoder& encoder, const TrainingRows& rows) {
  std::vector<std::vector<std::string>> by_feature(encoder.codings().size());
  ParallelFor(by_feature.size(), 1, [&](size_t begin, size_t end) {
    for (size_t f = begin; f < end; ++f) by_feature[f] = OfFeature(encoder, rows, f);
  });
  std::vector<std::string> all;
  for (auto& found : by_feature) all.insert(all.end(), found.begin(), found.end());
  return all;
}

std::string NamesOfSeparating(const std::vector<double>& direction, const std::vector<DesignColumn>& columns) {
  constexpr double kMatters = 0.1;
  double greatest = 0;
  for (size_t j = 1; j < direction.size(); ++j) greatest = std::max(greatest, std::fabs(direction[j]));
  std::vector<std::string> names;
  for (size_t j = 1; j < direction.size(); ++j)
    if (std::fabs(direction[j]) >= kMatters * greatest) names.push_back(columns[j - 1].name);
  std::string text;
  for (size_t i = 0; i < names.size(); ++i) text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
  return text;
}

}  // namespace auspex::learn
