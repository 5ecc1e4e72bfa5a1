#pragma once
// Rejected rows as a CSV file for spreadsheets: UTF-8 with a byte order mark, CRLF (RFC 4180).
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "serve/http.h"
#include "store/database.h"

namespace auspex::serve {

/// A field of the file. One that a spreadsheet would run as a formula (it begins with = + - @, a tab or a line end) gets an apostrophe
/// before it (OWASP, CSV Injection).
std::string SpreadsheetField(std::string_view value);

/// The rejects of a load in the file's order, for Response::stream.
std::function<bool(const TakeBytes&)> StreamRejects(store::Connection connection, int64_t load_id);

}  // namespace auspex::serve
