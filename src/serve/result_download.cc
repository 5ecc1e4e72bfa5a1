#include "serve/result_download.h"

#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>

#include "base/progress.h"
#include "flow/result_csv.h"
#include "serve/filter_json.h"
#include "serve/problem.h"

namespace auspex::serve {
namespace {

constexpr size_t kPiece = 1 << 18;

struct Format {
  const char* name;
  const char* type;
};
constexpr Format kFormats[] = {{"csv", "text/csv; charset=utf-8"},
                               {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
                               {"parquet", "application/vnd.apache.parquet"}};

const Format& FormatOf(const Request& request) {
  const std::string name = request.Query("format").value_or("");
  for (const Format& format : kFormats) {
    if (name == format.name) return format;
  }
  throw BadRequest("must be csv, xlsx or parquet", "format");
}

/// A name that nothing else of this process has.
std::filesystem::path TemporaryFile(const std::filesystem::path& folder, const std::string& suffix) {
  static std::atomic<uint64_t> counter = 0;
  std::filesystem::create_directories(folder);  // which lives only while something spills
  return folder / ("download-" + std::to_string(getpid()) + "-" + std::to_string(++counter) + "." + suffix);
}

/// A file without a name: its bytes go when it is closed.
class NamelessFile {
 public:
  explicit NamelessFile(const std::filesystem::path& path) : file_(std::fopen(path.c_str(), "rb")) {
    const int error = errno;
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    if (file_ == nullptr) throw Error(Fault::kInternal, "cannot be read: " + std::string(std::strerror(error)), path.string());
  }
  ~NamelessFile() { std::fclose(file_); }
  NamelessFile(const NamelessFile&) = delete;

  /// Writes the next piece; false after the last.
  bool Send(const TakeBytes& write) {
    buffer_.resize(kPiece);
    const size_t size = std::fread(buffer_.data(), 1, kPiece, file_);
    if (std::ferror(file_) != 0) throw Error(Fault::kInternal, "a file that was being sent cannot be read on");
    if (size > 0 && !write({buffer_.data(), size})) return false;
    return size == kPiece;
  }

 private:
  std::FILE* file_;
  std::string buffer_;
};

/// Rows on their way to the client, read as they are sent.
struct CsvAnswer {
  flow::ResultCsv rows;
  std::string piece;

  bool Send(const TakeBytes& write) {
    const bool more = rows.Next(piece);
    return more && write(piece);
  }
};

template <class Answer>
std::function<bool(const TakeBytes&)> StreamOf(std::shared_ptr<Answer> answer) {
  return [answer = std::move(answer)](const TakeBytes& write) { return answer->Send(write); };
}

}  // namespace

Response Download(const ResultQuestion& q, const std::filesystem::path& spill) {
  const Format& format = FormatOf(q.request);
  const auto filter = ParseFilter(q.request.Query("filter").value_or(""), "filter");
  const auto sort = flow::ParseSort(q.request.Query("sort").value_or(""), q.table);
  Response response;
  if (&format == &kFormats[0]) {
    response.stream = StreamOf(std::make_shared<CsvAnswer>(CsvAnswer{{q.connection.Another(), q.table, filter, sort}, {}}));
  } else {
    const std::filesystem::path path = TemporaryFile(spill, format.name);
    Progress progress;
    flow::WriteRows(q.connection, q.table, filter, sort, path, progress);
    response.stream = StreamOf(std::make_shared<NamelessFile>(path));
  }
  response.type = format.type;
  const std::string name = q.pack.name + "-run-" + std::to_string(q.table.run) + (filter.conditions.empty() ? "." : "-filtered.") + format.name;
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + name + "\"; filename*=UTF-8''" + name);
  return response;
}

}  // namespace auspex::serve
