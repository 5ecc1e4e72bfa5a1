#pragma once
// The built pages, from inside the program. web/pack-pages.mjs writes them:
//
//   auspex-pages 1
//   PATH TAB TYPE TAB ETAG TAB SIZE TAB PLAIN TAB GZIP TAB BROTLI      a line a file
//   (empty line)
//   bytes
//
// SIZE is the file's own; PLAIN, GZIP and BROTLI are `offset:bytes` from behind the empty line, or `-`. A file that packs well has GZIP and
// BROTLI, another PLAIN.
#include <map>
#include <string>
#include <string_view>

#include "serve/http.h"

namespace auspex::serve {

class Pages {
 public:
  /// Reads what pack-pages.mjs wrote; `pack` must outlive it. Throws Error(kInternal) if it is damaged.
  explicit Pages(std::string_view pack);

  bool empty() const { return files_.empty(); }
  /// The page for a GET: the file of this path; for paths without a dot in the last segment index.html (the pages know what to show there);
  /// else 404. 304 where the browser has it already.
  Response Answer(const Request& request) const;

 private:
  struct File {
    std::string type, etag;
    size_t size = 0;
    std::string_view plain, gzip, brotli;
  };
  static Response Send(const File& file, const Request& request, bool is_immutable);
  const File* Find(const std::string& path) const;

  std::map<std::string, File, std::less<>> files_;
};

}  // namespace auspex::serve
