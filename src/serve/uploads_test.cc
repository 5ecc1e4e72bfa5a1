#include "serve/uploads.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

#include "serve/way_in_fixture.h"

namespace auspex::serve {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

/// Delivers `text` in pieces; false at the end if `broken`.
auto Pieces(const std::string& text, bool broken = false, size_t piece = 10'000) {
  return [=](const std::function<bool(std::string_view)>& take) {
    for (size_t at = 0; at < text.size(); at += piece) {
      if (!take(std::string_view(text).substr(at, piece))) return false;
    }
    return !broken;
  };
}

std::string Content(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string Noise(size_t size) {
  std::string text;
  uint64_t state = 1;
  while (text.size() < size) text += std::to_string(state = state * 6364136223846793005u + 1) + "\n";
  text.resize(size);
  return text;
}

TEST_F(WayInTest, AFileArrivesWholeUnderItsName) {
  const std::string text = Noise(2'500'000);
  const auto begun = uploads_->Begin("C:\\data\\三月 資料.csv.gz", text.size(), "ann");
  EXPECT_EQ(begun.id.size(), 32);
  EXPECT_EQ(begun.name, "三月 資料.csv.gz");
  EXPECT_EQ(begun.by, "ann");
  EXPECT_EQ(begun.created.back(), 'Z');
  EXPECT_EQ(Thrown([&] { uploads_->Path(begun.id); }),
            "409 upload_incomplete 三月 資料.csv.gz: the file has not arrived whole: 0 of 2500000 bytes");
  EXPECT_EQ(uploads_->Append(begun.id, 0, Pieces(text)).offset, text.size());
  const auto path = uploads_->Path(begun.id);
  EXPECT_EQ(path, folder_ / "ws" / "uploads" / begun.id / "三月 資料.csv.gz");
  EXPECT_EQ(Content(path), text);
  EXPECT_EQ(uploads_->Append(begun.id, text.size(), Pieces("")).offset, text.size());
  uploads_->Delete(begun.id);
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "ws" / "uploads"));
  EXPECT_EQ(Thrown([&] { uploads_->Find(begun.id); }), "404 not_found " + begun.id + ": there is no such upload");
}

TEST_F(WayInTest, ABrokenUploadGoesOnWhereItBroke) {
  const std::string text = Noise(2'000'000);
  const std::string id = uploads_->Begin("a.csv", text.size(), "ann").id;
  EXPECT_EQ(uploads_->Append(id, 0, Pieces(text.substr(0, 1'234'567), true)).offset, 1'234'567);
  EXPECT_EQ(Thrown([&] { uploads_->Append(id, 0, Pieces(text)); }), "409 upload_offset a.csv: the file goes on at byte 1234567, not at 0");
  EXPECT_THAT(headers_, ElementsAre(std::pair("Upload-Offset", "1234567")));
  Restart();
  EXPECT_EQ(uploads_->Find(id).offset, 1'234'567);
  EXPECT_EQ(uploads_->Append(id, 1'234'567, Pieces(text.substr(1'234'567, 100'000), true)).offset, 1'334'567);
  EXPECT_EQ(uploads_->Append(id, 1'334'567, Pieces(text.substr(1'334'567))).offset, text.size());
  EXPECT_EQ(Content(uploads_->Path(id)), text);
  Restart();
  EXPECT_EQ(Content(uploads_->Path(id)), text);
  EXPECT_EQ(uploads_->List().size(), 1);
}

TEST_F(WayInTest, AServerThatDiedBeforeItNamedTheFileNamesItAtItsNextStart) {
  const std::string id = uploads_->Begin("a.csv", 3, "ann").id;
  Stop();
  std::ofstream(folder_ / "ws" / "uploads" / (id + ".part")) << "abc";
  Start();
  EXPECT_EQ(Content(uploads_->Path(id)), "abc");
}

TEST_F(WayInTest, LimitsAreNamed) {
  EXPECT_EQ(Thrown([&] { uploads_->Begin("a.csv", kMostBytes + 1, "ann"); }),
            "413 upload_too_large a.csv: the file has 3,000,001 bytes; the server takes files of at most 3,000,000");
  EXPECT_THAT(Thrown([&] { uploads_->Begin("a.csv", UINT64_MAX, "ann"); }), StartsWith("413 upload_too_large a.csv: "));
  const std::string id = uploads_->Begin("a.csv", 10, "ann").id;
  EXPECT_EQ(Thrown([&] { uploads_->Append(id, 0, Pieces("12345678901", false, 4)); }),
            "413 upload_too_large a.csv: more bytes arrive than the 10 that were announced");
  EXPECT_EQ(uploads_->Find(id).offset, 8);
  EXPECT_EQ(uploads_->Append(id, 8, Pieces("90")).offset, 10);
  EXPECT_EQ(Content(uploads_->Path(id)), "1234567890");
}

TEST_F(WayInTest, AFullDiskIsToldAndWhatIsThereStays) {
  const std::string id = uploads_->Begin("a.csv", 2'000'000, "ann").id;
  const auto part = folder_ / "ws" / "uploads" / (id + ".part");
  std::filesystem::remove(part);
  std::filesystem::create_symlink("/dev/full", part);
  EXPECT_EQ(Thrown([&] { uploads_->Append(id, 0, Pieces(Noise(2'000'000))); }),
            "507 disk_full a.csv: the server's disk has not enough room for the file");
  EXPECT_EQ(uploads_->Find(id).offset, 0);
  std::filesystem::remove(part);
  EXPECT_EQ(uploads_->Append(id, 0, Pieces(Noise(2'000'000))).offset, 2'000'000);
}

TEST_F(WayInTest, OnlyOneMayWriteAFile) {
  const std::string id = uploads_->Begin("a.csv", 10, "ann").id;
  const std::string busy = "409 upload_busy a.csv: somebody is sending this file already";
  uploads_->Append(id, 0, [&](const auto& take) {
    take("123");
    EXPECT_EQ(Thrown([&] { uploads_->Append(id, 0, Pieces("x")); }), busy);
    EXPECT_THAT(headers_, ElementsAre(std::pair("Retry-After", "1")));
    EXPECT_EQ(Thrown([&] { uploads_->Delete(id); }), busy);
    return false;
  });
  EXPECT_EQ(uploads_->Find(id).offset, 3);
  uploads_->Delete(id);
}

TEST_F(WayInTest, WhatThrowsWhileReadingLosesNothing) {
  const std::string id = uploads_->Begin("a.csv", 10, "ann").id;
  EXPECT_THROW(uploads_->Append(id, 0, [](const auto& take) -> bool { take("123"), throw std::runtime_error("broken"); }), std::runtime_error);
  EXPECT_EQ(uploads_->Find(id).offset, 3);
}

TEST_F(WayInTest, AbandonedUploadsAndStrayFilesGoAtTheNextStart) {
  const std::string old = uploads_->Begin("old.csv", 10, "ann").id, fresh = uploads_->Begin("new.csv", 10, "ann").id;
  const std::string done = uploads_->Begin("done.csv", 2, "ann").id;
  uploads_->Append(old, 0, Pieces("123"));
  uploads_->Append(done, 0, Pieces("12"));
  Stop();
  const auto folder = folder_ / "ws" / "uploads";
  const auto days = [](int n) { return std::filesystem::file_time_type::clock::now() - std::chrono::hours(24 * n); };
  std::filesystem::last_write_time(folder / (old + ".part"), days(8));
  std::filesystem::last_write_time(folder / done / "done.csv", days(8));
  std::filesystem::last_write_time(folder / (fresh + ".part"), days(6));
  std::ofstream(folder / "stray.part") << "x";
  Start();
  EXPECT_EQ(uploads_->List().size(), 2);
  EXPECT_THAT(Thrown([&] { uploads_->Find(old); }), StartsWith("404 "));
  EXPECT_EQ(uploads_->Find(fresh).offset, 0);
  EXPECT_EQ(Content(uploads_->Path(done)), "12");
  EXPECT_FALSE(std::filesystem::exists(folder / "stray.part"));
}

TEST_F(WayInTest, AnEmptyFileIsCompleteAtOnce) {
  EXPECT_EQ(Content(uploads_->Path(uploads_->Begin("a.csv", 0, "ann").id)), "");
}

TEST_F(WayInTest, UnknownIdsAreNoPaths) {
  for (const char* id : {"", "..", "../auspex.duckdb", "x' OR 1=1", "0123456789abcdef0123456789abcdef"}) {
    EXPECT_THAT(Thrown([&] { uploads_->Find(id); }), StartsWith("404 not_found "));
    EXPECT_THAT(Thrown([&] { uploads_->Delete(id); }), StartsWith("404 not_found "));
    EXPECT_THAT(Thrown([&] { uploads_->Path(id); }), StartsWith("404 not_found "));
    EXPECT_THAT(Thrown([&] { uploads_->Append(id, 0, Pieces("x")); }), StartsWith("404 not_found "));
  }
}

TEST(FileName, KeepsWhatFileSystemsTakeOnly) {
  EXPECT_EQ(CleanFileName("三月.csv"), "三月.csv");
  EXPECT_EQ(CleanFileName("../../etc/passwd"), "passwd");
  EXPECT_EQ(CleanFileName("..\\..\\a.csv"), "a.csv");
  EXPECT_EQ(CleanFileName(".hidden. "), "hidden");
  EXPECT_EQ(CleanFileName(std::string("a\0b\n\x7F\xC2\x85.csv", 11)), "ab.csv");
  EXPECT_EQ(CleanFileName("a\xE2\x80\xAEvsc.exe"), "avsc.exe");
  EXPECT_EQ(CleanFileName("a\xFF" "b.csv"), "ab.csv");
  EXPECT_EQ(CleanFileName("a*b?c<d>e:f\"g|h.csv"), "a_b_c_d_e_f_g_h.csv");
  EXPECT_EQ(CleanFileName("con.csv"), "_con.csv");
  EXPECT_EQ(CleanFileName("LPT1"), "_LPT1");
  EXPECT_EQ(CleanFileName("console.csv"), "console.csv");
  std::string name;
  for (int i = 0; i < 300; ++i) name += "資";
  EXPECT_EQ(CleanFileName(name + ".csv.gz"), name.substr(0, 64 * 3) + ".csv.gz");
  EXPECT_EQ(CleanFileName(name), name.substr(0, 66 * 3));
  EXPECT_EQ(CleanFileName(std::string(1000, 'a')), std::string(200, 'a'));
  for (const char* nothing : {"", "/", "..", ". .", "\n", "a/"}) {
    try {
      CleanFileName(nothing);
      ADD_FAILURE() << nothing;
    } catch (const HttpError& error) {
      EXPECT_EQ(error.message(), "is no name of a file");
      EXPECT_EQ(error.status(), 400);
    }
  }
}

}  // namespace
}  // namespace auspex::serve
