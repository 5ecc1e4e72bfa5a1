#pragma once
// The growing file of an upload.
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <string>

#include "serve/http.h"
#include "serve/problem.h"

namespace auspex::serve {

struct ReceivedFile {
  std::filesystem::path path;
  std::string name;   ///< as its user calls it
  uint64_t size = 0;  ///< that it will have
};

/// 507 "disk_full".
HttpError DiskFull(const std::string& name);

/// Makes an empty file, readable by its owner only.
void MakeReceivedFile(const std::filesystem::path& path, const std::string& name);

/// Writes what `read` delivers behind the file's first `length` bytes, in pieces of a megabyte, as far as it comes and fits; sets `length`
/// to where the file ends then. Returns what went wrong, as nothing may be thrown through `read`: HttpError 413 "upload_too_large" for
/// more than the file's size, 507 "disk_full". Throws Error if the file cannot be opened.
std::exception_ptr Receive(const ReceivedFile& file, uint64_t& length, const std::function<bool(const TakeBytes&)>& read);

}  // namespace auspex::serve
