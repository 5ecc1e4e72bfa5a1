#include "serve/content_encoding.h"

#include <zlib.h>

#include "base/error.h"

namespace auspex::serve {
namespace {

constexpr int kGzip = 16 + MAX_WBITS;
constexpr int kFast = 4;

void Point(z_stream& stream, std::string_view in, std::string& out) {
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
}

}  // namespace

bool AcceptsEncoding(const Request& request, std::string_view encoding) {
  const std::string header = request.Header("accept-encoding");
  std::string_view rest = header;
  while (!rest.empty()) {
    std::string_view item = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(item.size() + 1, rest.size()));
    while (!item.empty() && item.front() == ' ') item.remove_prefix(1);
    const size_t end = item.find_first_of("; ");
    if (item.substr(0, end) != encoding) continue;
    const size_t q = item.find("q=");
    return q == std::string_view::npos || item.find_first_of("123456789", q) != std::string_view::npos;
  }
  return false;
}

std::string Gzip(std::string_view bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, kFast, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw Error(Fault::kInternal, "out of memory");
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  Point(stream, bytes, out);
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string Gunzip(std::string_view gzip, size_t size) {
  z_stream stream{};
  std::string out(size, '\0');
  Point(stream, gzip, out);
  if (inflateInit2(&stream, kGzip) != Z_OK) throw Error(Fault::kInternal, "out of memory");
  const int outcome = inflate(&stream, Z_FINISH);
  inflateEnd(&stream);
  if (outcome != Z_STREAM_END) throw Error(Fault::kInternal, "a page inside the program is damaged");
  return out;
}

}  // namespace auspex::serve
