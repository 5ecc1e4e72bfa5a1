#include "serve/api.h"

namespace auspex::serve {

std::span<const Route> StrategyRoutes() { return {}; }

}  // namespace auspex::serve
