#include "serve/listening_socket.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "base/error.h"

namespace auspex::serve {
namespace {

constexpr int kBacklog = 4096;
constexpr const char* kAdvice = "Give an address of this machine, such as 127.0.0.1.";

using Addresses = std::unique_ptr<addrinfo, void (*)(addrinfo*)>;

Addresses Resolve(const std::string& host, int port) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int code = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (code != 0) {
    throw Error(Fault::kUsage, "the address " + host + " cannot be used: " + ::gai_strerror(code), "--host", kAdvice);
  }
  return {found, ::freeaddrinfo};
}

[[noreturn]] void Refuse(const std::string& host, int port) {
  const std::string where = host + ":" + std::to_string(port);
  if (errno == EADDRINUSE) throw Error(Fault::kUsage, "the port is in use by another program", where, "End it, or give another port with --port.");
  if (errno == EACCES) throw Error(Fault::kUsage, "you may not use this port", where, "Give a port from 1024 on with --port.");
  throw Error(Fault::kUsage, std::string("cannot listen here: ") + std::strerror(errno), where, kAdvice);
}

}  // namespace

int Listen(const std::string& host, int port) {
  const Addresses addresses = Resolve(host, port);
  const int socket = ::socket(addresses->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket < 0) Refuse(host, port);
  const int yes = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (::bind(socket, addresses->ai_addr, addresses->ai_addrlen) != 0 || ::listen(socket, kBacklog) != 0) {
    const int reason = errno;
    ::close(socket);
    errno = reason;
    Refuse(host, port);
  }
  return socket;
}

int PortOf(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  if (address.ss_family == AF_INET6) return ntohs(reinterpret_cast<sockaddr_in6*>(&address)->sin6_port);
  return ntohs(reinterpret_cast<sockaddr_in*>(&address)->sin_port);
}

bool IsLoopback(const std::string& host) {
  const Addresses addresses = Resolve(host, 0);
  if (addresses->ai_family == AF_INET6) {
    return IN6_IS_ADDR_LOOPBACK(&reinterpret_cast<sockaddr_in6*>(addresses->ai_addr)->sin6_addr);
  }
  return ntohl(reinterpret_cast<sockaddr_in*>(addresses->ai_addr)->sin_addr.s_addr) >> 24 == 127;
}

}  // namespace auspex::serve
