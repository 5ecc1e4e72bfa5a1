#include "serve/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <chrono>
#include <vector>

namespace auspex::serve {
namespace {

const prometheus::Histogram::BucketBoundaries kSeconds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 10};

}  // namespace

struct Metrics::State {
  struct Watched {
    prometheus::Gauge& gauge;
    std::function<double()> figure;
  };

  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests =
      prometheus::BuildCounter().Name("auspex_requests_total").Help("Requests answered, by route, method and status").Register(registry);
  prometheus::Family<prometheus::Histogram>& seconds =
      prometheus::BuildHistogram().Name("auspex_request_seconds").Help("Time to answer a request, without sending it").Register(registry);
  std::vector<Watched> watched;
};

Metrics::Metrics() : state_(std::make_unique<State>()) {
  const auto now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  Watch("process_start_time_seconds", "When the process started, in seconds since 1970", [now] { return now; });
}

Metrics::~Metrics() = default;

void Metrics::Count(const std::string& method, const std::string& pattern, int status, double seconds) {
  state_->requests.Add({{"method", method}, {"route", pattern}, {"status", std::to_string(status)}}).Increment();
  state_->seconds.Add({{"route", pattern}}, kSeconds).Observe(seconds);
}

void Metrics::Watch(const std::string& name, const std::string& help, std::function<double()> figure) {
  auto& gauge = prometheus::BuildGauge().Name(name).Help(help).Register(state_->registry).Add({});
  state_->watched.push_back({gauge, std::move(figure)});
}

std::string Metrics::Text() {
  for (auto& entry : state_->watched) entry.gauge.Set(entry.figure());
  return prometheus::TextSerializer().Serialize(state_->registry.Collect());
}

}  // namespace auspex::serve
