#include "serve/messages.h"

#include <algorithm>
#include <set>

#include "base/error.h"

namespace auspex::serve {
namespace {

constexpr const char* kTranslations[] = {"zh-Hant", "zh-Hans", "en"};

[[noreturn]] void Refuse(const std::string& what, size_t line) {
  throw Error(Fault::kInternal, what, "messages.txt:" + std::to_string(line),
              "A block is English, zh-Hant, zh-Hans, and at will English for a browser.");
}

std::multiset<std::string> Names(std::string_view text) {
  const auto names = ParseTemplate(text).names;
  return {names.begin(), names.end()};
}

Message ToMessage(const std::vector<std::string>& block, size_t line) {
  if (block.size() != 3 && block.size() != 4) Refuse("the block has " + std::to_string(block.size()) + " lines", line);
  Message message{block[0], {{"en", block[0]}}};
  for (size_t k = 0; k + 1 < block.size(); ++k) {
    if (Names(block[k + 1]) != Names(block[0])) Refuse(std::string("the placeholders of ") + kTranslations[k] + " are others", line);
    message.translations[kTranslations[k]] = block[k + 1];
  }
  return message;
}

}  // namespace

std::vector<Message> ParseMessages(std::string_view text) {
  std::vector<Message> messages;
  std::vector<std::string> block;
  std::set<std::string> known;
  for (size_t number = 1; !text.empty() || !block.empty(); ++number) {
    const std::string line(text.substr(0, text.find('\n')));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (!line.empty() && line[0] == '#') continue;
    if (!line.empty()) {
      block.push_back(line);
    } else if (!block.empty()) {
      messages.push_back(ToMessage(block, number));
      if (!known.insert(block[0]).second) Refuse("the message is there twice: " + block[0], number);
      block.clear();
    }
  }
  return messages;
}

Template ParseTemplate(std::string_view text) {
  Template pattern;
  pattern.pieces.emplace_back();
  while (!text.empty()) {
    const size_t open = text.find('{'), close = text.find('}', open);
    if (open == std::string_view::npos || close == std::string_view::npos) break;
    pattern.pieces.back() = text.substr(0, open);
    pattern.names.emplace_back(text.substr(open + 1, close - open - 1));
    pattern.pieces.emplace_back();
    text.remove_prefix(close + 1);
  }
  pattern.pieces.back() = text;
  return pattern;
}

bool MatchTemplate(const Template& pattern, std::string_view text, std::map<std::string, std::string>& values) {
  const std::string& first = pattern.pieces.front();
  if (text.substr(0, first.size()) != first) return false;
  if (pattern.names.empty()) return text == first;
  text.remove_prefix(first.size());
  for (size_t k = 0; k < pattern.names.size(); ++k) {
    const std::string& next = pattern.pieces[k + 1];
    const bool is_last = k + 1 == pattern.names.size();
    size_t end = text.find(next);
    if (is_last) end = text.size() >= next.size() && text.ends_with(next) ? text.size() - next.size() : std::string_view::npos;
    if (end == std::string_view::npos) return false;
    values[pattern.names[k]] = text.substr(0, end);
    text.remove_prefix(end + next.size());
  }
  return true;
}

}  // namespace auspex::serve
