#include "serve/serve.h"

#include <sys/resource.h>

#include <chrono>
#include <thread>

#include "base/progress.h"
#include "serve/accounts.h"
#include "serve/answer_cache.h"
#include "serve/api.h"
#include "serve/audit_log.h"
#include "serve/dashboard_maker.h"
#include "serve/embedded.h"
#include "serve/http_server.h"
#include "serve/job_queue.h"
#include "serve/listening_socket.h"
#include "serve/metrics.h"
#include "serve/pages.h"
#include "serve/problem.h"
#include "serve/sessions.h"
#include "serve/uploads.h"
#include "serve/watch_answers.h"

namespace auspex::serve {
namespace {

constexpr std::chrono::milliseconds kGrace{5000};

/// As many connections as the machine lets us have.
void RaiseDescriptorLimit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

/// What the server works on, in the order it is made.
struct House {
  Accounts accounts;
  Sessions sessions;
  AuditLog audit;
  Uploads uploads;
  AnswerCache answers;  // outlives the jobs that tell it of changes
  DashboardMaker dashboard;  // likewise
  WatchMaker watch;          // likewise
  JobQueue jobs;
  Metrics metrics;
  Context context;
  Api api;
  Pages pages;

  House(store::Workspace& workspace, const pack::Pack& pack, const Settings& settings)
      : accounts(workspace, {.attempts = static_cast<size_t>(settings.sign_in_attempts), .window = settings.sign_in_minutes * kMinute}),
        sessions(workspace, accounts, {.secure = !settings.certificate.empty()}),
        audit(workspace),
        uploads(workspace, settings.upload_bytes),
        dashboard(workspace, pack, answers),
        watch(workspace, pack, answers),
        jobs(workspace, pack, uploads),
        context{workspace, pack, settings, accounts, sessions, audit, uploads, jobs, answers, metrics, &dashboard},
        api(context),
        pages(EmbeddedPages()) {
    answers.OnChange([this] { dashboard.WorkspaceChanged(), watch.WorkspaceChanged(); });
    jobs.OnEnd([this] { answers.WorkspaceChanged(); });
    dashboard.Start();
    watch.Start();
  }

  Response Health() const {
    Response response;
    response.body = R"({"status":"ok"})";
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
  }

  /// Where only this machine asks, everybody may; else it is for administrators or by the settings.
  Response MetricsText(const Request& request) {
    const bool is_local = IsLoopback(context.settings.host);
    const auto session = sessions.Find(request.Cookie(Sessions::kCookie));
    if (!is_local && !context.settings.public_metrics && !(session && session->role == Role::kAdmin)) {
      return ProblemResponse(Forbidden("the metrics are for this machine and for administrators"), LanguageOf(request));
    }
    Response response;
    response.type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = metrics.Text();
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
  }

  Response Answer(Request& request) {
    if (request.path.starts_with("/api/")) return api.Answer(request);
    if (request.method == "GET" && request.path == "/healthz") return Health();
    if (request.method == "GET" && request.path == "/metrics") return MetricsText(request);
    return pages.Answer(request);
  }

  bool StreamsBody(const Request& request) const {
    std::map<std::string, std::string> parameters;
    bool known = false;
    const Route* route = api.Find(request.method, request.path, parameters, known);
    return route && route->streams_body;
  }
};

HttpServerOptions OptionsOf(const Settings& settings) {
  HttpServerOptions options;
  options.host = settings.host;
  options.port = settings.port;
  options.certificate = settings.certificate;
  options.key = settings.key;
  options.most_threads = settings.threads;
  return options;
}

std::string AddressOf(const Settings& settings, int port) {
  const bool is_everywhere = settings.host == "0.0.0.0" || settings.host == "::";
  std::string host = is_everywhere ? "127.0.0.1" : settings.host;
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  return (settings.certificate.empty() ? "http://" : "https://") + host + ":" + std::to_string(port);
}

}  // namespace

void Serve(store::Workspace& workspace, const pack::Pack& pack, const Settings& settings, const StopFlag& stop,
           const std::function<void(const ServeStart&)>& started) {
  RaiseDescriptorLimit();
  House house(workspace, pack, settings);
  HttpServer server(OptionsOf(settings), {.streams_body = [&](const Request& request) { return house.StreamsBody(request); },
                                          .answer = [&](Request& request) { return house.Answer(request); }});
  house.metrics.Watch("auspex_threads", "Threads that answer requests", [&] { return static_cast<double>(server.threads()); });
  ServeStart start{AddressOf(settings, server.port()), {}, settings.certificate.empty() && !IsLoopback(settings.host)};
  if (!house.accounts.AnyPassword()) start.token = house.accounts.MakeOneTimeToken();
  server.Start();
  started(start);
  while (!stop.Stopped()) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  std::thread jobs([&] { house.jobs.Stop(); });
  server.Stop(kGrace);
  jobs.join();
}

}  // namespace auspex::serve
