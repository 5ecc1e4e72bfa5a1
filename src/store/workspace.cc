#include "store/workspace.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>

#include "base/error.h"

namespace auspex::store {
namespace {

constexpr int kFormat = 1;

Error CannotWrite(const std::filesystem::path& path, const std::string& why) {
  return Error(Fault::kInternal, "cannot be written: " + why, path.string(), "Check the folder's permissions and the free space.");
}

/// Opens the lock file and takes its lock, or says which process has it.
int TakeLock(const std::filesystem::path& path, const std::filesystem::path& folder) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0) throw CannotWrite(path, std::strerror(errno));
  if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
    char owner[32] = {};
    const auto size = ::pread(file, owner, sizeof owner - 1, 0);
    ::close(file);
    const std::string who = size > 0 ? "process " + std::string(owner) : "another process";
    throw Error(Fault::kUsage, "the workspace is in use by " + who, folder.string(), "Wait until it has ended, or end it.");
  }
  const std::string me = std::to_string(::getpid());
  if (::ftruncate(file, 0) != 0 || ::pwrite(file, me.data(), me.size(), 0) < 0) {
    ::close(file);
    throw CannotWrite(path, std::strerror(errno));
  }
  return file;
}

void CheckFormat(const std::filesystem::path& folder) {
  const auto path = folder / "workspace.json";
  std::ifstream in(path);
  if (!in) {
    throw Error(Fault::kUsage, "this is no workspace (workspace.json is missing)", folder.string(),
                "Make one with: auspex init " + folder.string() + " --pack PACK");
  }
  const auto json = nlohmann::json::parse(in, nullptr, false);
  if (!json.is_object() || !json.contains("format") || !json["format"].is_number_integer()) {
    throw Error(Fault::kUsage, "the file is damaged", path.string(), "Restore it from a backup, or make a new workspace.");
  }
  if (json["format"].get<int>() > kFormat) {
    throw Error(Fault::kUsage, "this workspace was made by a newer version of Auspex (format " + json["format"].dump() + ")",
                path.string(), "Open it with that version or a later one.");
  }
}

/// The most that the database takes, in bytes: a 16th of the machine's memory, and 1,500 MiB at least. What is more spills to the workspace's folder.
uint64_t DatabaseMemory() {
  constexpr uint64_t kLeast = uint64_t{1500} << 20;
  return std::max(kLeast, static_cast<uint64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<uint64_t>(sysconf(_SC_PAGESIZE)) / 16);
}

}  // namespace

void Workspace::Create(const std::filesystem::path& folder, const std::filesystem::path& pack_folder, const std::string& pack_name) {
  namespace fs = std::filesystem;
  std::error_code code;
  if (fs::exists(folder, code) && !(fs::is_directory(folder, code) && fs::is_empty(folder, code))) {
    throw Error(Fault::kUsage, "the folder exists and is not empty", folder.string(), "Name a new folder.");
  }
  try {
    fs::create_directories(folder / "models");
    fs::copy(pack_folder, folder / "pack", fs::copy_options::recursive);
    const nlohmann::json json = {{"format", kFormat}, {"pack", pack_name}};
    std::ofstream out(folder / "workspace.json");
    out << json.dump(2) << '\n';
    if (!out.flush()) throw CannotWrite(folder / "workspace.json", std::strerror(errno));
  } catch (const fs::filesystem_error& error) {
    throw CannotWrite(folder, error.code().message());
  }
}

Workspace::Workspace(const std::filesystem::path& folder, size_t threads) : folder_(folder) {
  CheckFormat(folder);
  lock_ = TakeLock(folder / "lock", folder);
  try {
    DatabaseOptions options;
    options.file = folder / "auspex.duckdb";
    options.threads = threads;
    options.spill = folder / "spill";
    options.memory_limit = std::to_string(DatabaseMemory() >> 20) + "MiB";
    database_ = std::make_unique<Database>(options);
  } catch (...) {
    ::close(lock_);
    throw;
  }
}

Workspace::~Workspace() {
  database_.reset();
  ::close(lock_);
}

}  // namespace auspex::store
