#pragma once
// The head of an HTTP/1.x request (RFC 9112), read strictly: whatever two readers could understand differently is refused.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "serve/http.h"

namespace auspex::serve {

constexpr size_t kMostHead = 64 << 10;    ///< bytes of a whole head
constexpr size_t kMostTarget = 32 << 10;  ///< bytes of path and query
constexpr size_t kMostHeaders = 100;

struct Head {
  Request request;        ///< method, path, query and headers
  bool is_head = false;   ///< the method is HEAD; request.method says GET
  bool is_old = false;    ///< HTTP/1.0
  bool keep_alive = true;
  bool expects_continue = false;
  bool chunked = false;
  uint64_t length = 0;    ///< of the body unless it is chunked

  bool has_body() const { return chunked || length > 0; }
};

/// Reads a head with the blank line that ends it. Throws HttpError 400, 414, 431, 501 or 505.
Head ParseHead(std::string_view text);

/// `%41` and, if asked, `+` decoded. Nothing if an escape is broken or the outcome is no UTF-8 or holds control characters.
std::optional<std::string> PercentDecode(std::string_view text, bool plus_is_blank);
/// `a=1&b=2`, decoded. Throws HttpError 400.
std::multimap<std::string, std::string> ParseQuery(std::string_view text);
/// The segments of a path, each decoded: `/a/b%2Fc` gives `a` and `b/c`. Throws HttpError 400 for escapes that do not hold and for the
/// segments `.` and `..`.
std::vector<std::string> PathSegments(std::string_view path);

}  // namespace auspex::serve
