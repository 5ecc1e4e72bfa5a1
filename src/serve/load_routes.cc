#include "serve/api.h"

namespace auspex::serve {

std::span<const Route> LoadRoutes() { return {}; }

}  // namespace auspex::serve
