#pragma once
// Models of journeys that were read once and are kept while they are asked for again and again. May be used by many threads.
#include "flow/file_cache.h"
#include "flow/model_file.h"

namespace auspex::flow {

class ModelCache {
 public:
  explicit ModelCache(size_t most = 4) : models_(most) {}
  /// The model of a file. Throws as ReadModel.
  std::shared_ptr<const TrainedModel> Get(const std::filesystem::path& file) { return models_.Get(file, ReadModel); }

 private:
  FileCache<TrainedModel> models_;
};

}  // namespace auspex::flow
