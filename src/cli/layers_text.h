#pragma once
// Layers as text for people.
#include <string>

#include "flow/layers.h"

namespace auspex::cli {

/// Texts in pack.language; the first values of each layer, or all.
std::string ToText(const flow::LayerSummary& summary, const pack::Pack& pack, bool all);

}  // namespace auspex::cli
