#pragma once
// Requests and answers as plain values. exchange.cc, the only file that includes the HTTP library, fills the one and sends
// the other.
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace auspex::serve {

/// Takes a piece of a body; false if no more is wanted or can be taken.
using TakeBytes = std::function<bool(std::string_view)>;

struct Request {
  std::string method;   ///< "GET", …; HEAD comes as GET
  std::string path;     ///< as it was sent (percent-encoded), without the query; its segments come decoded as `parameters`
  std::map<std::string, std::string> parameters;  ///< of the route's pattern, decoded
  std::multimap<std::string, std::string> query;  ///< decoded
  std::multimap<std::string, std::string> headers;  ///< names in lower case
  std::string address;  ///< of the peer, without port
  std::string body;     ///< unless the route streams it
  std::function<bool(const TakeBytes&)> read_body;  ///< of a streaming route: false if the peer broke off

  std::string Header(const std::string& lower_case_name) const;  ///< the first one; empty if there is none
  std::optional<std::string> Query(const std::string& name) const;
  std::string Cookie(const std::string& name) const;  ///< empty if there is none
};

struct Response {
  int status = 200;
  std::string type = "application/json; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  /// If set, the body comes from here, chunked: writes some bytes, returns true if more follow. Throwing breaks the
  /// connection off, so that a file cut short cannot be taken for whole.
  std::function<bool(const TakeBytes& write)> stream;
};

}  // namespace auspex::serve
