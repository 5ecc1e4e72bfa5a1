#pragma once
// Where text may be cut.
#include <string>
#include <string_view>
#include <vector>

namespace auspex::draw {

/// `text` with every byte that is no part of a character, and every control character, replaced by U+FFFD.
std::string ValidUtf8(std::string_view text);

/// The pieces between which a line may end: words with the spaces behind them, Chinese characters one by one with the punctuation behind
/// them. Together they are `text`, which must be valid UTF-8.
std::vector<std::string_view> BreakPieces(std::string_view text);

/// The characters of valid UTF-8.
std::vector<std::string_view> Characters(std::string_view text);

}  // namespace auspex::draw
