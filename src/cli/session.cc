#include "cli/session.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <vector>

#include "base/error.h"

namespace auspex::cli {

namespace fs = std::filesystem;

namespace {

/// The packs that came with the program, by name.
std::string KnownPacks() {
  std::string text;
  for (const auto& folder : KnownPackFolders()) text += (text.empty() ? "" : ", ") + folder.filename().string();
  return text;
}

}  // namespace

std::vector<std::filesystem::path> KnownPackFolders() {
  std::error_code code;
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(AUSPEX_PACKS, code)) folders.push_back(entry.path());
  std::sort(folders.begin(), folders.end());
  return folders;
}

std::filesystem::path FindPack(const std::string& name_or_folder) {
  std::error_code code;
  std::vector<fs::path> places{name_or_folder};
  const bool is_name = name_or_folder.find('/') == std::string::npos;
  const fs::path program = fs::read_symlink("/proc/self/exe", code);
  if (is_name && !code) {
    places.push_back(program.parent_path() / "packs" / name_or_folder);
    places.push_back(program.parent_path().parent_path() / "packs" / name_or_folder);
  }
  if (is_name) places.push_back(fs::path(AUSPEX_PACKS) / name_or_folder);
  for (const auto& place : places) {
    if (fs::is_regular_file(place / "pack.toml", code)) return place;
  }
  if (fs::is_directory(name_or_folder, code)) {
    throw Error(Fault::kUsage, "this folder is no pack: pack.toml is missing", name_or_folder, "docs/pack.md describes what a pack holds.");
  }
  throw Error(Fault::kUsage, "there is no pack of this name and no such folder", name_or_folder, "The packs of the program: " + KnownPacks() + ".");
}

std::unique_ptr<Progress> MakeProgress() {
  if (isatty(STDERR_FILENO)) return std::make_unique<TerminalProgress>();
  return std::make_unique<Progress>();
}

std::unique_ptr<store::Workspace> OpenWorkspace(const Common& common) {
  if (common.workspace.empty()) {
    throw Error(Fault::kUsage, "no workspace was named", {}, "Add -w DIR; make one with: auspex init DIR --pack PACK");
  }
  return std::make_unique<store::Workspace>(common.workspace, common.threads);
}

void CheckTask(const pack::Pack& pack, const std::string& task) {
  if (!task.empty() && task != pack.task) {
    throw Error(Fault::kUsage, "the pack has no task " + task, pack.name, "Its task is " + pack.task + ".");
  }
}

void Print(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    throw Error(Fault::kInternal, "standard output cannot be written");
  }
}

}  // namespace auspex::cli
