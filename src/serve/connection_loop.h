#pragma once
// Accepts connections and watches those that are silent, all on one thread: a connection holds a thread of its own only while a
// request is being answered.
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "serve/connection.h"

namespace auspex::serve {

struct ConnectionLoopOptions {
  std::string host = "127.0.0.1";  ///< an address or a name
  int port = 0;                    ///< 0: any free one
  size_t most_silent = 10000;      ///< beyond it the one that was silent longest is closed
  std::chrono::milliseconds most_silence{75000};
  SSL_CTX* tls = nullptr;
};

class ConnectionLoop {
 public:
  using Ready = std::function<void(std::shared_ptr<Connection>)>;

  /// Binds. Throws Error(kUsage) if the address or port cannot be used. `ready` is called on the loop's thread for a connection
  /// that has something to read; it must not wait.
  ConnectionLoop(const ConnectionLoopOptions& options, Ready ready);
  ~ConnectionLoop();

  int port() const;
  /// Runs until Stop, which may be called from another thread.
  void Run();
  void Stop();
  /// Watches a connection until it can be read again. Closes it if the loop has been stopped. Any thread.
  void Watch(std::shared_ptr<Connection> connection);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace auspex::serve
