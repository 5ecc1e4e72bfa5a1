#include "data/file_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "base/error.h"

namespace auspex::data {
namespace {

constexpr size_t kPiece = 1 << 20;

class Descriptor {
 public:
  explicit Descriptor(const std::filesystem::path& path) : path_(path), fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    struct stat status {};
    if (fd_ < 0 || ::fstat(fd_, &status) != 0) {
      const std::string reason = std::strerror(errno);
      if (errno == ENOENT) throw Error(Fault::kUsage, "there is no such file", path.string(), "Check the name and the folder.");
      throw Error(Fault::kUsage, "the file cannot be read: " + reason, path.string(), "Check that you may read it.");
    }
    if (S_ISDIR(status.st_mode)) {
      ::close(fd_);
      throw Error(Fault::kUsage, "this is a folder, not a file", path.string(), "Name the files in it, such as " + (path / "*.csv").string() + ".");
    }
    size_ = static_cast<uint64_t>(status.st_size);
  }
  ~Descriptor() { ::close(fd_); }
  Descriptor(const Descriptor&) = delete;

  size_t Read(char* to, size_t capacity) {
    size_t got = 0;
    while (got < capacity) {
      const ssize_t n = ::read(fd_, to + got, capacity - got);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) throw Error(Fault::kUsage, std::string("the file cannot be read: ") + std::strerror(errno), path_.string());
      if (n == 0) break;
      got += static_cast<size_t>(n);
    }
    taken_ += got;
    return got;
  }
  uint64_t size() const { return size_; }
  uint64_t taken() const { return taken_; }

 private:
  std::filesystem::path path_;
  int fd_;
  uint64_t size_ = 0, taken_ = 0;
};

}  // namespace

struct FileSource::State {
  explicit State(const std::filesystem::path& where) : path(where), file(where) {}
  ~State() {
    if (packed) ::inflateEnd(&stream);
  }

  std::filesystem::path path;
  Descriptor file;
  std::vector<char> input;  // bytes read ahead: the first ones of a plain file, packed ones of a gzip file
  size_t used = 0;          // of `input`
  bool packed = false;
  bool between = false;     // a member ended, another may follow
  z_stream stream{};

  void Refill() {
    input.resize(kPiece);
    input.resize(file.Read(input.data(), kPiece));
    used = 0;
  }

  size_t Inflate(char* to, size_t capacity);
  [[noreturn]] void Damaged(const char* what) const {
    throw Error(Fault::kData, std::string("the gzip file ") + what, path.string(), "Copy or download it again; nothing was loaded.");
  }
};

size_t FileSource::State::Inflate(char* to, size_t capacity) {
  stream.next_out = reinterpret_cast<Bytef*>(to);
  stream.avail_out = static_cast<uInt>(std::min<size_t>(capacity, 1u << 30));
  const size_t asked = stream.avail_out;
  while (stream.avail_out > 0) {
    if (used == input.size()) Refill();
    if (input.empty()) {
      if (between) break;
      Damaged("is cut off");
    }
    if (between) ::inflateReset(&stream), between = false;
    stream.next_in = reinterpret_cast<Bytef*>(input.data() + used);
    stream.avail_in = static_cast<uInt>(input.size() - used);
    const int status = ::inflate(&stream, Z_NO_FLUSH);
    used = input.size() - stream.avail_in;
    if (status == Z_STREAM_END) {
      between = true;
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      Damaged("is damaged");
    }
  }
  return asked - stream.avail_out;
}

FileSource::FileSource(const std::filesystem::path& path) : state_(std::make_unique<State>(path)) {
  state_->Refill();
  const auto& first = state_->input;
  state_->packed = first.size() >= 2 && first[0] == '\x1F' && first[1] == '\x8B';
  if (state_->packed && ::inflateInit2(&state_->stream, 16 + MAX_WBITS) != Z_OK) {
    state_->packed = false;
    throw Error(Fault::kInternal, "out of memory", path.string());
  }
}

FileSource::~FileSource() = default;
uint64_t FileSource::taken() const { return state_->file.taken() - (state_->input.size() - state_->used); }
uint64_t FileSource::size() const { return state_->file.size(); }

size_t FileSource::Read(char* to, size_t capacity) {
  State& state = *state_;
  if (state.packed) return state.Inflate(to, capacity);
  const size_t ahead = std::min(capacity, state.input.size() - state.used);
  std::memcpy(to, state.input.data() + state.used, ahead);
  state.used += ahead;
  return ahead + (ahead < capacity ? state.file.Read(to + ahead, capacity - ahead) : 0);
}

TextSource::TextSource(const std::filesystem::path& path, text::Detected detected)
    : source_(path), plain_(detected.encoding == text::Encoding::kUtf8), transcoder_(detected.encoding) {
  char mark[4];
  source_.Read(mark, detected.mark);
}

size_t TextSource::Read(char* to, size_t capacity) {
  if (plain_) return source_.Read(to, capacity);
  size_t got = 0;
  while (got < capacity) {
    if (given_ == converted_.size()) {
      if (ended_) break;
      converted_.clear(), given_ = 0;
      bytes_.resize(kPiece);
      const size_t n = source_.Read(bytes_.data(), kPiece);
      ended_ = n < kPiece;
      transcoder_.Convert({bytes_.data(), n}, ended_, converted_);
      continue;
    }
    const size_t n = std::min(capacity - got, converted_.size() - given_);
    std::memcpy(to + got, converted_.data() + given_, n);
    given_ += n, got += n;
  }
  return got;
}

bool IsParquet(const std::filesystem::path& path) {
  FileSource source(path);
  char magic[4];
  return source.Read(magic, 4) == 4 && std::memcmp(magic, "PAR1", 4) == 0;
}

}  // namespace auspex::data
