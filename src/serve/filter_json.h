#pragma once
// Filters of results as JSON (web/src/api/types.ts: Filter).
#include <string>

#include "flow/result_filter.h"

namespace auspex::serve {

constexpr size_t kLongestFilter = 1 << 20;  ///< bytes of JSON

/// Reads `{"all": [...]}`; an empty text is no filter. Throws HttpError 400, whose `where` begins with `name`, for what is no JSON,
/// too long or too deep, unknown or missing fields, and wrong types. Whether columns exist is for flow::ConditionSql.
flow::ResultFilter ParseFilter(const std::string& text, const std::string& name);

}  // namespace auspex::serve
