#include "serve/problem.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "serve/embedded.h"
#include "serve/messages.h"

namespace auspex::serve {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kDeepest = 3;  ///< a message may hold another, such as a reason
constexpr size_t kLongest = 4096;  ///< no message of ours; what is longer stays as it is

struct Pattern {
  Template english;
  size_t letters = 0;  ///< outside of placeholders
  const Message* message = nullptr;
};

/// The messages, whole ones by their text and those with placeholders with the most telling first.
struct Dictionary {
  std::vector<Message> messages = ParseMessages(EmbeddedMessages());
  std::unordered_map<std::string_view, const Message*> whole;
  std::vector<Pattern> patterns;

  Dictionary() {
    for (const Message& message : messages) {
      Pattern pattern{ParseTemplate(message.english), 0, &message};
      for (const auto& piece : pattern.english.pieces) pattern.letters += piece.size();
      if (pattern.english.names.empty()) whole.emplace(message.english, &message);
      else patterns.push_back(std::move(pattern));
    }
    std::stable_sort(patterns.begin(), patterns.end(), [](const Pattern& a, const Pattern& b) { return a.letters > b.letters; });
  }
};

const Dictionary& TheDictionary() {
  static const Dictionary dictionary;
  return dictionary;
}

std::string Fill(const std::string& text, const std::map<std::string, std::string>& values) {
  const Template pattern = ParseTemplate(text);
  std::string out = pattern.pieces[0];
  for (size_t k = 0; k < pattern.names.size(); ++k) out += values.at(pattern.names[k]) + pattern.pieces[k + 1];
  return out;
}

std::string TranslateDeep(std::string_view english, const std::string& language, int depth) {
  const auto& dictionary = TheDictionary();
  if (const auto found = dictionary.whole.find(english); found != dictionary.whole.end()) return found->second->translations.at(language);
  for (const auto& pattern : dictionary.patterns) {
    std::map<std::string, std::string> values;
    if (!MatchTemplate(pattern.english, english, values)) continue;
    for (auto& [name, value] : values) {
      if (depth > 0 && name.starts_with('*')) value = TranslateDeep(value, language, depth - 1);
    }
    return Fill(pattern.message->translations.at(language), values);
  }
  return std::string(english);
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// The language of ours that a tag such as `zh-TW` or `en-GB` means; empty if none.
std::string Known(std::string_view tag) {
  std::string lower(tag);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  if (lower == "en" || lower.starts_with("en-")) return "en";
  if (lower == "*") return "zh-Hant";
  if (lower != "zh" && !lower.starts_with("zh-")) return {};
  if (lower.starts_with("zh-hans")) return "zh-Hans";
  for (const char* name : {"zh-hant", "zh-tw", "zh-hk", "zh-mo"}) {
    if (lower.starts_with(name)) return "zh-Hant";
  }
  return "zh-Hans";
}

/// Thousandths of a quality value; 1 where it cannot be read, so that the order of the list decides.
int Quality(std::string_view parameters) {
  const size_t at = parameters.find("q=");
  if (at == std::string_view::npos) return 1000;
  const std::string_view text = parameters.substr(at + 2);
  double quality = 1;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), quality);
  return code == std::errc() && quality >= 0 && quality <= 1 ? static_cast<int>(quality * 1000) : 1000;
}

struct Kind {
  int status;
  std::string code;
};

Kind KindOf(const Error& error) {
  if (const auto* http = dynamic_cast<const HttpError*>(&error)) return {http->status(), http->code()};
  switch (error.fault()) {
    case Fault::kUsage: return {400, "bad_request"};
    case Fault::kData: return {422, "unusable_data"};
    case Fault::kCancelled: return {409, "cancelled"};
    case Fault::kInternal: break;
  }
  return {500, "internal"};
}

}  // namespace

std::string LanguageOf(const Request& request) {
  const std::string header = request.Header("accept-language");
  std::string_view rest = header;
  std::string best = "zh-Hant";
  int best_quality = 0;
  while (!rest.empty()) {
    const std::string_view item = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(item.size() + 1, rest.size()));
    const size_t semicolon = std::min(item.find(';'), item.size());
    const std::string language = Known(Trim(item.substr(0, semicolon)));
    const int quality = Quality(item.substr(semicolon));
    if (!language.empty() && quality > best_quality) best = language, best_quality = quality;
  }
  return best;
}

std::string Translate(std::string_view english, const std::string& language) {
  const bool is_known = language == "zh-Hant" || language == "zh-Hans" || language == "en";
  if (!is_known || english.empty() || english.size() > kLongest) return std::string(english);
  return TranslateDeep(english, language, kDeepest);
}

std::string ProblemJson(const Error& error, const std::string& language) {
  const Kind kind = KindOf(error);
  Json problem{{"type", "about:blank"}, {"status", kind.status}, {"code", kind.code}, {"title", Translate(error.message(), language)}};
  if (!error.where().empty()) problem["where"] = error.where();
  if (!error.advice().empty()) problem["advice"] = Translate(error.advice(), language);
  return problem.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Response ProblemResponse(const Error& error, const std::string& language) {
  Response response;
  response.status = KindOf(error).status;
  response.type = "application/problem+json; charset=utf-8";
  response.body = ProblemJson(error, language);
  response.headers.emplace_back("Content-Language", language);
  response.headers.emplace_back("Cache-Control", "no-store");
  if (const auto* http = dynamic_cast<const HttpError*>(&error)) {
    response.headers.insert(response.headers.end(), http->headers().begin(), http->headers().end());
  }
  return response;
}

}  // namespace auspex::serve
