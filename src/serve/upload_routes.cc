#include "serve/api.h"

namespace auspex::serve {

std::span<const Route> UploadRoutes() { return {}; }

}  // namespace auspex::serve
