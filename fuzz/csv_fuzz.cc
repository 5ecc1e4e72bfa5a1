// Whatever bytes a file holds: the splitter gives the same records however the bytes are cut into blocks, every field lies
// inside its record, and what a transcoder gives is UTF-8 but for the marked bytes.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "data/csv.h"
#include "data/field.h"
#include "data/header.h"
#include "text/encoding.h"
#include "text/utf8.h"

namespace {

using namespace auspex;

void Require(bool holds) {
  if (!holds) std::abort();
}

struct Seen {
  uint64_t line;
  data::RecordFault fault;
  std::vector<std::string> values;
  bool operator==(const Seen&) const = default;
};

std::vector<Seen> Split(std::string_view text, char delimiter, size_t columns, size_t piece) {
  data::RecordSplitter splitter(delimiter, columns);
  std::vector<Seen> out;
  std::vector<data::Record> records;
  std::vector<data::Field> fields;
  std::string buffer;
  size_t at = 0, size = 0;
  for (bool last = false; !last;) {
    size = std::min(text.size() - at, size + piece);
    last = at + size == text.size();
    records.clear();
    const size_t used = splitter.Split(text.substr(at, size), last, records);
    Require(used <= size && (!last || used == size));
    for (const auto& record : records) {
      data::SplitFields(record, delimiter, fields);
      auto& seen = out.emplace_back(Seen{record.line, record.fault, {}});
      for (const auto& field : fields) {
        const char* end = record.text.data() + record.text.size();
        Require(field.text.empty() || (field.text.data() >= record.text.data() && field.text.data() + field.text.size() <= end));
        if (record.fault == data::RecordFault::kNone) seen.values.emplace_back(data::FieldValue(field, buffer));
      }
    }
    at += used, size -= used;
  }
  return out;
}

void CheckTranscoder(std::string_view bytes) {
  using text::Encoding;
  for (const auto encoding : {Encoding::kUtf16Le, Encoding::kUtf16Be, Encoding::kGb18030, Encoding::kBig5}) {
    std::string whole, parts;
    text::Transcoder(encoding).Convert(bytes, true, whole);
    text::Transcoder transcoder(encoding);
    for (size_t i = 0; i < bytes.size(); i += 3) transcoder.Convert(bytes.substr(i, 3), i + 3 >= bytes.size(), parts);
    if (!bytes.empty()) Require(whole == parts);
    std::erase(whole, text::Transcoder::kBadByte);
    Require(text::ValidUtf8(whole));
  }
  text::EncodingEvidence evidence;
  evidence.UpdateStart(bytes);
  evidence.Update(bytes);
  evidence.Finish();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const size_t columns = size % 4;
  const auto whole = Split(text, ',', columns, size + 1);
  for (const size_t piece : {1, 7}) Require(size > 4096 || Split(text, ',', columns, piece) == whole);
  CheckTranscoder(text);
  data::ParseNumber(text), data::ParseInteger(text), data::ParseFlag(text);
  data::SpellingCounts counts{};
  data::ParseAmount(text, counts);
  ParseMonth(text);
  data::NormalName(text);
  Require(text::ValidUtf8(text::PrintableUtf8(text, 200)) && text::PrintableUtf8(text, 200).size() <= 200);
  return 0;
}
