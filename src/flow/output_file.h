#pragma once
// A file that appears whole or not at all: written under a temporary name beside it, then renamed.
#include <filesystem>
#include <string>

#include "base/error.h"

namespace auspex::flow {

class OutputFile {
 public:
  explicit OutputFile(std::filesystem::path path);
  ~OutputFile();  ///< removes the temporary file unless committed
  OutputFile(const OutputFile&) = delete;

  const std::filesystem::path& path() const { return path_; }
  const std::filesystem::path& temporary() const { return temporary_; }
  /// Moves the temporary file to its place.
  void Commit();
  Error Failure(const std::string& why) const;

 private:
  std::filesystem::path path_, temporary_;
};

}  // namespace auspex::flow
