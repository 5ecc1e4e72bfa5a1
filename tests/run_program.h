#pragma once
// The program as a user runs it: whole commands in a folder of their own, their output and exit codes.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace auspex::test {

namespace fs = std::filesystem;

inline std::string ReadAll(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

struct Outcome {
  int exit = -1;
  std::string out, err;
  std::string All() const { return out + err; }
};

/// A folder of its own for each test, and the program run in it.
class RunProgram : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "auspex-e2e-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// Starts `auspex ARGUMENTS` and returns its process id; `prefix` is run by the shell before it.
  pid_t Start(const std::string& arguments, const std::string& prefix = "") {
    const std::string command = "cd '" + folder_.string() + "' && " + prefix + " exec '" AUSPEX_PROGRAM "' " + arguments + " >out.txt 2>err.txt";
    const pid_t child = fork();
    if (child == 0) {
      execl("/bin/bash", "bash", "-c", command.c_str(), nullptr);
      _exit(127);
    }
    return child;
  }
  Outcome Wait(pid_t child) {
    int status = 0;
    waitpid(child, &status, 0);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), ReadAll(folder_ / "out.txt"), ReadAll(folder_ / "err.txt")};
  }
  Outcome Run(const std::string& arguments, const std::string& prefix = "") { return Wait(Start(arguments, prefix)); }
  void Good(const std::string& arguments) {
    const Outcome outcome = Run(arguments);
    ASSERT_EQ(outcome.exit, 0) << arguments << "\n" << outcome.All();
  }
  void Refused(const std::string& arguments, int exit, const std::string& message) {
    const Outcome outcome = Run(arguments);
    EXPECT_EQ(outcome.exit, exit) << arguments << "\n" << outcome.All();
    EXPECT_NE(outcome.err.find(message), std::string::npos) << "wanted: " << message << "\ngot: " << outcome.All();
  }
  void Write(const std::string& name, const std::string& text) { std::ofstream(folder_ / name, std::ios::binary) << text; }
  /// Rows of a result file, the header first.
  std::vector<std::string> Lines(const std::string& name) {
    std::vector<std::string> lines;
    std::istringstream in(ReadAll(folder_ / name));
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
  }

  fs::path folder_;
};

}  // namespace auspex::test
