#include "serve/api.h"

namespace auspex::serve {

std::span<const Route> JobRoutes() { return {}; }

}  // namespace auspex::serve
