#include "data/survey.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/error.h"
#include "base/threads.h"
#include "data/file_source.h"

namespace auspex::data {
namespace {

constexpr size_t kBlock = 4 << 20, kBlocks = 4;
using Digest = std::array<unsigned char, 16>;

Digest Hash(std::string_view bytes) {
  Digest digest;
  crypto_generichash(digest.data(), digest.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), nullptr, 0);
  return digest;
}

std::string ToHex(const Digest& digest) {
  std::array<char, 2 * sizeof(Digest) + 1> hex;
  sodium_bin2hex(hex.data(), hex.size(), digest.data(), digest.size());
  return hex.data();
}

/// Collects evidence from bytes that come in batches; a line cut by the end of a batch waits for the next.
class LineEvidence {
 public:
  void Update(std::string_view bytes) {
    if (first_) evidence_.UpdateStart(bytes), first_ = false;
    const size_t head = bytes.find('\n');
    rest_ += bytes.substr(0, std::min(head, kLongest - std::min(kLongest, rest_.size())));
    if (head == std::string_view::npos) return;
    evidence_.Update(rest_);
    const size_t tail = bytes.rfind('\n');
    rest_ = bytes.substr(tail + 1, kLongest);
    if (tail > head) InParallel(bytes.substr(head + 1, tail - head));
  }

  text::Detected Finish() {
    evidence_.Update(rest_);
    return evidence_.Finish();
  }

 private:
  static constexpr size_t kLongest = 1 << 20;  // as much of a line as is looked at

  void InParallel(std::string_view lines) {
    std::vector<size_t> starts{0};
    while (lines.size() - starts.back() > kBlock) {
      const size_t end = lines.find('\n', starts.back() + kBlock);
      if (end == std::string_view::npos) break;
      starts.push_back(end + 1);
    }
    starts.push_back(lines.size());
    std::vector<text::EncodingEvidence> parts(starts.size() - 1);
    ParallelFor(parts.size(), 1, [&](size_t b, size_t) { parts[b].Update(lines.substr(starts[b], starts[b + 1] - starts[b])); });
    for (const auto& part : parts) evidence_.Merge(part);
  }

  text::EncodingEvidence evidence_;
  std::string rest_;
  bool first_ = true;
};

}  // namespace

text::Detected EncodingOfBeginning(const std::filesystem::path& path) {
  FileSource source(path);
  std::vector<char> start(kBlock);
  std::string_view bytes(start.data(), source.Read(start.data(), start.size()));
  // A line that is cut may be cut within a character.
  if (bytes.size() == start.size() && bytes.find('\n') != std::string_view::npos) bytes = bytes.substr(0, bytes.rfind('\n') + 1);
  LineEvidence lines;
  lines.Update(bytes);
  return lines.Finish();
}

Survey SurveyFile(const std::filesystem::path& path, Progress& progress, uint64_t& done) {
  if (sodium_init() < 0) throw Error(Fault::kInternal, "libsodium cannot be initialised");
  FileSource source(path);
  std::vector<char> batch(kBlock * kBlocks);
  LineEvidence lines;
  Survey survey;
  std::string digests;
  const uint64_t before = done;
  for (;;) {
    const std::string_view bytes(batch.data(), source.Read(batch.data(), batch.size()));
    if (bytes.empty()) break;
    const size_t blocks = (bytes.size() + kBlock - 1) / kBlock;
    std::vector<Digest> parts(blocks);
    ParallelFor(blocks, 1, [&](size_t b, size_t) { parts[b] = Hash(bytes.substr(b * kBlock, kBlock)); });
    for (const auto& part : parts) digests.append(part.begin(), part.end());
    lines.Update(bytes);
    survey.bytes += bytes.size();
    progress.Update(done = before + source.taken());
    if (digests.size() > (1 << 20)) {  // a digest so far takes the place of many: memory stays bounded
      const Digest so_far = Hash(digests);
      digests.assign(so_far.begin(), so_far.end());
    }
  }
  done = before + source.size();
  digests += std::to_string(survey.bytes);
  survey.fingerprint = ToHex(Hash(digests));
  survey.encoding = lines.Finish();
  return survey;
}

}  // namespace auspex::data
