#pragma once
// Which encoding a file is in, by the evidence of its bytes, and the way from there to UTF-8.
//
// Evidence: a byte order mark; else NUL bytes at even or at odd places (UTF-16); else lines that are well-formed UTF-8;
// else GB18030 against Big5. The last two share most of their byte pairs, so both are walked strictly and judged by the
// share of characters that are common in them: rows 16 to 55 of GB 2312 (its level 1, 3,755 characters) and A440 to C67E
// of Big5 (its level 1, 5,401 characters), less the share of bytes that cannot be decoded at all.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace auspex::text {

enum class Encoding { kUtf8, kUtf16Le, kUtf16Be, kGb18030, kBig5 };

/// "UTF-8", "UTF-16LE", "UTF-16BE", "GB18030", "Big5".
const char* EncodingName(Encoding encoding);

struct Detected {
  Encoding encoding = Encoding::kUtf8;
  size_t mark = 0;  ///< bytes of the byte order mark, to be skipped
};

/// What the bytes of one file say. Collected over pieces in any grouping; pieces end at line ends where they can.
class EncodingEvidence {
 public:
  /// Looks at the first bytes of the file (a few kilobytes are enough): byte order mark and NUL bytes.
  void UpdateStart(std::string_view start);
  /// Looks at whole lines.
  void Update(std::string_view lines);
  void Merge(const EncodingEvidence& other);
  Detected Finish() const;

 private:
  /// Characters of one double-byte encoding.
  struct Pairs {
    uint64_t characters = 0, common = 0, bad = 0;
    double Score() const;
  };
  static void WalkGb18030(std::string_view line, Pairs& pairs);
  static void WalkBig5(std::string_view line, Pairs& pairs);

  Detected start_;
  bool decided_ = false;              ///< the start decided
  uint64_t utf8_ = 0, not_utf8_ = 0;  ///< lines that are not ASCII, by whether they are UTF-8
  Pairs gb18030_, big5_;              ///< of the lines that are not UTF-8
};

/// Turns a stream of bytes into UTF-8. Bytes that cannot be decoded come out as kBadByte, which is never part of
/// UTF-8: so whoever checks a row for UTF-8 finds them, and only the rows they stand in suffer. In GB18030 and Big5 a
/// line that is plainly UTF-8 is marked in the same way rather than misread.
class Transcoder {
 public:
  static constexpr char kBadByte = '\xFF';

  explicit Transcoder(Encoding encoding);
  ~Transcoder();
  Transcoder(const Transcoder&) = delete;

  /// Appends to `out` what `bytes` (the next ones) say; `last` if nothing follows.
  void Convert(std::string_view bytes, bool last, std::string& out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace auspex::text
