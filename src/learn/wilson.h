#pragma once
// Interval of a share that was observed: the score interval of E. B. Wilson, "Probable inference, the law of succession, and
// statistical inference", JASA 22 (1927), which Brown, Cai and DasGupta, "Interval estimation for a binomial proportion",
// Statistical Science 16(2) (2001), recommend for small counts and for shares near 0 and 1.
#include <cstdint>

#include "learn/bootstrap.h"

namespace auspex::learn {

/// 95 % interval of the share behind `successes` of `count` independent trials; 0 to 1 if count is 0.
Interval WilsonInterval(uint64_t successes, uint64_t count);
/// The same for a share that was observed on as much evidence as `count` trials give; `count` need not be whole.
Interval WilsonIntervalOfShare(double share, double count);

}  // namespace auspex::learn
