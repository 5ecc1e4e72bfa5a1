#include "serve/request_head.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/format.h"
#include "serve/problem.h"
#include "text/utf8.h"

namespace auspex::serve {
namespace {

constexpr std::array<std::string_view, 7> kMethods{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

bool IsTokenCharacter(char c) {
  const bool is_letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'), is_digit = c >= '0' && c <= '9';
  return is_letter || is_digit || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool IsToken(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), IsTokenCharacter); }

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return lower;
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Takes the text up to the next `separator` off `rest`.
std::string_view Take(std::string_view& rest, std::string_view separator) {
  const size_t at = rest.find(separator);
  const std::string_view piece = rest.substr(0, at);
  rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + separator.size());
  return piece;
}

void ParseTarget(std::string_view target, Request& request) {
  if (target.size() > kMostTarget) throw HttpError(414, "target_too_long", "the address is too long", {}, "Use fewer or shorter filters.");
  if (target.empty() || target[0] != '/') throw BadRequest("the request's address must begin with /");
  const bool has_odd = std::any_of(target.begin(), target.end(), [](char c) { return IsControl(c) || c == ' ' || c == '#'; });
  if (has_odd) throw BadRequest("the request's address holds characters that must be encoded");
  const std::string_view path = Take(target, "?");
  PathSegments(path);
  request.path = path;
  request.query = ParseQuery(target);
}

void ParseRequestLine(std::string_view line, Head& head) {
  const std::string_view method = Take(line, " "), target = Take(line, " "), version = line;
  if (!IsToken(method)) throw BadRequest("the request line cannot be read");
  if (version != "HTTP/1.1" && version != "HTTP/1.0") {
    if (version.substr(0, 5) == "HTTP/") throw HttpError(505, "version_not_supported", "this version of HTTP is not spoken here");
    throw BadRequest("the request line cannot be read");
  }
  if (std::find(kMethods.begin(), kMethods.end(), method) == kMethods.end()) {
    throw HttpError(501, "not_implemented", "there is no such method: " + Excerpt(method, 20));
  }
  head.is_old = version == "HTTP/1.0";
  head.is_head = method == "HEAD";
  head.request.method = head.is_head ? "GET" : method;
  ParseTarget(target, head.request);
}

void ParseHeader(std::string_view line, Request& request) {
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos || !IsToken(line.substr(0, colon))) throw BadRequest("a header cannot be read");
  const std::string_view value = Trim(line.substr(colon + 1));
  if (std::any_of(value.begin(), value.end(), [](char c) { return IsControl(c) && c != '\t'; })) {
    throw BadRequest("a header holds control characters", std::string(line.substr(0, colon)));
  }
  request.headers.emplace(LowerCase(line.substr(0, colon)), value);
}

uint64_t ParseLength(const std::string& text) {
  uint64_t length = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (code != std::errc() || end != text.data() + text.size() || text[0] == '-') throw BadRequest("Content-Length is no number");
  return length;
}

/// How long the body is and whether the connection stays: what differs between readers is refused (request smuggling).
void ReadFraming(Head& head) {
  const auto& headers = head.request.headers;
  if (headers.count("content-length") > 1 || headers.count("transfer-encoding") > 1 || headers.count("host") > 1) {
    throw BadRequest("a header that may come once came twice");
  }
  if (!head.is_old && !headers.contains("host")) throw BadRequest("the header Host is missing");
  if (headers.contains("transfer-encoding")) {
    if (head.is_old || headers.contains("content-length")) throw BadRequest("Transfer-Encoding does not go with this request");
    if (LowerCase(head.request.Header("transfer-encoding")) != "chunked") {
      throw HttpError(501, "not_implemented", "the only Transfer-Encoding understood is chunked");
    }
    head.chunked = true;
  }
  if (headers.contains("content-length")) head.length = ParseLength(head.request.Header("content-length"));
  const std::string connection = LowerCase(head.request.Header("connection"));
  head.keep_alive = !head.is_old && connection != "close";
  head.expects_continue = !head.is_old && LowerCase(head.request.Header("expect")) == "100-continue";
}

}  // namespace

std::optional<std::string> PercentDecode(std::string_view text, bool plus_is_blank) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_blank) {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      if (i + 2 >= text.size()) return {};
      const int high = HexDigit(text[i + 1]), low = HexDigit(text[i + 2]);
      if (high < 0 || low < 0) return {};
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  const bool has_control = std::any_of(out.begin(), out.end(), [](char c) { return IsControl(c) && c != '\n' && c != '\t' && c != '\r'; });
  if (has_control || !text::ValidUtf8(out)) return {};
  return out;
}

std::multimap<std::string, std::string> ParseQuery(std::string_view text) {
  std::multimap<std::string, std::string> query;
  while (!text.empty()) {
    std::string_view value = Take(text, "&");
    if (value.empty()) continue;
    const std::string_view name = Take(value, "=");
    const auto decoded_name = PercentDecode(name, true), decoded = PercentDecode(value, true);
    if (!decoded_name || !decoded) throw BadRequest("a parameter of the address is not encoded as it should be", Excerpt(name, 40));
    query.emplace(*decoded_name, *decoded);
  }
  return query;
}

std::vector<std::string> PathSegments(std::string_view path) {
  std::vector<std::string> segments;
  if (!path.empty()) path.remove_prefix(1);
  for (bool more = true; more;) {
    more = path.find('/') != std::string_view::npos;
    const auto segment = PercentDecode(Take(path, "/"), false);
    if (!segment || segment == "." || segment == "..") throw BadRequest("the request's address cannot be read");
    segments.push_back(*segment);
  }
  return segments;
}

Head ParseHead(std::string_view text) {
  if (text.size() > kMostHead) throw HttpError(431, "headers_too_large", "the request's headers are too large");
  Head head;
  ParseRequestLine(Take(text, "\r\n"), head);
  for (std::string_view line = Take(text, "\r\n"); !line.empty(); line = Take(text, "\r\n")) {
    if (head.request.headers.size() == kMostHeaders) throw HttpError(431, "headers_too_large", "the request's headers are too large");
    ParseHeader(line, head.request);
  }
  ReadFraming(head);
  return head;
}

}  // namespace auspex::serve
