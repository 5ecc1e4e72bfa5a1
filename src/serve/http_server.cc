#include "serve/http_server.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <unordered_set>

#include "serve/connection_loop.h"
#include "serve/exchange.h"
#include "serve/tls.h"
#include "serve/worker_pool.h"

namespace auspex::serve {
namespace {

/// A busy peer's next request is waited for on the same thread, which saves waking another.
constexpr std::chrono::milliseconds kStay{20};
constexpr std::chrono::milliseconds kThreadIdle{10000};

TlsContext MakeTls(const HttpServerOptions& options) {
  if (options.certificate.empty()) return {nullptr, [](SSL_CTX*) {}};
  return ReadCertificate(options.certificate, options.key);
}

}  // namespace

struct HttpServer::State {
  const HttpServerOptions options;
  const Service service;
  std::atomic<bool> stopping{false};
  TlsContext tls;
  HttpLibrary library;
  std::mutex mutex;
  std::condition_variable left;
  std::unordered_set<std::shared_ptr<Connection>> active;
  WorkerPool workers;
  ConnectionLoop loop;
  std::thread loop_thread;

  State(const HttpServerOptions& given, Service asked)
      : options(given),
        service(std::move(asked)),
        tls(MakeTls(given)),
        library(options, service, stopping),
        workers(given.most_threads, kThreadIdle),
        loop({given.host, given.port, given.most_silent, given.most_silence, tls.get()}, [this](std::shared_ptr<Connection> connection) {
          workers.Run([this, connection = std::move(connection)] { Serve(connection); });
        }) {}

  void Serve(const std::shared_ptr<Connection>& connection) {
    {
      const std::lock_guard lock(mutex);
      if (stopping) return;
      active.insert(connection);
    }
    bool is_open = true, is_silent = false;
    while (is_open && !is_silent) {
      is_open = library.Exchange(*connection) && !stopping;
      is_silent = is_open && !connection->WaitReadable(kStay);
    }
    {
      const std::lock_guard lock(mutex);
      active.erase(connection);
      left.notify_all();
    }
    if (is_open) loop.Watch(connection);
  }

  void Stop(std::chrono::milliseconds grace) {
    if (!loop_thread.joinable()) return;
    {
      const std::lock_guard lock(mutex);
      stopping = true;
    }
    loop.Stop();
    loop_thread.join();
    {
      std::unique_lock lock(mutex);
      left.wait_for(lock, grace, [this] { return active.empty(); });
      for (const auto& connection : active) connection->BreakOff();
    }
    workers.Join();
  }
};

HttpServer::HttpServer(const HttpServerOptions& options, Service service) : state_(std::make_unique<State>(options, std::move(service))) {}

HttpServer::~HttpServer() { Stop(std::chrono::milliseconds(0)); }

int HttpServer::port() const { return state_->loop.port(); }

void HttpServer::Start() {
  state_->loop_thread = std::thread([this] { state_->loop.Run(); });
}

void HttpServer::Stop(std::chrono::milliseconds grace) { state_->Stop(grace); }

size_t HttpServer::threads() const { return state_->workers.threads(); }

}  // namespace auspex::serve
