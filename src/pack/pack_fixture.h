#pragma once
// Packs written into a folder for a test, and faults written into sound ones. For tests only.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "base/error.h"
#include "pack/cases.h"
#include "pack/pack.h"

namespace auspex::pack {

/// A pack's folder that is removed at the end.
class Folder {
 public:
  explicit Folder(const std::map<std::string, std::string>& files) {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    path_ = std::filesystem::temp_directory_path() / ("auspex_pack_" + std::to_string(getpid()) + "_" + test->name());
    for (const auto& [name, text] : files) Write(name, text);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  void Write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

struct Fault {
  std::string file, from, to;        ///< `from` is replaced by `to`; empty `from`: `to` is the whole file
  std::string where;                 ///< how the error's place ends
  std::string what, advice;          ///< parts of the error's message and advice
};

/// Reads the sound pack with the fault written into it, and its cases.
inline void ExpectRefused(std::map<std::string, std::string> files, const Fault& fault) {
  SCOPED_TRACE(fault.what);
  std::string& text = files[fault.file];
  if (fault.from.empty()) {
    text = fault.to;
  } else {
    ASSERT_NE(text.find(fault.from), std::string::npos);
    text.replace(text.find(fault.from), fault.from.size(), fault.to);
  }
  if (fault.to == "(removed)") files.erase(fault.file);
  const Folder folder(files);
  try {
    const Pack pack = ReadPack(folder.path());
    for (const auto& file : CaseFiles(folder.path())) ReadCases(file, pack);
    ADD_FAILURE() << "was read";
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), auspex::Fault::kUsage);
    EXPECT_TRUE(error.where().ends_with(fault.where)) << error.where();
    EXPECT_NE(error.message().find(fault.what), std::string::npos) << error.message();
    EXPECT_NE(error.advice().find(fault.advice), std::string::npos) << error.advice();
  }
}

}  // namespace auspex::pack
