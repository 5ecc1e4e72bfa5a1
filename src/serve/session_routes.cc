#include "serve/api.h"

namespace auspex::serve {

std::span<const Route> SessionRoutes() { return {}; }

}  // namespace auspex::serve
