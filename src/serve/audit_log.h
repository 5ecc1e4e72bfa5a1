#pragma once
// Who did what: table `audit` of the workspace, append only.
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "serve/utc.h"
#include "store/workspace.h"

namespace auspex::serve {

struct AuditLine {
  std::string at;  ///< UTC with Z
  std::string account, address, action, subject, outcome;
};

class AuditLog {
 public:
  explicit AuditLog(store::Workspace& workspace, Clock clock = UtcNow);

  /// Never throws: an audit that cannot be written is said on stderr.
  void Record(const std::string& account, const std::string& address, const std::string& action, const std::string& subject,
              const std::string& outcome) noexcept;
  /// Newest first.
  std::vector<AuditLine> Read(uint64_t offset, uint64_t limit);
  uint64_t Size();

 private:
  Clock clock_;
  std::mutex mutex_;
  store::Connection connection_;  // of who holds mutex_
};

}  // namespace auspex::serve
