#include "serve/connection.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "serve/request_head.h"

namespace auspex::serve {
namespace {

constexpr size_t kPiece = 64 << 10;

int MillisecondsUntil(Connection::Clock::time_point until) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Connection::Clock::now()).count();
  return static_cast<int>(std::clamp<long long>(left, 0, 3'600'000));
}

/// Waits for `events`; false when the time is over.
bool Wait(int socket, short events, Connection::Clock::time_point until) {
  for (;;) {
    pollfd entry{socket, events, 0};
    const int ready = ::poll(&entry, 1, MillisecondsUntil(until));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

}  // namespace

Connection::Connection(int socket, std::string address, SSL_CTX* tls) : socket_(socket), address_(std::move(address)), tls_(nullptr, SSL_free) {
  if (!tls) return;
  tls_.reset(SSL_new(tls));
  SSL_set_fd(tls_.get(), socket_);
  SSL_set_accept_state(tls_.get());
}

Connection::~Connection() { ::close(socket_); }

bool Connection::WaitTls(int outcome, Clock::time_point until) {
  switch (SSL_get_error(tls_.get(), outcome)) {
    case SSL_ERROR_WANT_READ: return Wait(socket_, POLLIN, until);
    case SSL_ERROR_WANT_WRITE: return Wait(socket_, POLLOUT, until);
    default: return false;
  }
}

bool Connection::Handshake(Clock::time_point until) {
  while (!shaken_) {
    ERR_clear_error();
    const int outcome = SSL_do_handshake(tls_.get());
    if (outcome == 1) shaken_ = true;
    else if (!WaitTls(outcome, until)) return false;
  }
  return true;
}

ssize_t Connection::ReadSocket(char* to, size_t size, Clock::time_point until) {
  if (tls_ && !Handshake(until)) return -1;
  for (;;) {
    if (tls_) {
      ERR_clear_error();
      const int got = SSL_read(tls_.get(), to, static_cast<int>(std::min(size, kPiece)));
      if (got > 0) return got;
      if (SSL_get_error(tls_.get(), got) == SSL_ERROR_ZERO_RETURN) return 0;
      if (!WaitTls(got, until)) return -1;
    } else {
      const ssize_t got = ::recv(socket_, to, size, 0);
      if (got >= 0) return got;
      if (errno == EINTR) continue;
      if ((errno != EAGAIN && errno != EWOULDBLOCK) || !Wait(socket_, POLLIN, until)) return -1;
    }
  }
}

ssize_t Connection::Read(char* to, size_t size, Clock::time_point until) {
  if (in_at_ == in_.size()) {
    if (size >= kPiece) return ReadSocket(to, size, until);
    in_.resize(kPiece);
    const ssize_t got = ReadSocket(in_.data(), kPiece, until);
    in_.resize(static_cast<size_t>(std::max<ssize_t>(got, 0)));
    in_at_ = 0;
    if (got <= 0) return got;
  }
  const size_t count = std::min(size, in_.size() - in_at_);
  std::memcpy(to, in_.data() + in_at_, count);
  in_at_ += count;
  return static_cast<ssize_t>(count);
}

Connection::HeadOutcome Connection::ReadHead(std::string& head, Clock::time_point until) {
  if (tls_ && !Handshake(until)) return HeadOutcome::kEnded;
  in_.erase(0, std::exchange(in_at_, 0));
  size_t seen = 0;
  for (;;) {
    if (seen == 0) in_.erase(0, std::min(in_.find_first_not_of("\r\n"), in_.size()));  // blank lines before a request: RFC 9112, 2.2
    const size_t end = in_.find("\r\n\r\n", seen > 3 ? seen - 3 : 0);
    if (end != std::string::npos) {
      head = in_.substr(0, end + 4);
      in_.erase(0, end + 4);
      return HeadOutcome::kWhole;
    }
    if (in_.size() > kMostHead) return HeadOutcome::kTooLarge;
    seen = in_.size();
    std::array<char, 8192> piece;
    const ssize_t got = ReadSocket(piece.data(), piece.size(), until);
    if (got < 0 && Clock::now() >= until) return HeadOutcome::kSlow;
    if (got <= 0) return HeadOutcome::kEnded;
    in_.append(piece.data(), static_cast<size_t>(got));
  }
}

bool Connection::WriteSocket(std::string_view bytes) {
  const auto patience = patience_;
  auto until = Clock::now() + patience;
  if (tls_ && !Handshake(until)) return false;
  while (!bytes.empty()) {
    ssize_t sent;
    if (tls_) {
      ERR_clear_error();
      sent = SSL_write(tls_.get(), bytes.data(), static_cast<int>(std::min(bytes.size(), kPiece)));
      if (sent <= 0 && !WaitTls(static_cast<int>(sent), until)) return false;
    } else {
      sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      const bool is_full = sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
      if (sent < 0 && errno != EINTR && !(is_full && Wait(socket_, POLLOUT, until))) return false;
    }
    if (sent <= 0) continue;
    bytes.remove_prefix(static_cast<size_t>(sent));
    until = Clock::now() + patience;
  }
  return true;
}

bool Connection::Write(std::string_view bytes) {
  if (out_.size() + bytes.size() < kPiece) {
    out_ += bytes;
    return true;
  }
  return Flush() && WriteSocket(bytes);
}

bool Connection::Flush() {
  if (out_.empty()) return true;
  const bool sent = WriteSocket(out_);
  out_.clear();
  return sent;
}

bool Connection::WaitReadable(std::chrono::milliseconds most) {
  return in_at_ < in_.size() || (tls_ && SSL_pending(tls_.get()) > 0) || Wait(socket_, POLLIN, Clock::now() + most);
}

void Connection::Linger(std::chrono::milliseconds most) {
  const auto until = Clock::now() + most;
  if (tls_ && shaken_) SSL_shutdown(tls_.get());
  ::shutdown(socket_, SHUT_WR);
  std::array<char, 8192> piece;
  for (;;) {
    const ssize_t got = ::recv(socket_, piece.data(), piece.size(), 0);
    if (got > 0 && Clock::now() < until) continue;
    const bool is_empty = got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    if (!is_empty || !Wait(socket_, POLLIN, until)) return;
  }
}

void Connection::BreakOff() { ::shutdown(socket_, SHUT_RDWR); }

}  // namespace auspex::serve
