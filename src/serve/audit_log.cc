#include "serve/audit_log.h"

#include <cstdio>
#include <exception>

#include "text/utf8.h"

namespace auspex::serve {
namespace {

constexpr size_t kLongestText = 300;

}  // namespace

AuditLog::AuditLog(store::Workspace& workspace, Clock clock) : clock_(std::move(clock)), connection_(workspace.Connect()) {
  connection_.Run("CREATE TABLE IF NOT EXISTS main.audit (happened TIMESTAMP, account VARCHAR, address VARCHAR, action VARCHAR, subject VARCHAR, "
                  "outcome VARCHAR)");
}

void AuditLog::Record(const std::string& account, const std::string& address, const std::string& action, const std::string& subject,
                      const std::string& outcome) noexcept try {
  const auto text = [](const std::string& part) { return store::Value(text::PrintableUtf8(part, kLongestText)); };
  const std::lock_guard lock(mutex_);
  connection_.Query("INSERT INTO main.audit VALUES (make_timestamp(?), ?, ?, ?, ?, ?)",
                    {clock_(), text(account), text(address), text(action), text(subject), text(outcome)});
} catch (const std::exception& error) {
  std::fprintf(stderr, "auspex: the audit table cannot be written: %s\n", error.what());
}

std::vector<AuditLine> AuditLog::Read(uint64_t offset, uint64_t limit) {
  const std::lock_guard lock(mutex_);
  auto result = connection_.Query(
      "SELECT happened, account, address, action, subject, outcome FROM main.audit ORDER BY happened DESC, rowid DESC LIMIT ? OFFSET ?",
      {static_cast<int64_t>(limit), static_cast<int64_t>(offset)});
  std::vector<AuditLine> lines;
  for (auto& row : result.Rows()) {
    const auto text = [&](size_t column) { return row[column].value_or(""); };
    lines.push_back({UtcText(std::stoll(text(0))), text(1), text(2), text(3), text(4), text(5)});
  }
  return lines;
}

uint64_t AuditLog::Size() {
  const std::lock_guard lock(mutex_);
  return static_cast<uint64_t>(connection_.Integer("SELECT count(*) FROM main.audit"));
}

}  // namespace auspex::serve
