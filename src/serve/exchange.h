#pragma once
// One request and its answer on a connection, by the HTTP library, which exchange.cc alone includes. The library
// is given a head of our own making (what it needs to read the body), so that no byte of a peer reaches its parsers of requests.
#include <atomic>
#include <memory>
#include <string>

#include "serve/connection.h"
#include "serve/http_server.h"
#include "serve/request_head.h"

namespace auspex::serve {

class HttpLibrary {
 public:
  HttpLibrary(const HttpServerOptions& options, const Service& service, const std::atomic<bool>& stopping);
  ~HttpLibrary();

  /// Reads a request and answers it. False if the connection is to be closed. Never throws.
  bool Exchange(Connection& connection);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace auspex::serve
