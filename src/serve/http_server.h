#pragma once
// HTTP/1.1 with or without TLS: requests in, answers out. It knows nothing of what is asked. An idle connection holds no thread; a
// slow one holds a thread for a limited time; at most `most_threads` requests are answered at once.
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "serve/http.h"

namespace auspex::serve {

struct HttpServerOptions {
  std::string host = "127.0.0.1";
  int port = 0;                               ///< 0: any free one
  std::filesystem::path certificate, key;     ///< TLS if given
  size_t most_threads = 2500;
  size_t most_silent = 10000;                 ///< connections without a request
  size_t most_body = 1 << 20;                 ///< bytes of a body that is not streamed
  std::chrono::milliseconds patience{15000};  ///< with a peer that sends or takes nothing; for a whole head
  std::chrono::milliseconds most_silence{75000};
};

struct Service {
  std::function<bool(const Request&)> streams_body;  ///< whether Request::read_body is wanted instead of Request::body
  std::function<Response(Request&)> answer;
};

class HttpServer {
 public:
  /// Binds. Throws Error(kUsage) if the address, the port or the certificate does not serve.
  HttpServer(const HttpServerOptions& options, Service service);
  ~HttpServer();  ///< as Stop, at once

  int port() const;
  /// Answers requests from now on, on threads of its own.
  void Start();
  /// Takes no more requests and ends streams of server-sent events; waits up to `grace` for running answers, then breaks them off.
  void Stop(std::chrono::milliseconds grace);
  /// Threads that answer or wait for the next request.
  size_t threads() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace auspex::serve
