#pragma once
// The bytes of a file in order, unpacked if it is a gzip file (RFC 1952, any number of members), and its text as UTF-8.
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "text/encoding.h"

namespace auspex::data {

/// Reads bytes. Which kind of file it is, its first bytes say, not its name. Throws Error(kUsage) for a file that is
/// missing, a folder or unreadable, Error(kData) for a damaged or cut-off gzip file.
class FileSource {
 public:
  explicit FileSource(const std::filesystem::path& path);
  ~FileSource();
  FileSource(const FileSource&) = delete;

  /// Fills `to` with the next bytes; fewer than `capacity` only at the end, 0 after it.
  size_t Read(char* to, size_t capacity);
  /// Bytes of the file on disk taken so far, and how many there are.
  uint64_t taken() const;
  uint64_t size() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The same as UTF-8, without the byte order mark. Bytes that do not decode come as Transcoder::kBadByte.
class TextSource {
 public:
  TextSource(const std::filesystem::path& path, text::Detected detected);

  size_t Read(char* to, size_t capacity);
  uint64_t taken() const { return source_.taken(); }

 private:
  FileSource source_;
  bool plain_;
  text::Transcoder transcoder_;
  std::string bytes_, converted_;
  size_t given_ = 0;
  bool ended_ = false;
};

/// Whether the file begins as a Parquet file does.
bool IsParquet(const std::filesystem::path& path);

}  // namespace auspex::data
