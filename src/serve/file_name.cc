#include <algorithm>
#include <string>
#include <string_view>

#include "serve/problem.h"
#include "serve/uploads.h"
#include "text/utf8.h"

namespace auspex::serve {
namespace {

constexpr size_t kLongest = 200;

/// Control characters, and those that turn the direction of what is shown after them.
bool IsInvisible(std::string_view sequence) {
  if (sequence.size() == 1) return static_cast<unsigned char>(sequence[0]) < 0x20 || sequence[0] == 0x7F;
  if (sequence.size() == 2) return sequence[0] == '\xC2' && static_cast<unsigned char>(sequence[1]) < 0xA0;
  if (sequence.size() != 3 || sequence[0] != '\xE2') return false;
  const auto second = static_cast<unsigned char>(sequence[1]), third = static_cast<unsigned char>(sequence[2]);
  if (second == 0x81) return third >= 0xA0 && third <= 0xAF;
  return second == 0x80 && ((third >= 0x8B && third <= 0x8F) || (third >= 0xA8 && third <= 0xAE));
}

bool IsDevice(std::string stem) {
  for (char& c : stem) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  if (stem.size() == 4 && stem[3] >= '1' && stem[3] <= '9') return stem.starts_with("COM") || stem.starts_with("LPT");
  return stem == "CON" || stem == "PRN" || stem == "AUX" || stem == "NUL";
}

std::string Trimmed(const std::string& name) {
  const size_t begin = std::min(name.size(), name.find_first_not_of(". "));
  return name.substr(begin, name.find_last_not_of(". ") + 1 - begin);
}

/// Cuts within the stem, so that ".csv.gz" stays.
std::string Shortened(const std::string& name) {
  if (name.size() <= kLongest) return name;
  size_t suffix = name.find('.', name.size() - std::min<size_t>(name.size(), 20));
  if (suffix == std::string::npos) suffix = name.size();
  size_t end = kLongest - (name.size() - suffix);
  while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;
  return name.substr(0, end) + name.substr(suffix);
}

}  // namespace

std::string CleanFileName(const std::string& name) {
  const size_t slash = name.find_last_of("/\\");
  const std::string_view last = std::string_view(name).substr(slash == std::string::npos ? 0 : slash + 1);
  std::string clean;
  for (size_t at = 0; at < last.size();) {
    const size_t length = text::Utf8SequenceLength(last.substr(at));
    const std::string_view sequence = last.substr(at, std::max<size_t>(1, length));
    at += sequence.size();
    if (length == 0 || IsInvisible(sequence)) continue;
    if (std::string_view("<>:\"|?*").find(sequence) != std::string_view::npos) clean += '_';
    else clean += sequence;
  }
  clean = Trimmed(Shortened(Trimmed(clean)));
  if (clean.empty()) throw BadRequest("is no name of a file", "name", "Give the file a name with letters or digits.");
  return IsDevice(clean.substr(0, clean.find('.'))) ? "_" + clean : clean;
}

}  // namespace auspex::serve
