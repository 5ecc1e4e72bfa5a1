#pragma once
// Files on their way in: a line in table `uploads` and workspace/uploads/ID.part, when complete uploads/ID/NAME. Resumable, also after
// the server's end: where a file goes on is its length. Never in memory whole.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "store/workspace.h"

namespace auspex::serve {

struct UploadInfo {
  std::string id;    ///< 32 hexadecimal digits
  std::string name;  ///< as the user calls it: the last part of what was sent, without control characters
  uint64_t size = 0, offset = 0;  ///< in all; arrived
  std::string created, by;

  bool complete() const { return offset == size; }
};

/// The last part of a path as a file's name: without control characters and what file systems refuse (`<>:"|?*`, device names of
/// Windows, dots and blanks at the ends), at most 200 bytes, its suffixes kept. Throws BadRequest at `name` if nothing is left.
std::string CleanFileName(const std::string& name);

class Uploads {
 public:
  static constexpr int64_t kUnfinishedDays = 7;  ///< after these an upload that nobody goes on with is removed at the next start

  /// `most_bytes` of one file.
  Uploads(store::Workspace& workspace, uint64_t most_bytes);
  ~Uploads();

  /// Throws HttpError 413 "upload_too_large" beyond the limit, 507 "disk_full" if the disk has not so much room.
  UploadInfo Begin(const std::string& name, uint64_t size, const std::string& account);
  std::vector<UploadInfo> List();
  UploadInfo Find(const std::string& id);  ///< throws NotFound
  /// Appends what `read` delivers at `offset`; what has arrived is kept if it breaks off. Throws HttpError 409 "upload_offset"
  /// (with the header Upload-Offset) if the file's end is elsewhere, 409 "upload_busy" if somebody else is writing it, 413
  /// "upload_too_large" if it is more than was announced, 507 "disk_full".
  UploadInfo Append(const std::string& id, uint64_t offset, const std::function<bool(const std::function<bool(std::string_view)>&)>& read);
  /// Throws HttpError 409 "upload_busy" while somebody is writing it.
  void Delete(const std::string& id);
  /// Where a complete file lies, under its own name (so that formats are told and errors name it). Throws HttpError 409 "upload_incomplete".
  std::filesystem::path Path(const std::string& id);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace auspex::serve
