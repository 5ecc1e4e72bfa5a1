#include "text/encoding.h"

#include <algorithm>

#include "text/utf8.h"

namespace auspex::text {
namespace {

unsigned char At(std::string_view text, size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0; }
bool Within(unsigned char byte, unsigned char low, unsigned char high) { return byte >= low && byte <= high; }

}  // namespace

const char* EncodingName(Encoding encoding) {
  switch (encoding) {
    case Encoding::kUtf8: return "UTF-8";
    case Encoding::kUtf16Le: return "UTF-16LE";
    case Encoding::kUtf16Be: return "UTF-16BE";
    case Encoding::kGb18030: return "GB18030";
    case Encoding::kBig5: return "Big5";
  }
  return "";
}

void EncodingEvidence::UpdateStart(std::string_view start) {
  decided_ = true;
  if (start.starts_with("\xEF\xBB\xBF")) {
    start_ = {Encoding::kUtf8, 3};
    return;
  }
  if (start.starts_with("\xFF\xFE")) {
    start_ = {Encoding::kUtf16Le, 2};
    return;
  }
  if (start.starts_with("\xFE\xFF")) {
    start_ = {Encoding::kUtf16Be, 2};
    return;
  }
  // A header is mostly ASCII, so UTF-16 has a NUL in nearly every other place; a NUL in text of bytes is an accident.
  start = start.substr(0, start.find('\n') == std::string_view::npos ? 4096 : std::min<size_t>(4096, start.find('\n') + 2));
  uint64_t nuls[2] = {0, 0};
  for (size_t i = 0; i < start.size(); ++i) nuls[i % 2] += start[i] == 0;
  const uint64_t half = start.size() / 2;
  if (half > 0 && nuls[1] * 2 > half && nuls[0] * 8 <= nuls[1]) {
    start_ = {Encoding::kUtf16Le, 0};
  } else if (half > 0 && nuls[0] * 2 > half && nuls[1] * 8 <= nuls[0]) {
    start_ = {Encoding::kUtf16Be, 0};
  } else {
    decided_ = false;
  }
}

void EncodingEvidence::Update(std::string_view lines) {
  if (IsAscii(lines)) return;
  if (ValidUtf8(lines)) {  // the usual case, at the speed of a single pass
    utf8_ += static_cast<uint64_t>(std::ranges::count(lines, '\n')) + 1;
    return;
  }
  while (!lines.empty()) {
    const size_t end = std::min(lines.size(), lines.find('\n'));
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(std::min(lines.size(), end + 1));
    if (IsAscii(line)) continue;
    if (ValidUtf8(line)) {
      ++utf8_;
      continue;
    }
    ++not_utf8_;
    WalkGb18030(line, gb18030_);
    WalkBig5(line, big5_);
  }
}

void EncodingEvidence::Merge(const EncodingEvidence& other) {
  if (other.decided_) decided_ = true, start_ = other.start_;
  utf8_ += other.utf8_;
  not_utf8_ += other.not_utf8_;
  for (auto [mine, theirs] : {std::pair{&gb18030_, &other.gb18030_}, std::pair{&big5_, &other.big5_}}) {
    mine->characters += theirs->characters;
    mine->common += theirs->common;
    mine->bad += theirs->bad;
  }
}

double EncodingEvidence::Pairs::Score() const {
  if (characters + bad == 0) return 0;
  const auto total = static_cast<double>(characters + bad);
  return (static_cast<double>(common) - 4 * static_cast<double>(bad)) / total;
}

Detected EncodingEvidence::Finish() const {
  if (decided_) return start_;
  if (utf8_ >= not_utf8_) return {Encoding::kUtf8, 0};
  const double gb18030 = gb18030_.Score(), big5 = big5_.Score();
  // Neither fits: call it UTF-8, and its rows are refused as what they are, not misread.
  if (std::max(gb18030, big5) < 0) return {Encoding::kUtf8, 0};
  return {big5 > gb18030 ? Encoding::kBig5 : Encoding::kGb18030, 0};
}

void EncodingEvidence::WalkGb18030(std::string_view line, Pairs& pairs) {
  for (size_t i = 0; i < line.size();) {
    const unsigned char lead = At(line, i), trail = At(line, i + 1);
    if (lead < 0x80) {
      ++i;
    } else if (lead == 0x80 || lead == 0xFF) {
      ++pairs.bad, ++i;
    } else if (Within(trail, 0x30, 0x39) && Within(At(line, i + 2), 0x81, 0xFE) && Within(At(line, i + 3), 0x30, 0x39)) {
      ++pairs.characters, i += 4;
    } else if (Within(trail, 0x40, 0x7E) || Within(trail, 0x80, 0xFE)) {
      const bool symbol = lead == 0xA1 || lead == 0xA3;
      pairs.common += trail >= 0xA1 && (symbol || Within(lead, 0xB0, 0xD7));
      ++pairs.characters, i += 2;
    } else {
      ++pairs.bad, ++i;
    }
  }
}

void EncodingEvidence::WalkBig5(std::string_view line, Pairs& pairs) {
  for (size_t i = 0; i < line.size();) {
    const unsigned char lead = At(line, i), trail = At(line, i + 1);
    if (lead < 0x80) {
      ++i;
    } else if (Within(lead, 0xA1, 0xF9) && (Within(trail, 0x40, 0x7E) || Within(trail, 0xA1, 0xFE))) {
      pairs.common += lead < 0xC6 || (lead == 0xC6 && trail <= 0x7E);
      ++pairs.characters, i += 2;
    } else {
      ++pairs.bad, ++i;
    }
  }
}

}  // namespace auspex::text
