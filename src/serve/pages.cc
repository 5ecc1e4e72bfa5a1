#include "serve/pages.h"

#include <charconv>
#include <vector>

#include "base/error.h"
#include "serve/content_encoding.h"
#include "serve/problem.h"

namespace auspex::serve {
namespace {

[[noreturn]] void Damaged() { throw Error(Fault::kInternal, "the pages inside the program are damaged", {}, "Build it again."); }

std::string_view TakeLine(std::string_view& rest) {
  const size_t end = rest.find('\n');
  if (end == std::string_view::npos) Damaged();
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return line;
}

std::vector<std::string_view> Fields(std::string_view line) {
  std::vector<std::string_view> fields;
  for (size_t tab; (tab = line.find('\t')) != std::string_view::npos; line.remove_prefix(tab + 1)) fields.push_back(line.substr(0, tab));
  fields.push_back(line);
  if (fields.size() != 7) Damaged();
  return fields;
}

size_t Number(std::string_view text) {
  size_t number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (code != std::errc() || end != text.data() + text.size()) Damaged();
  return number;
}

/// The bytes that `offset:bytes` names; none for `-`.
std::string_view Slice(std::string_view bytes, std::string_view place) {
  if (place == "-") return {};
  const size_t colon = place.find(':');
  if (colon == std::string_view::npos) Damaged();
  const size_t offset = Number(place.substr(0, colon)), size = Number(place.substr(colon + 1));
  if (offset > bytes.size() || size > bytes.size() - offset) Damaged();
  return bytes.substr(offset, size);
}

bool IsOneOf(const std::string& etags, const std::string& etag) { return etags == "*" || etags.find(etag) != std::string::npos; }

}  // namespace

Pages::Pages(std::string_view pack) {
  if (TakeLine(pack) != "auspex-pages 1") Damaged();
  std::vector<std::string_view> lines;
  for (std::string_view line = TakeLine(pack); !line.empty(); line = TakeLine(pack)) lines.push_back(line);
  for (const auto line : lines) {
    const auto fields = Fields(line);
    files_.emplace(fields[0], File{std::string(fields[1]), std::string(fields[2]), Number(fields[3]), Slice(pack, fields[4]),
                                   Slice(pack, fields[5]), Slice(pack, fields[6])});
  }
}

const Pages::File* Pages::Find(const std::string& path) const {
  const auto file = files_.find(path);
  if (file != files_.end()) return &file->second;
  const bool names_a_file = path.find('.', path.rfind('/')) != std::string::npos;
  const bool is_elsewhere = path.starts_with("/api/") || path == "/api" || path.starts_with("/assets/");
  if (names_a_file || is_elsewhere) return nullptr;
  const auto index = files_.find("/index.html");
  return index == files_.end() ? nullptr : &index->second;
}

Response Pages::Answer(const Request& request) const {
  const std::string language = LanguageOf(request);
  const File* file = Find(request.path);
  if (!file) return ProblemResponse(NotFound("there is nothing at this address"), language);
  if (request.method == "GET") return Send(*file, request, request.path.starts_with("/assets/"));
  Response response = ProblemResponse(HttpError(405, "method_not_allowed", "this method does not go with this address", request.method), language);
  response.headers.emplace_back("Allow", "GET, HEAD");
  return response;
}

Response Pages::Send(const File& file, const Request& request, bool is_immutable) {
  Response response;
  response.type = file.type;
  response.headers.emplace_back("ETag", file.etag);
  response.headers.emplace_back("Vary", "Accept-Encoding");
  response.headers.emplace_back("Cache-Control", is_immutable ? "public, max-age=31536000, immutable" : "no-cache");
  if (IsOneOf(request.Header("if-none-match"), file.etag)) {
    response.status = 304;
  } else if (!file.brotli.empty() && AcceptsEncoding(request, "br")) {
    response.headers.emplace_back("Content-Encoding", "br");
    response.body = file.brotli;
  } else if (!file.gzip.empty() && AcceptsEncoding(request, "gzip")) {
    response.headers.emplace_back("Content-Encoding", "gzip");
    response.body = file.gzip;
  } else {
    response.body = file.gzip.empty() ? std::string(file.plain) : Gunzip(file.gzip, file.size);
  }
  return response;
}

}  // namespace auspex::serve
