#pragma once
// Files on their way in: workspace/uploads/ID.part and a line in table `uploads`; resumable, never in memory whole.
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
  uint64_t size = 0, offset = 0;
  std::string created, by;
};

class Uploads {
 public:
  /// `most_bytes` of one file.
  Uploads(store::Workspace& workspace, uint64_t most_bytes);
  ~Uploads();

  UploadInfo Begin(const std::string& name, uint64_t size, const std::string& account);
  std::vector<UploadInfo> List();
  UploadInfo Find(const std::string& id);  ///< throws NotFound
  /// Appends what `read` delivers at `offset`; what has arrived is kept if it breaks off. Throws HttpError 409 if the file's end is
  /// elsewhere or somebody else is writing it, 413 if it is more than was announced, 507 if the disk is full.
  UploadInfo Append(const std::string& id, uint64_t offset, const std::function<bool(const std::function<bool(std::string_view)>&)>& read);
  void Delete(const std::string& id);
  /// Where a complete file lies, under its own name (so that formats are told and errors name it). Throws HttpError 409 if it is not complete.
  std::filesystem::path Path(const std::string& id);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace auspex::serve
