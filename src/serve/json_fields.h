#pragma once
// What a request's JSON and parameters hold, checked: a missing, wrongly typed or too large one is a BadRequest whose `where` names
// it. Included by *_routes.cc only.
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "serve/http.h"

namespace auspex::serve {

constexpr int kDeepestJson = 32;  ///< levels of objects and arrays; what is deeper is refused before it is parsed

/// The body's JSON object.
nlohmann::json ParseBody(const std::string& text);
/// The same of a text that stands elsewhere, such as the query parameter `name`.
nlohmann::json ParseObject(const std::string& text, const std::string& name);

// Fields of a JSON object. For the optional ones null is as good as missing.
std::string StringField(const nlohmann::json& object, const char* name);
std::optional<std::string> OptionalString(const nlohmann::json& object, const char* name);
int64_t IntegerField(const nlohmann::json& object, const char* name, int64_t least, int64_t most);
std::optional<int64_t> OptionalInteger(const nlohmann::json& object, const char* name, int64_t least, int64_t most);
std::optional<bool> OptionalBool(const nlohmann::json& object, const char* name);
bool OptionalBool(const nlohmann::json& object, const char* name, bool otherwise);
/// A field that is a list of 1 to `most` different texts; empty if it is missing.
std::vector<std::string> TextsField(const nlohmann::json& object, const char* name, size_t most);

/// A query parameter; `otherwise` if it is missing.
int64_t QueryInteger(const Request& request, const char* name, int64_t otherwise, int64_t least, int64_t most);
/// A parameter of the route's pattern, 0 or more; throws NotFound if it is no such number.
int64_t PathInteger(const Request& request, const char* name);

}  // namespace auspex::serve
