#pragma once
// One peer's connection, plain or TLS: bytes in and out with deadlines, so that a slow peer holds a thread only so long.
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "serve/tls.h"

using SSL = struct ssl_st;

namespace auspex::serve {

class Connection {
 public:
  using Clock = std::chrono::steady_clock;
  enum class HeadOutcome { kWhole, kEnded, kSlow, kTooLarge };

  /// Takes over a connected socket. `tls` may be nullptr; it must outlive the connection.
  Connection(int socket, std::string address, SSL_CTX* tls);
  ~Connection();
  Connection(const Connection&) = delete;

  /// Reads up to and with the blank line that ends a request's head; the bytes behind it stay for Read.
  HeadOutcome ReadHead(std::string& head, Clock::time_point until);
  /// Reads 1 to `size` bytes; 0 at the end, -1 if the connection failed or the time is over.
  ssize_t Read(char* to, size_t size, Clock::time_point until);
  /// Keeps bytes for Flush, or sends them when they are many.
  bool Write(std::string_view bytes);
  bool Flush();
  /// Whether bytes can be read, waiting for them at most so long. True at the end of the connection as well.
  bool WaitReadable(std::chrono::milliseconds most);
  /// Says that no more will be sent, and takes what the peer still sends for a moment: closing at once could destroy the answer
  /// to a request that was not read to its end (RFC 9112, 9.6).
  void Linger(std::chrono::milliseconds most);
  /// Ends both directions; may be called from another thread.
  void BreakOff();

  void set_patience(std::chrono::milliseconds patience) { patience_ = patience; }  ///< for a peer that does not take what is sent
  int socket() const { return socket_; }
  const std::string& address() const { return address_; }

 private:
  ssize_t ReadSocket(char* to, size_t size, Clock::time_point until);
  bool WriteSocket(std::string_view bytes);
  bool Handshake(Clock::time_point until);
  bool WaitTls(int outcome, Clock::time_point until);

  const int socket_;
  const std::string address_;
  std::unique_ptr<SSL, void (*)(SSL*)> tls_;
  bool shaken_ = false;
  std::chrono::milliseconds patience_{15000};
  std::string in_, out_;
  size_t in_at_ = 0;  ///< what of `in_` has been read
};

}  // namespace auspex::serve
