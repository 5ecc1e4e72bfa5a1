#pragma once
// A workspace: the folder with the tables, models, pack and settings of one user.
//
//   workspace.json   format, pack's name, version of the program that made it
//   auspex.duckdb    all tables
//   pack/            the pack's files as they were at `init`; the user may change them
//   models/          one file a model
//   spill/           what does not fit into memory, only while a command runs
//   lock             held by the one process that owns the workspace
#include <filesystem>
#include <memory>
#include <string>

#include "store/database.h"

namespace auspex::store {

class Workspace {
 public:
  /// Makes `folder` with a copy of the pack in `pack_folder`. Throws Error(kUsage) if `folder` holds something already.
  static void Create(const std::filesystem::path& folder, const std::filesystem::path& pack_folder,
                     const std::string& pack_name);

  /// Opens and locks. Throws Error(kUsage) if `folder` is no workspace, was made by a newer version, or another process
  /// has it (named by its process id).
  explicit Workspace(const std::filesystem::path& folder, size_t threads = 0);
  ~Workspace();
  Workspace(const Workspace&) = delete;

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path pack_folder() const { return folder_ / "pack"; }
  std::filesystem::path models_folder() const { return folder_ / "models"; }
  Connection Connect() { return database_->Connect(); }

 private:
  std::filesystem::path folder_;
  int lock_ = -1;
  std::unique_ptr<Database> database_;
};

}  // namespace auspex::store
