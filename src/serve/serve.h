#pragma once
// The server of a workspace: everything put together.
#include <functional>
#include <string>

#include "pack/pack.h"
#include "serve/settings.h"
#include "store/workspace.h"

namespace auspex {
class StopFlag;
}

namespace auspex::serve {

struct ServeStart {
  std::string address;           ///< "http://127.0.0.1:8080"
  std::string token;             ///< opens /signin once, while no account has a password; else empty
  bool is_open_to_others = false;  ///< bound to more than this machine, without TLS
};

/// Serves until `stop` is raised, then stops gracefully: jobs are recorded as interrupted, so not by Progress::Cancel, which would stop
/// that too. `started` is called once, when requests are answered.
void Serve(store::Workspace& workspace, const pack::Pack& pack, const Settings& settings, const StopFlag& stop,
           const std::function<void(const ServeStart&)>& started);

}  // namespace auspex::serve
