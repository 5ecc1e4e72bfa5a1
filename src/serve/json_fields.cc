#include "serve/json_fields.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/format.h"
#include "serve/problem.h"

namespace auspex::serve {
namespace {

using nlohmann::json;

/// Levels of nesting, told by the brackets outside of strings; of text that is no JSON some number.
int Depth(const std::string& text) {
  int depth = 0, deepest = 0;
  bool inside = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (inside) {
      if (c == '\\') ++i;
      inside = c != '"';
    } else if (c == '"') {
      inside = true;
    } else if (c == '{' || c == '[') {
      deepest = std::max(deepest, ++depth);
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return deepest;
}

/// "a whole number from 1 to 1000"
std::string Range(int64_t least, int64_t most) {
  return "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
}

HttpError Wrong(const char* name, const std::string& wanted) { return BadRequest("must be " + wanted, name); }

const json* Present(const json& object, const char* name) {
  const auto field = object.find(name);
  return field == object.end() || field->is_null() ? nullptr : &*field;
}

const json& Needed(const json& object, const char* name) {
  const json* field = Present(object, name);
  if (field == nullptr) throw BadRequest("is missing", name);
  return *field;
}

std::string TextOf(const json& field, const char* name) {
  if (!field.is_string()) throw Wrong(name, "text");
  return field.get<std::string>();
}

int64_t IntegerOf(const json& field, const char* name, int64_t least, int64_t most) {
  const bool fits = field.is_number_unsigned() ? field.get<uint64_t>() <= static_cast<uint64_t>(INT64_MAX) : field.is_number_integer();
  if (!fits || field.get<int64_t>() < least || field.get<int64_t>() > most) throw Wrong(name, Range(least, most));
  return field.get<int64_t>();
}

std::optional<int64_t> WholeNumber(const std::string& text) {
  int64_t value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || code != std::errc() || end != text.data() + text.size()) return {};
  return value;
}

}  // namespace

nlohmann::json ParseObject(const std::string& text, const std::string& name) {
  if (Depth(text) > kDeepestJson) {
    throw BadRequest("the JSON is nested deeper than " + std::to_string(kDeepestJson) + " levels", name);
  }
  json parsed = json::parse(text, nullptr, false);
  if (parsed.is_discarded()) throw BadRequest("this is no JSON", name);
  if (!parsed.is_object()) throw BadRequest("this is no JSON object", name);
  return parsed;
}

nlohmann::json ParseBody(const std::string& text) { return ParseObject(text, "body"); }

std::string StringField(const json& object, const char* name) { return TextOf(Needed(object, name), name); }

std::optional<std::string> OptionalString(const json& object, const char* name) {
  const json* field = Present(object, name);
  if (field == nullptr) return {};
  return TextOf(*field, name);
}

int64_t IntegerField(const json& object, const char* name, int64_t least, int64_t most) {
  return IntegerOf(Needed(object, name), name, least, most);
}

std::optional<int64_t> OptionalInteger(const json& object, const char* name, int64_t least, int64_t most) {
  const json* field = Present(object, name);
  if (field == nullptr) return {};
  return IntegerOf(*field, name, least, most);
}

std::optional<bool> OptionalBool(const json& object, const char* name) {
  const json* field = Present(object, name);
  if (field == nullptr) return {};
  if (!field->is_boolean()) throw Wrong(name, "true or false");
  return field->get<bool>();
}

bool OptionalBool(const json& object, const char* name, bool otherwise) { return OptionalBool(object, name).value_or(otherwise); }

int64_t QueryInteger(const Request& request, const char* name, int64_t otherwise, int64_t least, int64_t most) {
  const auto text = request.Query(name);
  if (!text) return otherwise;
  const auto value = WholeNumber(*text);
  if (!value || *value < least || *value > most) throw Wrong(name, Range(least, most));
  return *value;
}

int64_t PathInteger(const Request& request, const char* name) {
  const auto text = request.parameters.find(name);
  const auto value = text == request.parameters.end() ? std::nullopt : WholeNumber(text->second);
  if (!value || *value < 0) {
    throw NotFound("there is nothing of this number", text == request.parameters.end() ? name : Excerpt(text->second));
  }
  return *value;
}

std::vector<std::string> TextsField(const nlohmann::json& request, const char* name, size_t most) {
  if (!request.contains(name) || request.at(name).is_null()) return {};
  const nlohmann::json& list = request.at(name);
  const bool texts = list.is_array() && std::all_of(list.begin(), list.end(), [](const nlohmann::json& item) { return item.is_string(); });
  if (!texts || list.empty() || list.size() > most) {
    throw BadRequest("must be a list of 1 to " + std::to_string(most) + " texts", name);
  }
  const auto values = list.get<std::vector<std::string>>();
  if (std::set<std::string>(values.begin(), values.end()).size() != values.size()) throw BadRequest("names something twice", name);
  return values;
}

}  // namespace auspex::serve
