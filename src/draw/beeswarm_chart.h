#pragma once
// Contributions of each feature over many rows: a dot a row, coloured by the feature's value from low to high (S. Lundberg et al., "From local
// explanations to global understanding with explainable AI for trees", Nature Machine Intelligence 2, 2020, figure 4).
#include <string>
#include <vector>

#include "draw/plot.h"

namespace auspex::draw {

struct SwarmRow {
  std::string label;
  std::vector<double> contributions;
  std::vector<double> values;   ///< parallel; NaN: grey. Empty: all grey, as of categories, which have no order
};

struct BeeswarmChart {
  std::string axis_label, low_label, high_label, none_label;
  std::vector<SwarmRow> rows;
};

Canvas Draw(const BeeswarmChart& chart, const Style& style);

}  // namespace auspex::draw
