#pragma once
// Answers that cannot change, by question: the results of a run never do. Least recently used ones go first.
#include <cstddef>
#include <memory>
#include <string>

namespace auspex::serve {

class AnswerCache {
 public:
  explicit AnswerCache(size_t most_bytes = 64 << 20);
  ~AnswerCache();

  /// nullptr if it is not there.
  std::shared_ptr<const std::string> Find(const std::string& question);
  void Keep(const std::string& question, std::string answer);
  /// Forgets every question that begins with `prefix`.
  void Forget(const std::string& prefix);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace auspex::serve
