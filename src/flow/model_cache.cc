#include "flow/model_cache.h"

#include <algorithm>
#include <system_error>

namespace auspex::flow {

std::shared_ptr<const TrainedModel> ModelCache::Get(const std::filesystem::path& file) {
  std::error_code missing;  // ReadModel says it
  const auto written = std::filesystem::last_write_time(file, missing);
  const std::lock_guard lock(mutex_);  // also while reading, so that many who ask at once read it once
  const auto at = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.file == file; });
  if (at != entries_.end() && at->written == written && !missing) {
    entries_.splice(entries_.begin(), entries_, at);
    return at->model;
  }
  if (at != entries_.end()) entries_.erase(at);
  entries_.push_front({file, written, std::make_shared<const TrainedModel>(ReadModel(file))});
  if (entries_.size() > most_) entries_.pop_back();
  return entries_.front().model;
}

}  // namespace auspex::flow
