#include "serve/uploads.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <exception>
#include <map>
#include <mutex>
#include <set>
#include <tuple>

#include "base/format.h"
#include "serve/problem.h"
#include "serve/received_file.h"
#include "serve/utc.h"

namespace auspex::serve {
namespace {

namespace fs = std::filesystem;

std::string NewId() {
  if (sodium_init() < 0) throw Error(Fault::kInternal, "libsodium cannot be initialised");
  std::array<unsigned char, 16> bytes;
  randombytes_buf(bytes.data(), bytes.size());
  std::array<char, 33> text;
  sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
  return text.data();
}

HttpError Busy(const std::string& name) {
  return HttpError(409, "upload_busy", "somebody is sending this file already", name, "Wait a moment, then try again.").With("Retry-After", "1");
}

bool IsOld(const fs::path& path, Micros created) {
  std::error_code none;
  const auto written = fs::last_write_time(path, none);
  const auto old = std::chrono::days(Uploads::kUnfinishedDays);
  if (none) return UtcNow() - created > Uploads::kUnfinishedDays * kDay;
  return fs::file_time_type::clock::now() - written > old;
}

}  // namespace

struct Uploads::State {
  State(store::Workspace& workspace, uint64_t limit) : folder(workspace.folder() / "uploads"), most_bytes(limit), connection(workspace.Connect()) {
    fs::create_directories(folder);
    connection.Run("CREATE TABLE IF NOT EXISTS main.uploads (id VARCHAR, name VARCHAR, size BIGINT, created TIMESTAMP, account VARCHAR)");
    for (const auto& row : connection.Query("SELECT id, name, size, created, account FROM main.uploads ORDER BY created, id").Rows()) {
      const Micros created = std::stoll(row[3].value_or("0"));
      UploadInfo info{.id = row[0].value_or(""), .name = row[1].value_or(""), .size = static_cast<uint64_t>(std::stoll(row[2].value_or("0"))),
                      .offset = 0, .created = UtcText(created), .by = row[4].value_or("")};
      Restore(std::move(info), created);
    }
    RemoveStrays();
  }

  fs::path Part(const std::string& id) const { return folder / (id + ".part"); }
  fs::path Whole(const UploadInfo& info) const { return folder / info.id / info.name; }

  /// Takes over what an earlier server left, or removes it.
  void Restore(UploadInfo info, Micros created) {
    std::error_code none;
    if (fs::is_regular_file(Whole(info), none) && fs::file_size(Whole(info), none) == info.size) {
      info.offset = info.size;
    } else if (IsOld(Part(info.id), created)) {
      Forget(info.id);
      return;
    } else {
      const auto length = fs::file_size(Part(info.id), none);
      info.offset = none ? 0 : std::min<uint64_t>(length, info.size);
      FinishIfComplete(info);
    }
    uploads.emplace(info.id, std::move(info));
  }

  /// Files of no upload.
  void RemoveStrays() {
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder, none)) {
      if (!uploads.contains(entry.path().stem().string())) fs::remove_all(entry.path(), none);
    }
  }

  void FinishIfComplete(const UploadInfo& info) const {
    if (!info.complete()) return;
    fs::create_directories(folder / info.id);
    fs::rename(Part(info.id), Whole(info));
  }

  /// The line first: files without a line are removed at the next start.
  void Forget(const std::string& id) {
    connection.Query("DELETE FROM main.uploads WHERE id = ?", {id});
    std::error_code none;
    fs::remove(Part(id), none);
    fs::remove_all(folder / id, none);
  }

  UploadInfo& At(const std::string& id) {
    const auto found = uploads.find(id);
    if (found == uploads.end()) throw NotFound("there is no such upload", Excerpt(id));
    return found->second;
  }

  fs::path folder;
  uint64_t most_bytes;
  std::mutex mutex;  // of everything below
  store::Connection connection;
  std::map<std::string, UploadInfo> uploads;
  std::set<std::string> writing;  // ids of those that somebody writes
};

Uploads::Uploads(store::Workspace& workspace, uint64_t most_bytes) : state_(std::make_unique<State>(workspace, most_bytes)) {}
Uploads::~Uploads() = default;

UploadInfo Uploads::Begin(const std::string& name, uint64_t size, const std::string& account) {
  const Micros now = UtcNow();
  UploadInfo info{.id = NewId(), .name = CleanFileName(name), .size = size, .offset = 0, .created = UtcText(now), .by = account};
  if (size > state_->most_bytes) {
    const std::string limit = WithCommas(state_->most_bytes);
    throw HttpError(413, "upload_too_large", "the file has " + WithCommas(size) + " bytes; the server takes files of at most " + limit, info.name,
                    "Pack it with gzip or cut it into parts, or ask an administrator for a larger limit.");
  }
  std::error_code none;
  const auto space = fs::space(state_->folder, none);
  if (!none && space.available < size) throw DiskFull(info.name);
  const std::lock_guard lock(state_->mutex);
  MakeReceivedFile(state_->Part(info.id), info.name);
  state_->FinishIfComplete(info);
  state_->connection.Query("INSERT INTO main.uploads VALUES (?, ?, ?, make_timestamp(?), ?)",
                           {info.id, info.name, static_cast<int64_t>(size), now, account});
  state_->uploads.emplace(info.id, info);
  return info;
}

std::vector<UploadInfo> Uploads::List() {
  const std::lock_guard lock(state_->mutex);
  std::vector<UploadInfo> infos;
  for (const auto& [id, info] : state_->uploads) infos.push_back(info);
  std::ranges::sort(infos, [](const auto& a, const auto& b) { return std::tie(a.created, a.id) < std::tie(b.created, b.id); });
  return infos;
}

UploadInfo Uploads::Find(const std::string& id) {
  const std::lock_guard lock(state_->mutex);
  return state_->At(id);
}

UploadInfo Uploads::Append(const std::string& id, uint64_t offset, const std::function<bool(const std::function<bool(std::string_view)>&)>& read) {
  UploadInfo info;
  {
    const std::lock_guard lock(state_->mutex);
    info = state_->At(id);
    if (state_->writing.contains(id)) throw Busy(info.name);
    if (offset != info.offset) {
      const std::string there = std::to_string(info.offset);
      const std::string what = "the file goes on at byte " + there + ", not at " + std::to_string(offset);
      throw HttpError(409, "upload_offset", what, info.name, "Send it from there.").With("Upload-Offset", there);
    }
    if (info.complete()) return info;
    state_->writing.insert(id);
  }
  const auto end = [&](uint64_t written) {
    const std::lock_guard lock(state_->mutex);
    state_->writing.erase(id);
    state_->At(id).offset = info.offset = written;
    state_->FinishIfComplete(info);
  };
  std::exception_ptr failed;  // however it ends, others may write after it, and the offset is where the file ends
  uint64_t written = offset;
  try {
    failed = Receive({.path = state_->Part(id), .name = info.name, .size = info.size}, written, read);
  } catch (const Error&) {
    failed = std::current_exception();
  }
  end(written);
  if (failed) std::rethrow_exception(failed);
  return info;
}

void Uploads::Delete(const std::string& id) {
  const std::lock_guard lock(state_->mutex);
  const UploadInfo& info = state_->At(id);
  if (state_->writing.contains(id)) throw Busy(info.name);
  state_->Forget(id);
  state_->uploads.erase(id);
}

fs::path Uploads::Path(const std::string& id) {
  const std::lock_guard lock(state_->mutex);
  const UploadInfo& info = state_->At(id);
  if (!info.complete()) {
    const std::string arrived = std::to_string(info.offset) + " of " + std::to_string(info.size) + " bytes";
    throw HttpError(409, "upload_incomplete", "the file has not arrived whole: " + arrived, info.name, "Send the rest of it.");
  }
  return state_->Whole(info);
}

}  // namespace auspex::serve
