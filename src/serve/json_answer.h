#pragma once
// Answers of JSON. Included by *_routes.cc only.
#include <nlohmann/json.hpp>

#include "serve/http.h"

namespace auspex::serve {

/// `body` as an answer; bytes in it that are no UTF-8 come as U+FFFD.
Response JsonAnswer(const nlohmann::ordered_json& body, int status = 200);
/// 204: done, and nothing to say.
Response NoContent();

}  // namespace auspex::serve
