#pragma once
// What commands share: finding a pack, opening the workspace, progress that fits the terminal, printing the answer.
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/progress.h"
#include "cli/arguments.h"
#include "pack/pack.h"
#include "store/workspace.h"

namespace auspex::cli {

/// The folder of a pack given by name (looked for beside the program and where it was built) or by folder.
std::filesystem::path FindPack(const std::string& name_or_folder);

/// Folders of the packs that came with the program, in the order of their names.
std::vector<std::filesystem::path> KnownPackFolders();

/// Progress on stderr where that is a terminal, else silent.
std::unique_ptr<Progress> MakeProgress();

/// The workspace of -w, opened; throws Error(kUsage) if none was given.
std::unique_ptr<store::Workspace> OpenWorkspace(const Common& common);

/// Refuses --task with another name than the pack's.
void CheckTask(const pack::Pack& pack, const std::string& task);

/// Prints on stdout; throws Error(kInternal) if stdout cannot be written.
void Print(const std::string& text);

}  // namespace auspex::cli
