#include "serve/received_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>

namespace auspex::serve {
namespace {

constexpr size_t kPiece = 1 << 20;  // bytes of one write

/// Writes at the end of a file.
class Tail {
 public:
  Tail(const std::filesystem::path& path, uint64_t offset, std::string name)
      : name_(std::move(name)), fd_(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600)), offset_(offset) {
    if (fd_ < 0) Fail();
    pending_.reserve(2 * kPiece);
  }
  ~Tail() { ::close(fd_); }
  Tail(const Tail&) = delete;

  void Append(std::string_view bytes) {
    pending_ += bytes;
    if (pending_.size() >= kPiece) Flush();
  }
  void Flush() {
    size_t done = 0;
    while (done < pending_.size()) {
      const ssize_t n = ::pwrite(fd_, pending_.data() + done, pending_.size() - done, static_cast<off_t>(offset_));
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) Fail();
      done += static_cast<size_t>(n), offset_ += static_cast<uint64_t>(n);
    }
    pending_.clear();
  }
  uint64_t written() const { return offset_; }
  uint64_t end() const { return offset_ + pending_.size(); }

 private:
  [[noreturn]] void Fail() const {
    if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG) throw DiskFull(name_);
    throw Error(Fault::kInternal, std::string("the uploaded file cannot be written: ") + std::strerror(errno), name_);
  }

  std::string name_;
  int fd_;
  uint64_t offset_;
  std::string pending_;
};

}  // namespace

HttpError DiskFull(const std::string& name) {
  return HttpError(507, "disk_full", "the server's disk has not enough room for the file", name, "Ask an administrator to free some space.");
}

void MakeReceivedFile(const std::filesystem::path& path, const std::string& name) { const Tail empty(path, 0, name); }

std::exception_ptr Receive(const ReceivedFile& file, uint64_t& length, const std::function<bool(const TakeBytes&)>& read) {
  Tail tail(file.path, length, file.name);
  std::exception_ptr failed;
  const auto attempt = [&](const auto& work) {
    try {
      work();
    } catch (...) {
      if (!failed) failed = std::current_exception();
    }
  };
  attempt([&] {
    read([&](std::string_view bytes) {
      attempt([&] {
        if (bytes.size() > file.size - tail.end()) {
          throw HttpError(413, "upload_too_large", "more bytes arrive than the " + std::to_string(file.size) + " that were announced", file.name,
                          "Begin the upload anew.");
        }
        tail.Append(bytes);
      });
      return failed == nullptr;
    });
  });
  attempt([&] { tail.Flush(); });
  length = tail.written();
  return failed;
}

}  // namespace auspex::serve
