#pragma once
// What the program says in English, in other languages. serve/wording/messages.txt has a block of lines a message: English, zh-Hant,
// zh-Hans, and English again where a browser says it better otherwise; a blank line ends a block; `#` begins a comment. `{name}` stands
// for any text and may come in another order in a translation; `{*name}` for a text of the program, which is translated in its turn.
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace auspex::serve {

struct Message {
  std::string english;
  std::map<std::string, std::string> translations;  ///< by language
};

/// Reads such a file. Throws Error(kInternal) with the line of a block that does not hold.
std::vector<Message> ParseMessages(std::string_view text);

/// `{a} of {b}` as the pieces around its placeholders and their names.
struct Template {
  std::vector<std::string> pieces;  ///< one more than names
  std::vector<std::string> names;
};
Template ParseTemplate(std::string_view text);
/// The values of the placeholders if `text` fits, shortest first; false if it does not.
bool MatchTemplate(const Template& pattern, std::string_view text, std::map<std::string, std::string>& values);

}  // namespace auspex::serve
