#include "serve/answer_cache.h"

#include <list>
#include <map>
#include <mutex>
#include <utility>

namespace auspex::serve {
namespace {

constexpr size_t kOverhead = 200;  ///< bytes of an entry beside its texts, about

struct Entry {
  std::string question;
  std::shared_ptr<const std::string> answer;

  size_t bytes() const { return 2 * question.size() + answer->size() + kOverhead; }
};

}  // namespace

struct AnswerCache::State {
  using Place = std::list<Entry>::iterator;

  std::mutex mutex;
  size_t most_bytes = 0, bytes = 0;
  std::list<Entry> entries;  ///< most recently used first
  std::map<std::string, Place> places;

  void Drop(std::map<std::string, Place>::iterator at) {
    bytes -= at->second->bytes();
    entries.erase(at->second);
    places.erase(at);
  }
};

AnswerCache::AnswerCache(size_t most_bytes) : state_(std::make_unique<State>()) { state_->most_bytes = most_bytes; }
AnswerCache::~AnswerCache() = default;

std::shared_ptr<const std::string> AnswerCache::Find(const std::string& question) {
  const std::lock_guard lock(state_->mutex);
  const auto at = state_->places.find(question);
  if (at == state_->places.end()) return nullptr;
  state_->entries.splice(state_->entries.begin(), state_->entries, at->second);
  return at->second->answer;
}

void AnswerCache::Keep(const std::string& question, std::string answer) {
  Entry entry{question, std::make_shared<const std::string>(std::move(answer))};
  const std::lock_guard lock(state_->mutex);
  if (const auto before = state_->places.find(question); before != state_->places.end()) state_->Drop(before);
  if (entry.bytes() > state_->most_bytes / 8) return;  // one large answer must not push out all others
  state_->bytes += entry.bytes();
  state_->entries.push_front(std::move(entry));
  state_->places[question] = state_->entries.begin();
  while (state_->bytes > state_->most_bytes) state_->Drop(state_->places.find(state_->entries.back().question));
}

void AnswerCache::Forget(const std::string& prefix) {
  const std::lock_guard lock(state_->mutex);
  auto at = state_->places.lower_bound(prefix);
  while (at != state_->places.end() && at->first.starts_with(prefix)) state_->Drop(at++);
}

}  // namespace auspex::serve
