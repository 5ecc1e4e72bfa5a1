#pragma once
// Layers as a report shows them.
#include "flow/layers.h"
#include "flow/report/report_data.h"

namespace auspex::flow {

/// What `summary` found, with the pack's texts in pack.language.
ReportLayers LayersForReport(const LayerSummary& summary, const pack::Pack& pack);

}  // namespace auspex::flow
