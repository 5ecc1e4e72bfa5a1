#include "base/output_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

namespace auspex {
namespace {

namespace fs = std::filesystem;

class OutputFileTest : public testing::Test {
 protected:
  OutputFileTest() {
    std::string name = (fs::temp_directory_path() / "auspex-output-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~OutputFileTest() override { fs::remove_all(folder_); }

  size_t Files() const { return static_cast<size_t>(std::distance(fs::directory_iterator(folder_), fs::directory_iterator())); }
  static std::string TextOf(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  fs::path folder_;
};

template <class F>
std::string MessageOf(F f) {
  try {
    f();
  } catch (const Error& error) {
    return error.message() + " | " + error.where();
  }
  return "no error";
}

TEST_F(OutputFileTest, AppearsWholeOrNotAtAll) {
  const fs::path path = folder_ / "a.csv";
  std::ofstream(path) << "before";
  {
    OutputFile file(path);
    file.Write("half");
  }
  EXPECT_EQ(TextOf(path), "before");
  EXPECT_EQ(Files(), 1u);
  OutputFile file(path);
  file.Write("one, ");
  file.Write("two");
  EXPECT_EQ(TextOf(path), "before");
  file.Commit();
  EXPECT_EQ(TextOf(path), "one, two");
  EXPECT_EQ(Files(), 1u);
}

TEST_F(OutputFileTest, SaysWhyItCannotBeWritten) {
  EXPECT_EQ(MessageOf([&] { OutputFile file(folder_); }), "this is a folder, not a file | " + folder_.string());
  EXPECT_EQ(MessageOf([&] { OutputFile file(folder_ / "none" / "a.csv"); }), "the folder does not exist | " + (folder_ / "none").string());
  OutputFile file(folder_ / "a.csv");
  fs::create_directories(file.temporary());  // a folder stands where the file should grow
  EXPECT_EQ(MessageOf([&] { file.Write("x"); }), "cannot be written: Is a directory | " + (folder_ / "a.csv").string());
  EXPECT_EQ(MessageOf([&] {
    OutputFile full("/dev/full");
    full.Write(std::string(1 << 20, 'x'));
  }), "cannot be written: No space left on device | /dev/full");
}

TEST_F(OutputFileTest, SaysWhenItCannotBeMovedToItsPlace) {
  OutputFile file(folder_ / "a.csv");
  file.Write("x");
  fs::create_directories(folder_ / "a.csv" / "full");  // a folder that a file cannot replace
  EXPECT_EQ(MessageOf([&] { file.Commit(); }), "cannot be written: Is a directory | " + (folder_ / "a.csv").string());
}

}  // namespace
}  // namespace auspex
