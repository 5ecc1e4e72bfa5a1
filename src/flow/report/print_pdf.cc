#include "flow/report/print_pdf.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <thread>
#include <vector>

#include "base/error.h"
#include "base/output_file.h"

extern char** environ;

namespace auspex::flow {
namespace {

bool IsProgram(const std::filesystem::path& path) {
  std::error_code none;
  return std::filesystem::is_regular_file(path, none) && access(path.c_str(), X_OK) == 0;
}

/// "file:///a%20b/report.html"
std::string FileAddress(const std::filesystem::path& path) {
  constexpr const char* kHex = "0123456789ABCDEF";
  std::string out = "file://";
  for (const char c : std::filesystem::absolute(path).string()) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) || std::strchr("/-_.~", c) != nullptr) out += c;
    else out += {'%', kHex[byte >> 4], kHex[byte & 15]};
  }
  return out;
}

/// A folder for the browser's own files, gone with it.
struct Scratch {
  std::filesystem::path path;
  Scratch() {
    std::string name = (std::filesystem::temp_directory_path() / "auspex-pdf-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw Error(Fault::kInternal, "a temporary folder cannot be made", name, "Free some space there.");
    path = name;
  }
  ~Scratch() {
    std::error_code none;
    std::filesystem::remove_all(path, none);
  }
};

/// Runs the program in a process group of its own, without a shell; its exit code, or -1 where it had to be stopped.
int Run(const std::vector<std::string>& arguments, std::chrono::seconds limit) {
  std::vector<char*> pointers;
  for (const std::string& argument : arguments) pointers.push_back(const_cast<char*>(argument.c_str()));
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (const int stream : {0, 1, 2}) posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", stream == 0 ? O_RDONLY : O_WRONLY, 0);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  pid_t child = 0;
  const int failure = posix_spawn(&child, pointers[0], &actions, &attributes, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (failure != 0) throw Error(Fault::kInternal, "Chromium cannot be started: " + std::string(std::strerror(failure)), arguments[0]);
  const auto end = std::chrono::steady_clock::now() + limit;
  int status = 0;
  while (waitpid(child, &status, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > end) {
      kill(-child, SIGKILL);
      waitpid(child, &status, 0);
      return -1;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

}  // namespace

std::filesystem::path FindChromium() {
  if (const char* asked = std::getenv("AUSPEX_CHROMIUM"); asked != nullptr && *asked != 0) return IsProgram(asked) ? asked : "";
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    for (const char* name : {"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}) {
      if (IsProgram(std::filesystem::path(folder) / name)) return std::filesystem::path(folder) / name;
    }
  }
  return {};
}

void PrintPdf(const std::filesystem::path& html, const std::filesystem::path& pdf) {
  const std::filesystem::path chromium = FindChromium();
  if (chromium.empty()) {
    throw Error(Fault::kUsage, "there is no Chromium to make the PDF with", {},
                "Install chromium or set AUSPEX_CHROMIUM to its program; or open the HTML file in any browser and print it to a PDF.");
  }
  const Scratch scratch;
  OutputFile file(pdf);
  const std::filesystem::path made = scratch.path / "page.pdf";
  std::vector<std::string> arguments = {chromium.string(),
                                        "--headless",
                                        "--disable-gpu",
                                        "--no-first-run",
                                        "--disable-extensions",
                                        "--no-pdf-header-footer",
                                        "--user-data-dir=" + (scratch.path / "profile").string(),
                                        "--print-to-pdf=" + made.string()};
  if (geteuid() == 0) arguments.push_back("--no-sandbox");  // Chromium refuses to run as root with it; the page is our own and holds no script
  arguments.push_back(FileAddress(html));
  const int code = Run(arguments, std::chrono::seconds(120));
  std::error_code failure;
  if (code == 0 && std::filesystem::exists(made))
    std::filesystem::copy_file(made, file.temporary(), std::filesystem::copy_options::overwrite_existing, failure);
  if (code != 0 || failure || !std::filesystem::exists(file.temporary())) {
    throw Error(Fault::kInternal,
                code == -1 ? "Chromium made no PDF within two minutes" : "Chromium made no PDF (exit code " + std::to_string(code) + ")",
                chromium.string(), "Open the HTML file in a browser and print it to a PDF.");
  }
  file.Commit();
}

}  // namespace auspex::flow
