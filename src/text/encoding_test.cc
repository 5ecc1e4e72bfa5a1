#include "text/encoding.h"

#include <gtest/gtest.h>

#include "text/encoding_samples.h"
#include "text/utf8.h"

namespace auspex::text {
namespace {

constexpr std::string_view kHeader = "customer,time,symbol\n";

Encoding Detect(std::string_view bytes) {
  EncodingEvidence evidence;
  evidence.UpdateStart(bytes);
  evidence.Update(bytes);
  return evidence.Finish().encoding;
}

std::string Decode(Encoding encoding, std::string_view bytes, size_t piece = 1 << 20) {
  Transcoder transcoder(encoding);
  std::string out;
  for (size_t i = 0; i < bytes.size(); i += piece) transcoder.Convert(bytes.substr(i, piece), i + piece >= bytes.size(), out);
  return out;
}

/// UTF-16 of characters of the basic plane, by the definition of the encoding.
std::string Utf16(std::u16string_view text, bool big) {
  std::string out;
  for (const char16_t unit : text) {
    const char high = static_cast<char>(unit >> 8), low = static_cast<char>(unit & 0xFF);
    out += big ? high : low;
    out += big ? low : high;
  }
  return out;
}

TEST(Encoding, ByteOrderMarksDecideAndAreCounted) {
  const auto detect = [](std::string_view bytes) {
    EncodingEvidence evidence;
    evidence.UpdateStart(bytes);
    return evidence.Finish();
  };
  EXPECT_EQ(detect("\xEF\xBB\xBF" "a,b\n").mark, 3u);
  EXPECT_EQ(detect("\xEF\xBB\xBF" "a,b\n").encoding, Encoding::kUtf8);
  EXPECT_EQ(detect(std::string_view("\xFF\xFE" "a\0", 4)).encoding, Encoding::kUtf16Le);
  EXPECT_EQ(detect(std::string_view("\xFE\xFF\0a", 4)).encoding, Encoding::kUtf16Be);
  EXPECT_EQ(detect(std::string_view("\xFE\xFF\0a", 4)).mark, 2u);
}

TEST(Encoding, Utf16WithoutMarkIsToldByItsNulBytes) {
  EXPECT_EQ(Detect(Utf16(u"customer,time,symbol\n客戶,時間,事件\n", false)), Encoding::kUtf16Le);
  EXPECT_EQ(Detect(Utf16(u"customer,time,symbol\n客戶,時間,事件\n", true)), Encoding::kUtf16Be);
}

TEST(Encoding, ANulByteInTextOfBytesIsNoUtf16) { EXPECT_EQ(Detect(std::string_view("a,b\n1,\0\0\n2,3\n", 14)), Encoding::kUtf8); }

TEST(Encoding, ChineseFilesAreToldApart) {
  for (const bool header : {true, false}) {
    const auto with = [&](std::string_view line) { return (header ? std::string(kHeader) : std::string()) + std::string(line); };
    EXPECT_EQ(Detect(with(samples::kTraditional)), Encoding::kUtf8);
    EXPECT_EQ(Detect(with(samples::kTraditionalBig5)), Encoding::kBig5);
    EXPECT_EQ(Detect(with(samples::kTraditionalGb18030)), Encoding::kGb18030);
    EXPECT_EQ(Detect(with(samples::kSimplifiedGb18030)), Encoding::kGb18030);
  }
}

TEST(Encoding, EverySingleValueOfTheSamplesIsToldApart) {
  // As if a file held nothing but one value: a few characters are all there is to go by.
  const auto wrong = [](std::string_view line, Encoding expected) {
    int count = 0;
    for (size_t at = 0; at < line.size();) {
      const size_t end = std::min(line.size(), line.find(',', at));
      count += Detect(line.substr(at, end - at)) != expected;
      at = end + 1;
    }
    return count;
  };
  EXPECT_EQ(wrong(samples::kTraditionalBig5, Encoding::kBig5), 0);
  EXPECT_EQ(wrong(samples::kSimplifiedGb18030, Encoding::kGb18030), 0);
  EXPECT_EQ(wrong(samples::kTraditionalGb18030, Encoding::kGb18030), 0);
}

TEST(Encoding, AFewForeignLinesDoNotTurnAUtf8File) {
  std::string file(kHeader);
  for (int i = 0; i < 20; ++i) file += samples::kTraditional;
  file += samples::kTraditionalBig5;
  EXPECT_EQ(Detect(file), Encoding::kUtf8);
}

TEST(Encoding, EvidenceDoesNotDependOnHowTheFileIsCutAtLines) {
  EncodingEvidence first, second;
  first.UpdateStart(kHeader);
  first.Update(kHeader);
  second.Update(samples::kTraditionalBig5);
  first.Merge(second);
  EXPECT_EQ(first.Finish().encoding, Encoding::kBig5);
}

TEST(Transcoder, AgreesWithPythonsCodecsHoweverTheBytesArrive) {
  for (const size_t piece : {size_t{1}, size_t{3}, size_t{7}, size_t{100000}}) {
    EXPECT_EQ(Decode(Encoding::kBig5, samples::kTraditionalBig5, piece), samples::kTraditional);
    EXPECT_EQ(Decode(Encoding::kGb18030, samples::kTraditionalGb18030, piece), samples::kTraditional);
    EXPECT_EQ(Decode(Encoding::kGb18030, samples::kSimplifiedGb18030, piece), samples::kSimplified);
    EXPECT_EQ(Decode(Encoding::kUtf16Le, Utf16(u"a,客戶\n", false), piece), "a,客戶\n");
    EXPECT_EQ(Decode(Encoding::kUtf16Be, Utf16(u"a,客戶\n", true), piece), "a,客戶\n");
    EXPECT_EQ(Decode(Encoding::kUtf16Le, std::string_view("\x3D\xD8\x00\xDE\n\0", 6), piece), "\U0001F600\n");
  }
}

TEST(Transcoder, BadBytesAreMarkedAndSpoilNothingElse) {
  // FF is no lead byte in either encoding; A4 before a comma is half a character.
  EXPECT_EQ(Decode(Encoding::kGb18030, "a,\xFF,b\nc\n"), "a,\xFF,b\nc\n");
  EXPECT_EQ(Decode(Encoding::kBig5, "a,\xA4,b\nc\n"), "a,\xFF,b\nc\n");
  EXPECT_EQ(Decode(Encoding::kBig5, "a,\xA4\nc\n"), "a,\xFF\nc\n");
  EXPECT_EQ(Decode(Encoding::kBig5, "a,\xA4"), "a,\xFF");
  const std::string lonely = Decode(Encoding::kUtf16Le, std::string_view("a\0\x00\xD8\n\0b\0", 8));
  EXPECT_FALSE(ValidUtf8(lonely.substr(0, lonely.find('\n'))));
  EXPECT_TRUE(lonely.ends_with("\nb"));
}

TEST(Transcoder, AUtf8LineInADoubleByteFileIsMarkedNotMisread) {
  const std::string file = std::string(samples::kTraditionalBig5) + std::string(samples::kTraditional) + "ok\n";
  const std::string out = Decode(Encoding::kBig5, file);
  EXPECT_TRUE(out.starts_with(samples::kTraditional));
  EXPECT_TRUE(out.ends_with("\nok\n"));
  EXPECT_FALSE(ValidUtf8(out));
}

TEST(Utf8, FollowsTheUnicodeTableOfWellFormedSequences) {
  for (const char* good : {"", "plain ascii text of more than eight bytes", "é", "保", "\U0001F600", "\xED\x9F\xBF", "\xEE\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(ValidUtf8(good)) << good;
  }
  for (const char* bad : {"\x80", "\xC0\xAF", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
                          "\xE4\xBF", "12345678\xFF", "\xC3"}) {
    EXPECT_FALSE(ValidUtf8(bad));
  }
}

TEST(Utf8, PrintableTextIsValidAndWithinItsLimit) {
  EXPECT_EQ(PrintableUtf8("a\nb\xFF", 200), "a\\x0A" "b\\xFF");
  EXPECT_EQ(PrintableUtf8("保險保險", 7), "保險");
  EXPECT_TRUE(ValidUtf8(PrintableUtf8(samples::kTraditionalBig5, 200)));
}

}  // namespace
}  // namespace auspex::text
