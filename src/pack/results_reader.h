#pragma once
// Reads and checks a results file. docs/pack.md describes it.
#include "pack/pack.h"

namespace auspex::pack {

/// `pack` holds everything but the results already. Throws Error(kUsage) with `file:line`. Whether columns exist and SQL holds
/// is for decide::CheckResults.
Results ReadResults(const std::filesystem::path& file, const Pack& pack);

/// What a pack without such a file shows: the likeliest next symbols and a histogram of each conversion's probability, or of a plan of contacts the
/// channels and the probability. Facets
/// carry them where a result SQL may leave them out.
Results DefaultResults(const Pack& pack);

}  // namespace auspex::pack
