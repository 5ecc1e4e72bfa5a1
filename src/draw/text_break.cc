#include "draw/text_break.h"

#include <algorithm>
#include <cstdint>

#include "draw/canvas.h"

namespace auspex::draw {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

size_t LengthOf(unsigned char lead) { return lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : lead >> 3 == 30 ? 4 : 0; }

uint32_t CodeOf(std::string_view character) {
  const auto lead = static_cast<unsigned char>(character[0]);
  uint32_t code = character.size() == 1 ? lead : lead & (0x7Fu >> character.size());
  for (const char c : character.substr(1)) code = code << 6 | (static_cast<unsigned char>(c) & 0x3Fu);
  return code;
}

bool IsValid(std::string_view character) {
  if (std::any_of(character.begin() + 1, character.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; })) return false;
  const uint32_t code = CodeOf(character);
  constexpr uint32_t kLeast[] = {0, 0x20, 0x80, 0x800, 0x10000};
  return code >= kLeast[character.size()] && code <= 0x10FFFF && code != 0x7F && !(code >= 0xD800 && code < 0xE000);
}

bool IsWide(std::string_view character) {
  const uint32_t code = CodeOf(character);
  return (code >= 0x2E80 && code < 0xAC00) || (code >= 0xF900 && code < 0xFB00) || (code >= 0x20000 && code < 0x40000);
}

bool ClingsToLeft(std::string_view character) {
  constexpr std::string_view kClosing[] = {"，", "。", "、", "；", "：", "）", "」", "』", "％", "！", "？", "》", "”", "’"};
  return std::find(std::begin(kClosing), std::end(kClosing), character) != std::end(kClosing);
}

}  // namespace

std::string ValidUtf8(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const size_t length = LengthOf(static_cast<unsigned char>(text[0]));
    const bool holds = length > 0 && length <= text.size() && IsValid(text.substr(0, length));
    out += holds ? text.substr(0, length) : kReplacement;
    text.remove_prefix(holds ? length : 1);
  }
  return out;
}

std::vector<std::string_view> Characters(std::string_view text) {
  std::vector<std::string_view> characters;
  for (size_t at = 0; at < text.size();) {
    const size_t length = std::min(std::max<size_t>(1, LengthOf(static_cast<unsigned char>(text[at]))), text.size() - at);
    characters.push_back(text.substr(at, length));
    at += length;
  }
  return characters;
}

std::vector<std::string_view> BreakPieces(std::string_view text) {
  std::vector<std::string_view> pieces;
  size_t begin = 0, end = 0;
  bool may_break = false;
  for (const std::string_view character : Characters(text)) {
    const bool wide = IsWide(character);
    if (end > begin && !ClingsToLeft(character) && character != " " && (may_break || wide)) {
      pieces.push_back(text.substr(begin, end - begin));
      begin = end;
    }
    end += character.size();
    may_break = wide || ClingsToLeft(character) || character == " ";
  }
  if (end > begin) pieces.push_back(text.substr(begin));
  return pieces;
}

std::string Canvas::Fit(std::string_view text, double width, const TextStyle& style) const {
  const std::string valid = ValidUtf8(text);
  if (TextWidth(valid, style) <= width) return valid;
  const std::vector<std::string_view> characters = Characters(valid);
  size_t low = 0, high = characters.size();  // the most characters that fit with an ellipsis
  const auto cut = [&](size_t count) {
    std::string beginning;
    for (size_t k = 0; k < count; ++k) beginning += characters[k];
    while (beginning.ends_with(' ')) beginning.pop_back();
    return beginning + "…";
  };
  while (low + 1 < high) {
    const size_t middle = (low + high) / 2;
    (TextWidth(cut(middle), style) <= width ? low : high) = middle;
  }
  return cut(low);
}

std::vector<std::string> Canvas::Wrap(std::string_view text, double width, size_t lines, const TextStyle& style) const {
  const std::string valid = ValidUtf8(text);
  const std::vector<std::string_view> pieces = BreakPieces(valid);
  std::vector<std::string> out;
  for (size_t k = 0; k < pieces.size() && out.size() < std::max<size_t>(1, lines);) {
    std::string line(pieces[k++]);
    const bool last = out.size() + 1 >= lines;
    while (k < pieces.size() && (last || TextWidth(line + std::string(pieces[k]), style) <= width)) line += pieces[k++];
    while (line.ends_with(' ')) line.pop_back();
    out.push_back(Fit(line, width, style));
  }
  return out;
}

}  // namespace auspex::draw
