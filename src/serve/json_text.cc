#include "serve/json_text.h"

#include <charconv>
#include <cmath>

namespace auspex::serve {
namespace {

template <class Number>
void AppendDigits(std::string& out, Number number) {
  char digits[40];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, static_cast<size_t>(end - digits));
}

template <class Number>
void AppendReal(std::string& out, Number number) {
  if (std::isfinite(number)) AppendDigits(out, number);
  else out += "null";
}

void AppendEscaped(std::string& out, char c) {
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
  }
  constexpr const char* kDigits = "0123456789abcdef";
  out += "\\u00";
  out += kDigits[static_cast<unsigned char>(c) >> 4];
  out += kDigits[static_cast<unsigned char>(c) & 15];
}

bool NeedsEscape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

}  // namespace

void AppendJson(std::string& out, std::string_view text) {
  out += '"';
  size_t done = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (!NeedsEscape(text[i])) continue;
    out.append(text, done, i - done);
    AppendEscaped(out, text[i]);
    done = i + 1;
  }
  out.append(text, done);
  out += '"';
}

void AppendJson(std::string& out, uint64_t number) { AppendDigits(out, number); }

void AppendJson(std::string& out, double number) { AppendReal(out, number); }

void AppendCell(std::string& out, const flow::Cell& cell) {
  std::visit(
      [&](const auto& value) {
        using T = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<T, std::monostate>) out += "null";
        else if constexpr (std::is_same_v<T, bool>) out += value ? "true" : "false";
        else if constexpr (std::is_same_v<T, int64_t>) AppendDigits(out, value);
        else if constexpr (std::is_same_v<T, std::string>) AppendJson(out, std::string_view(value));
        else AppendReal(out, value);
      },
      cell);
}

}  // namespace auspex::serve
