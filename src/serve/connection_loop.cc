#include "serve/connection_loop.h"

#include <netdb.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <list>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "serve/listening_socket.h"

namespace auspex::serve {
namespace {

using Clock = Connection::Clock;

/// A file descriptor that is closed at the end.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {
    if (number < 0) throw Error(Fault::kInternal, "the machine has no file descriptor left");
  }
  ~Descriptor() { Close(); }
  Descriptor(const Descriptor&) = delete;
  void Close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }
  int operator*() const { return number_; }

 private:
  int number_;
};

std::string AddressOf(const sockaddr_storage& address, socklen_t size) {
  std::array<char, NI_MAXHOST> text{};
  if (::getnameinfo(reinterpret_cast<const sockaddr*>(&address), size, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) != 0) return {};
  return text.data();
}

}  // namespace

struct ConnectionLoop::State {
  struct Silent {
    std::shared_ptr<Connection> connection;
    Clock::time_point since;
  };

  const ConnectionLoopOptions options;
  const Ready ready;
  Descriptor listener, wake, events;
  const int port;
  std::mutex mutex;
  std::list<Silent> silent;  ///< longest silent first
  std::unordered_map<int, std::list<Silent>::iterator> by_socket;
  bool stopped = false;

  State(const ConnectionLoopOptions& given, Ready call)
      : options(given),
        ready(std::move(call)),
        listener(Listen(given.host, given.port)),
        wake(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
        events(::epoll_create1(EPOLL_CLOEXEC)),
        port(PortOf(*listener)) {
    Add(*listener);
    Add(*wake);
  }

  void Add(int descriptor) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = descriptor;
    ::epoll_ctl(*events, EPOLL_CTL_ADD, descriptor, &event);
  }

  /// Takes a connection out of the watch. The mutex is held.
  std::shared_ptr<Connection> Take(std::list<Silent>::iterator at) {
    auto connection = std::move(at->connection);
    ::epoll_ctl(*events, EPOLL_CTL_DEL, connection->socket(), nullptr);
    by_socket.erase(connection->socket());
    silent.erase(at);
    return connection;
  }

  std::shared_ptr<Connection> Find(int socket) {
    const std::lock_guard lock(mutex);
    const auto at = by_socket.find(socket);
    return at == by_socket.end() ? nullptr : Take(at->second);
  }

  void Watch(std::shared_ptr<Connection> connection) {
    const std::lock_guard lock(mutex);
    if (stopped) return;
    if (silent.size() >= options.most_silent) Take(silent.begin());
    const int socket = connection->socket();
    silent.push_back({std::move(connection), Clock::now()});
    by_socket[socket] = std::prev(silent.end());
    Add(socket);
  }

  void CloseSilent(Clock::time_point before) {
    const std::lock_guard lock(mutex);
    while (!silent.empty() && silent.front().since < before) Take(silent.begin());
  }

  /// Takes all connections that wait; with no descriptor left, the one that was silent longest makes room.
  void Accept() {
    for (;;) {
      sockaddr_storage address{};
      socklen_t size = sizeof address;
      const int socket = ::accept4(*listener, reinterpret_cast<sockaddr*>(&address), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (socket < 0 && (errno == EMFILE || errno == ENFILE)) {
        const std::lock_guard lock(mutex);
        if (!silent.empty()) Take(silent.begin());
        else std::this_thread::sleep_for(std::chrono::milliseconds(10));
        return;
      }
      if (socket < 0) return;
      const int yes = 1;
      ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
      Watch(std::make_shared<Connection>(socket, AddressOf(address, size), options.tls));
    }
  }

  void Run() {
    std::array<epoll_event, 256> happened;
    for (;;) {
      const int count = ::epoll_wait(*events, happened.data(), happened.size(), 1000);
      for (int i = 0; i < count; ++i) {
        const int descriptor = happened[static_cast<size_t>(i)].data.fd;
        if (descriptor == *wake) return;
        if (descriptor == *listener) Accept();
        else if (auto connection = Find(descriptor)) ready(std::move(connection));
      }
      CloseSilent(Clock::now() - options.most_silence);
    }
  }
};

ConnectionLoop::ConnectionLoop(const ConnectionLoopOptions& options, Ready ready) : state_(std::make_unique<State>(options, std::move(ready))) {}

ConnectionLoop::~ConnectionLoop() = default;

int ConnectionLoop::port() const { return state_->port; }

void ConnectionLoop::Run() {
  state_->Run();
  state_->listener.Close();
  const std::lock_guard lock(state_->mutex);
  state_->stopped = true;
  state_->by_socket.clear();
  state_->silent.clear();
}

void ConnectionLoop::Stop() { ::eventfd_write(*state_->wake, 1); }

void ConnectionLoop::Watch(std::shared_ptr<Connection> connection) { state_->Watch(std::move(connection)); }

}  // namespace auspex::serve
