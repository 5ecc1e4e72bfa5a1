#include "base/output_file.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace auspex {

OutputFile::OutputFile(std::filesystem::path path) : path_(std::move(path)) {
  namespace fs = std::filesystem;
  std::error_code code;
  if (fs::is_directory(path_, code)) throw Error(Fault::kUsage, "this is a folder, not a file", path_.string(), "Name a file.");
  const fs::path parent = path_.has_parent_path() ? path_.parent_path() : fs::path(".");
  if (!fs::is_directory(parent, code)) {
    throw Error(Fault::kUsage, "the folder does not exist", parent.string(), "Make it first, or name another.");
  }
  temporary_ = parent / ("." + path_.filename().string() + "." + std::to_string(::getpid()) + ".part");
  if (fs::exists(path_, code) && !fs::is_regular_file(path_, code)) temporary_ = path_;  // a device or a pipe
}

OutputFile::~OutputFile() {
  if (temporary_.empty() || temporary_ == path_) return;
  stream_.close();
  std::error_code code;
  std::filesystem::remove(temporary_, code);
}

void OutputFile::Write(std::string_view bytes) {
  errno = 0;
  if (!stream_.is_open()) stream_.open(temporary_, std::ios::binary | std::ios::trunc);
  if (!stream_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()))) throw Failure(std::strerror(errno));
}

void OutputFile::Commit() {
  if (stream_.is_open()) {
    stream_.close();
    if (!stream_) throw Failure(std::strerror(errno));
  }
  if (temporary_ != path_) {
    std::error_code code;
    std::filesystem::rename(temporary_, path_, code);
    if (code) throw Failure(code.message());
  }
  temporary_.clear();
}

Error OutputFile::Failure(const std::string& why) const {
  return Error(Fault::kInternal, "cannot be written: " + why, path_.string(), "Check the folder's permissions and the free space.");
}

}  // namespace auspex
