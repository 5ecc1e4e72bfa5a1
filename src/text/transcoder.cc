// The only file that includes ICU.
#include <unicode/ucnv.h>
#include <unicode/utf8.h>
#include <unicode/utf16.h>

#include <array>

#include "base/error.h"
#include "text/encoding.h"
#include "text/utf8.h"

namespace auspex::text {
namespace {

/// ICU's converter for an encoding; nullptr for UTF-8. windows-950 is the Big5 that files from Taiwan carry.
const char* ConverterName(Encoding encoding) {
  switch (encoding) {
    case Encoding::kUtf8: return nullptr;
    case Encoding::kUtf16Le: return "UTF-16LE";
    case Encoding::kUtf16Be: return "UTF-16BE";
    case Encoding::kGb18030: return "gb18030";
    case Encoding::kBig5: return "windows-950-2000";
  }
  return nullptr;
}

/// Two or more characters of three or four bytes and no others beside ASCII, all well formed: chance hardly makes that
/// of GB18030 or Big5.
bool PlainlyUtf8(std::string_view line) {
  size_t wide = 0;
  while (!line.empty()) {
    const size_t length = Utf8SequenceLength(line);
    if (length == 0 || length == 2) return false;
    wide += length > 2;
    line.remove_prefix(length);
  }
  return wide >= 2;
}

}  // namespace

struct Transcoder::State {
  Encoding encoding;
  UConverter* converter = nullptr;
  std::string line;          // of a double-byte encoding: the beginning of a line whose end has not come yet
  UChar32 surrogate = 0;     // first half of a pair split between two calls
  bool private_use = false;  // whether private-use characters are bad: Big5 maps what it does not know to them

  ~State() { ucnv_close(converter); }

  void Put(UChar32 point, std::string& out) const {
    if (private_use && point >= 0xE000 && point <= 0xF8FF) {
      out += kBadByte;
      return;
    }
    std::array<uint8_t, 4> bytes;
    int32_t length = 0;
    U8_APPEND_UNSAFE(bytes.data(), length, point);
    out.append(reinterpret_cast<const char*>(bytes.data()), static_cast<size_t>(length));
  }

  void PutUnits(const UChar* units, const UChar* end, std::string& out) {
    for (; units < end; ++units) {
      if (U16_IS_LEAD(*units)) {
        surrogate = *units;
      } else if (U16_IS_TRAIL(*units)) {
        Put(U16_GET_SUPPLEMENTARY(surrogate, *units), out);
      } else {
        Put(*units, out);
      }
    }
  }

  void Decode(std::string_view bytes, bool last, std::string& out) {
    std::array<UChar, 4096> units;
    const char* from = bytes.data();
    const char* const end = from + bytes.size();
    for (;;) {
      UChar* to = units.data();
      UErrorCode status = U_ZERO_ERROR;
      ucnv_toUnicode(converter, &to, to + units.size(), &from, end, nullptr, last, &status);
      PutUnits(units.data(), to, out);
      if (status == U_BUFFER_OVERFLOW_ERROR) continue;
      if (U_SUCCESS(status)) return;
      out += kBadByte;
      if (from == end && last) {
        ucnv_resetToUnicode(converter);
        return;
      }
    }
  }

  /// A line of a double-byte encoding; a line feed is never the second byte of a character.
  void DecodeLine(std::string_view bytes, std::string& out) {
    if (IsAscii(bytes)) {
      out += bytes;
    } else if (PlainlyUtf8(bytes)) {
      const bool ended = bytes.back() == '\n';
      out += bytes.substr(0, bytes.size() - ended);
      // Marked where the first character of many bytes stands, inside whatever field that is.
      const size_t first = out.size() - (bytes.size() - ended);
      for (size_t i = first; i < out.size(); ++i) {
        if ((out[i] & 0x80) != 0) {
          out.insert(i, 1, kBadByte);
          break;
        }
      }
      if (ended) out += '\n';
    } else {
      Decode(bytes, false, out);
      // A character cut off by the line's end must not reach into the next line.
      if (bytes.back() != '\n') Decode({}, true, out);
    }
  }
};

Transcoder::Transcoder(Encoding encoding) : state_(std::make_unique<State>()) {
  state_->encoding = encoding;
  state_->private_use = encoding == Encoding::kBig5;
  const char* name = ConverterName(encoding);
  if (name == nullptr) return;
  UErrorCode status = U_ZERO_ERROR;
  state_->converter = ucnv_open(name, &status);
  if (U_SUCCESS(status)) ucnv_setToUCallBack(state_->converter, UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  if (U_FAILURE(status)) {
    throw Error(Fault::kInternal, std::string("ICU has no converter for ") + EncodingName(encoding), u_errorName(status));
  }
}

Transcoder::~Transcoder() = default;

void Transcoder::Convert(std::string_view bytes, bool last, std::string& out) {
  State& state = *state_;
  if (state.converter == nullptr) {
    out += bytes;
    return;
  }
  if (state.encoding == Encoding::kUtf16Le || state.encoding == Encoding::kUtf16Be) {
    state.Decode(bytes, last, out);
    return;
  }
  constexpr size_t kLongest = 1 << 20;  // a longer line is decoded in parts, at the price of a character on the seam
  while (!bytes.empty()) {
    const size_t end = bytes.find('\n');
    const size_t take = end == std::string_view::npos ? bytes.size() : end + 1;
    state.line += bytes.substr(0, take);
    bytes.remove_prefix(take);
    if (end == std::string_view::npos && state.line.size() < kLongest) break;
    state.DecodeLine(state.line, out);
    state.line.clear();
  }
  if (last && !state.line.empty()) state.DecodeLine(state.line, out), state.line.clear();
}

}  // namespace auspex::text
