#pragma once
// Checks of UTF-8 as Unicode 15 table 3-7 defines it: no overlong forms, no surrogates, nothing above U+10FFFF.
#include <string>
#include <string_view>

namespace auspex::text {

bool IsAscii(std::string_view text);
bool ValidUtf8(std::string_view text);
/// The bytes that the well-formed sequence at the start of `text` takes (1 to 4); 0 if there is none.
size_t Utf8SequenceLength(std::string_view text);
/// At most `limit` bytes of `text`; control characters and bytes that are not UTF-8 are shown as \xNN. Always valid
/// UTF-8.
std::string PrintableUtf8(std::string_view text, size_t limit);

}  // namespace auspex::text
