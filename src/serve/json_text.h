#pragma once
// JSON written straight into a string, for answers of many values.
#include <cstdint>
#include <string>
#include <string_view>

#include "flow/result_query.h"

namespace auspex::serve {

/// Quoted and escaped; `text` is UTF-8.
void AppendJson(std::string& out, std::string_view text);
void AppendJson(std::string& out, uint64_t number);
/// The shortest digits that read back as the same number; null where it is not finite.
void AppendJson(std::string& out, double number);
void AppendCell(std::string& out, const flow::Cell& cell);

/// The elements of `list` between brackets, each written by `append`.
template <class List, class Append>
void AppendJsonList(std::string& out, const List& list, const Append& append) {
  out += '[';
  bool first = true;
  for (const auto& element : list) {
    if (!first) out += ',';
    first = false;
    append(element);
  }
  out += ']';
}

}  // namespace auspex::serve
