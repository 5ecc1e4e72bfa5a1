#include "text/utf8.h"

#include <cstdint>
#include <cstring>

namespace auspex::text {
namespace {

constexpr uint64_t kHighBits = 0x8080808080808080ull;

bool Continues(unsigned char byte) { return (byte & 0xC0) == 0x80; }

/// Length of the sequence at `at`, which is not ASCII; 0 if it is ill-formed.
inline size_t Multibyte(const unsigned char* at, size_t left) {
  const unsigned char lead = at[0];
  if (lead < 0xC2 || lead > 0xF4 || left < 2) return 0;
  if (lead < 0xE0) return Continues(at[1]) ? 2 : 0;
  const unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (at[1] < low || at[1] > high || left < 3 || !Continues(at[2])) return 0;
  if (lead < 0xF0) return 3;
  return left >= 4 && Continues(at[3]) ? 4 : 0;
}

}  // namespace

bool IsAscii(std::string_view text) {
  uint64_t seen = 0, word;
  size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::memcpy(&word, text.data() + i, 8);
    seen |= word;
  }
  for (; i < text.size(); ++i) seen |= static_cast<unsigned char>(text[i]);
  return (seen & kHighBits) == 0;
}

bool ValidUtf8(std::string_view text) {
  const auto* at = reinterpret_cast<const unsigned char*>(text.data());
  const auto* const end = at + text.size();
  while (at < end) {
    if (*at < 0x80) {
      uint64_t word;
      while (end - at >= 8 && (std::memcpy(&word, at, 8), (word & kHighBits) == 0)) at += 8;
      while (at < end && *at < 0x80) ++at;
      continue;
    }
    const size_t length = Multibyte(at, static_cast<size_t>(end - at));
    if (length == 0) return false;
    at += length;
  }
  return true;
}

size_t Utf8SequenceLength(std::string_view text) {
  if (text.empty()) return 0;
  const auto* at = reinterpret_cast<const unsigned char*>(text.data());
  return *at < 0x80 ? 1 : Multibyte(at, text.size());
}

std::string PrintableUtf8(std::string_view text, size_t limit) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  while (!text.empty()) {
    const size_t length = Utf8SequenceLength(text);
    const auto byte = static_cast<unsigned char>(text.front());
    std::string piece(text.substr(0, length));
    if (length == 0 || byte < 0x20 || byte == 0x7F) piece = {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
    if (out.size() + piece.size() > limit) break;
    out += piece;
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

}  // namespace auspex::text
