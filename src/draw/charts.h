#pragma once
// The table of charts: one of any kind, drawn.
#include <span>
#include <variant>

#include "draw/bar_chart.h"
#include "draw/beeswarm_chart.h"
#include "draw/calibration_chart.h"
#include "draw/choice_chart.h"
#include "draw/coefficient_chart.h"
#include "draw/curve_chart.h"
#include "draw/dependence_chart.h"
#include "draw/heat_chart.h"
#include "draw/ks_chart.h"
#include "draw/profile_chart.h"
#include "draw/tree_chart.h"
#include "draw/waterfall_chart.h"

namespace auspex::draw {

using Chart = std::variant<CurveChart, CalibrationChart, KsChart, CoefficientChart, TreeChart, BarChart, BeeswarmChart, DependenceChart,
                           WaterfallChart, ChoiceChart, ProfileChart, HeatChart>;

inline Canvas Draw(const Chart& chart, const Style& style) {
  return std::visit([&](const auto& one) { return Draw(one, style); }, chart);
}

}  // namespace auspex::draw
