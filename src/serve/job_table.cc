#include "serve/job_table.h"

#include <string>

namespace auspex::serve {
namespace {

using store::Value;

// Instants are kept as UTC; strftime gives them back as they came.
const std::string kSelect =
    "SELECT id, request, state, account, strftime(created, '%Y-%m-%dT%H:%M:%SZ'), strftime(started, '%Y-%m-%dT%H:%M:%SZ'), "
    "strftime(finished, '%Y-%m-%dT%H:%M:%SZ'), run, summary, problem, kind FROM jobs";

Value TextOrNull(const std::string& text) { return text.empty() ? Value() : Value(text); }

JobRecord RecordOf(const std::vector<std::optional<std::string>>& row) {
  JobRecord record;
  record.id = std::stoll(row[0].value_or("0"));
  record.request = row[1].value_or("");
  record.state = JobStateOf(row[2].value_or(""));
  record.by = row[3].value_or("");
  record.created = row[4].value_or(""), record.started = row[5].value_or(""), record.finished = row[6].value_or("");
  if (row[7]) record.run = std::stoll(*row[7]);
  record.summary = row[8].value_or(""), record.problem = row[9].value_or("");
  record.kind = row[10].value_or("");
  return record;
}

}  // namespace

JobTable::JobTable(store::Workspace& workspace) : workspace_(workspace) {
  store::Connection connection = workspace_.Connect();
  connection.Run(
      "CREATE TABLE IF NOT EXISTS jobs(id BIGINT, kind VARCHAR, request VARCHAR, state VARCHAR, account VARCHAR, created TIMESTAMP,"
      " started TIMESTAMP, finished TIMESTAMP, run BIGINT, summary VARCHAR, problem VARCHAR)");
  connection.Query("UPDATE jobs SET state = 'interrupted', finished = CAST(? AS TIMESTAMP) WHERE state IN ('queued', 'running')", {InstantNow()});
  for (const auto& row : connection.Query(kSelect).Rows()) Remember(RecordOf(row));
}

void JobTable::Remember(const JobRecord& record) {
  const std::scoped_lock lock(reading_);
  records_[record.id] = record;
}

int64_t JobTable::LargestId() {
  const std::scoped_lock lock(reading_);
  return records_.empty() ? 0 : records_.rbegin()->first;
}

void JobTable::Insert(const JobRecord& record) {
  const std::scoped_lock lock(writing_);
  workspace_.Connect().Query(
      "INSERT INTO jobs VALUES (?, ?, ?, ?, ?, CAST(? AS TIMESTAMP), NULL, NULL, NULL, NULL, NULL)",
      {record.id, record.kind, record.request, JobStateName(record.state), record.by, record.created});
  Remember(record);
}

void JobTable::Update(const JobRecord& record) {
  const std::scoped_lock lock(writing_);
  workspace_.Connect().Query(
      "UPDATE jobs SET state = ?, started = CAST(? AS TIMESTAMP), finished = CAST(? AS TIMESTAMP), run = CAST(? AS BIGINT), summary = ?, "
      "problem = ? WHERE id = ?",
      {JobStateName(record.state), TextOrNull(record.started), TextOrNull(record.finished), record.run ? Value(*record.run) : Value(),
       TextOrNull(record.summary), TextOrNull(record.problem), record.id});
  Remember(record);
}

std::optional<JobRecord> JobTable::Find(int64_t id) {
  const std::scoped_lock lock(reading_);
  const auto at = records_.find(id);
  return at == records_.end() ? std::nullopt : std::optional(at->second);
}

std::vector<JobRecord> JobTable::Newest(uint64_t limit) {
  const std::scoped_lock lock(reading_);
  std::vector<JobRecord> newest;
  for (auto at = records_.rbegin(); at != records_.rend() && newest.size() < limit; ++at) newest.push_back(at->second);
  return newest;
}

}  // namespace auspex::serve
