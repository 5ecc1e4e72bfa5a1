#pragma once
// The server of a workspace: everything put together.
#include <functional>
#include <string>

#include "pack/pack.h"
#include "serve/settings.h"
#include "store/workspace.h"

namespace auspex::serve {

struct ServeStart {
  std::string address;           ///< "http://127.0.0.1:8080"
  std::string token;             ///< opens /signin once, while no account has a password; else empty
  bool is_open_to_others = false;  ///< bound to more than this machine, without TLS
};

/// Serves until Progress::Cancel is called, then stops gracefully. `started` is called once, when requests are answered.
void Serve(store::Workspace& workspace, const pack::Pack& pack, const Settings& settings, const std::function<void(const ServeStart&)>& started);

}  // namespace auspex::serve
