#pragma once
// A context for tests of handlers that touch the workspace and the pack only; the rest of it stands for nothing.
#include <map>
#include <string>

#include "serve/api.h"

namespace auspex::serve {

class SmallContext {
 public:
  SmallContext(store::Workspace& workspace, const pack::Pack& pack)
      : context_{workspace, pack, Nothing<Settings>(), Nothing<Accounts>(), Nothing<Sessions>(), Nothing<AuditLog>(), Nothing<Uploads>(),
                 Nothing<JobQueue>(), Nothing<AnswerCache>(), Nothing<Metrics>()} {}

  /// Calls the handler of a route of `routes`.
  Response Call(std::span<const Route> routes, const std::string& method, const std::string& pattern, Request request) {
    for (const Route& route : routes) {
      if (method == route.method && pattern == route.pattern) return route.handler(context_, Caller{}, request);
    }
    return {};
  }

  /// Calls a route as the API does once it knows who asks.
  Response Handle(const Route& route) {
    Request request;
    return serve::Handle(route, context_, Caller{}, request);
  }

 private:
  template <class T>
  T& Nothing() {
    return *reinterpret_cast<T*>(nothing_);
  }

  alignas(64) char nothing_[64] = {};
  Context context_;
};

}  // namespace auspex::serve
