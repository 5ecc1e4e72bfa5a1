#include "serve/api.h"

namespace auspex::serve {

std::span<const Route> CustomerRoutes() { return {}; }

}  // namespace auspex::serve
