#include "serve/api.h"

namespace auspex::serve {

std::span<const Route> WorkspaceRoutes() { return {}; }

}  // namespace auspex::serve
