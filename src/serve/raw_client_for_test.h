#pragma once
// A peer that may do everything wrong: bytes to and from a socket of 127.0.0.1, with a limit on waiting.
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <string_view>

namespace auspex::serve {

class RawClient {
 public:
  explicit RawClient(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    is_connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ~RawClient() { ::close(socket_); }
  RawClient(const RawClient&) = delete;

  bool is_connected() const { return is_connected_; }
  void Send(std::string_view bytes) const { (void)!::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL); }
  void EndSending() const { ::shutdown(socket_, SHUT_WR); }

  /// What comes until `end` was seen, the server closes, or ten seconds have passed.
  std::string ReadUntil(std::string_view end) {
    std::string got = std::move(rest_);
    rest_.clear();
    char piece[65536];
    for (;;) {
      const size_t at = end.empty() ? std::string::npos : got.find(end);
      if (at != std::string::npos) {
        rest_ = got.substr(at + end.size());
        return got.substr(0, at + end.size());
      }
      pollfd entry{socket_, POLLIN, 0};
      if (::poll(&entry, 1, 10000) <= 0) return got + "(nothing more came)";
      const ssize_t size = ::recv(socket_, piece, sizeof piece, 0);
      if (size <= 0) return got;
      got.append(piece, static_cast<size_t>(size));
    }
  }
  std::string ReadAll() { return ReadUntil(""); }

  /// One answer with a Content-Length; the connection stays.
  std::string ReadAnswer() {
    std::string head = ReadUntil("\r\n\r\n");
    const size_t at = head.find("Content-Length: ");
    size_t missing = at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
    std::string body = rest_.substr(0, missing);
    rest_.erase(0, body.size());
    missing -= body.size();
    char piece[65536];
    while (missing > 0) {
      const ssize_t size = ::recv(socket_, piece, std::min(missing, sizeof piece), 0);
      if (size <= 0) break;
      body.append(piece, static_cast<size_t>(size));
      missing -= static_cast<size_t>(size);
    }
    return head + body;
  }

 private:
  const int socket_;
  bool is_connected_ = false;
  std::string rest_;
};

}  // namespace auspex::serve
