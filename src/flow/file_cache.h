#pragma once
// What was read from files once, kept while it is asked for again and again. May be used by many threads.
#include <algorithm>
#include <filesystem>
#include <list>
#include <memory>
#include <mutex>
#include <system_error>

namespace auspex::flow {

template <class Content>
class FileCache {
 public:
  explicit FileCache(size_t most = 4) : most_(most) {}

  /// `read(file)` if it is not there or the file has changed; the least recently used one goes first. Throws what `read` throws.
  template <class Read>
  std::shared_ptr<const Content> Get(const std::filesystem::path& file, const Read& read) {
    std::error_code missing;  // `read` says it
    const auto written = std::filesystem::last_write_time(file, missing);
    const std::lock_guard lock(mutex_);  // also while reading, so that many who ask at once read it once
    const auto at = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.file == file; });
    if (at != entries_.end() && at->written == written && !missing) {
      entries_.splice(entries_.begin(), entries_, at);
      return at->content;
    }
    if (at != entries_.end()) entries_.erase(at);
    entries_.push_front({file, written, std::make_shared<const Content>(read(file))});
    if (entries_.size() > most_) entries_.pop_back();
    return entries_.front().content;
  }

 private:
  struct Entry {
    std::filesystem::path file;
    std::filesystem::file_time_type written;
    std::shared_ptr<const Content> content;
  };
  size_t most_;
  std::mutex mutex_;
  std::list<Entry> entries_;  ///< most recently used first
};

}  // namespace auspex::flow
