#pragma once
// Models that were read once and are kept while they are asked for again and again. May be used by many threads.
#include <filesystem>
#include <list>
#include <memory>
#include <mutex>

#include "flow/model_file.h"

namespace auspex::flow {

class ModelCache {
 public:
  explicit ModelCache(size_t most = 4) : most_(most) {}

  /// The model of a file, read if it is not there or the file has changed; the least recently used one goes first. Throws as ReadModel.
  std::shared_ptr<const TrainedModel> Get(const std::filesystem::path& file);

 private:
  struct Entry {
    std::filesystem::path file;
    std::filesystem::file_time_type written;
    std::shared_ptr<const TrainedModel> model;
  };
  size_t most_;
  std::mutex mutex_;
  std::list<Entry> entries_;  ///< most recently used first
};

}  // namespace auspex::flow
