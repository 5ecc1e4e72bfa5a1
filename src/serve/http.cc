#include "serve/http.h"

#include <algorithm>

namespace auspex::serve {

std::string Request::Header(const std::string& lower_case_name) const {
  const auto header = headers.find(lower_case_name);
  return header == headers.end() ? std::string() : header->second;
}

std::optional<std::string> Request::Query(const std::string& name) const {
  const auto value = query.find(name);
  if (value == query.end()) return {};
  return value->second;
}

std::string Request::Cookie(const std::string& name) const {
  const auto [begin, end] = headers.equal_range("cookie");
  for (auto header = begin; header != end; ++header) {
    std::string_view rest = header->second;
    while (!rest.empty()) {
      const size_t semicolon = std::min(rest.find(';'), rest.size());
      std::string_view pair = rest.substr(0, semicolon);
      rest.remove_prefix(std::min(semicolon + 1, rest.size()));
      pair.remove_prefix(std::min(pair.find_first_not_of(' '), pair.size()));
      const size_t equals = pair.find('=');
      if (equals != std::string_view::npos && pair.substr(0, equals) == name) return std::string(pair.substr(equals + 1));
    }
  }
  return {};
}

}  // namespace auspex::serve
