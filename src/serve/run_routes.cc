#include "serve/api.h"

namespace auspex::serve {

std::span<const Route> RunRoutes() { return {}; }

}  // namespace auspex::serve
