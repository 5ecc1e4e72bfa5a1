#include "serve/api.h"

namespace auspex::serve {

std::span<const Route> AccountRoutes() { return {}; }

}  // namespace auspex::serve
