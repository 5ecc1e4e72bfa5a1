#include "serve/api.h"

namespace auspex::serve {

std::span<const Route> ModelRoutes() { return {}; }

}  // namespace auspex::serve
