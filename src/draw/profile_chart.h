#pragma once
// Segments against everybody: a column a segment, a row a feature, a bar to the right where the segment has more than the average, to the
// left where it has less.
#include <string>
#include <vector>

#include "draw/plot.h"

namespace auspex::draw {

struct ProfileColumn {
  std::string name, note;            ///< note: its size
  std::vector<double> differences;   ///< [rows], in standard deviations; NaN: not known
};

struct ProfileChart {
  std::string unit_label;            ///< what a bar's length says
  std::vector<std::string> rows;
  std::vector<ProfileColumn> columns;
};

Canvas Draw(const ProfileChart& chart, const Style& style);

}  // namespace auspex::draw
