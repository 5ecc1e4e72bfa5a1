#pragma once
// A file that appears whole or not at all: written under a temporary name beside it, then renamed.
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "base/error.h"

namespace auspex {

class OutputFile {
 public:
  /// Throws Error(kUsage) for a folder, and where there is no folder to write in.
  explicit OutputFile(std::filesystem::path path);
  ~OutputFile();  ///< removes the temporary file unless committed
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  const std::filesystem::path& path() const { return path_; }
  /// Where to write, for a library that opens files itself; else call Write.
  const std::filesystem::path& temporary() const { return temporary_; }
  /// Appends to the temporary file. Throws Failure.
  void Write(std::string_view bytes);
  /// Moves the temporary file to its place. Throws Failure.
  void Commit();
  Error Failure(const std::string& why) const;

 private:
  std::filesystem::path path_, temporary_;
  std::ofstream stream_;  ///< open from the first Write on
};

}  // namespace auspex
