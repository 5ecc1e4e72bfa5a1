#pragma once
// Counters for Prometheus (text format 0.0.4).
#include <functional>
#include <memory>
#include <string>

namespace auspex::serve {

class Metrics {
 public:
  Metrics();
  ~Metrics();

  /// One request answered; `pattern` is the route's, so that the number of series stays small.
  void Count(const std::string& method, const std::string& pattern, int status, double seconds);
  /// A figure that is asked for whenever the metrics are read. Before the first Text.
  void Watch(const std::string& name, const std::string& help, std::function<double()> figure);
  std::string Text();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace auspex::serve
