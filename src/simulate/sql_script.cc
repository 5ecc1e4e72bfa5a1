#include "simulate/sql_script.h"

#include <algorithm>
#include <charconv>

namespace auspex::simulate {
namespace {

/// Where what begins at `at` ends if it is a comment; else `at`.
size_t SkipComment(std::string_view text, size_t at) {
  if (text.substr(at, 2) == "--") return std::min(text.find('\n', at), text.size());
  if (text.substr(at, 2) == "/*") {
    const size_t end = text.find("*/", at + 2);
    return end == std::string_view::npos ? text.size() : end + 2;
  }
  return at;
}

/// Where what begins at `at` ends if it is a quoted text or name (a doubled quote begins the next one); else `at`.
size_t SkipQuoted(std::string_view text, size_t at) {
  const std::string_view quote = text.substr(at, 2) == "$$" ? "$$" : text[at] == '\'' ? "'" : text[at] == '"' ? "\"" : "";
  if (quote.empty()) return at;
  const size_t end = text.find(quote, at + quote.size());
  return end == std::string_view::npos ? text.size() : end + quote.size();
}

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

std::vector<SqlStatement> SplitStatements(std::string_view script) {
  std::vector<SqlStatement> statements;
  constexpr size_t kNone = std::string_view::npos;
  size_t begin = kNone;
  const auto end_statement = [&](size_t end) {
    if (begin == kNone) return;
    const auto line = 1 + std::count(script.begin(), script.begin() + static_cast<std::ptrdiff_t>(begin), '\n');
    statements.push_back({std::string(script.substr(begin, end - begin)), static_cast<int>(line)});
    begin = kNone;
  };
  for (size_t at = 0; at < script.size();) {
    const size_t after_comment = SkipComment(script, at);
    if (after_comment > at) {
      at = after_comment;
    } else if (script[at] == ';') {
      end_statement(at++);
    } else {
      if (begin == kNone && !IsSpace(script[at])) begin = at;
      at = std::max(SkipQuoted(script, at), at + 1);
    }
  }
  end_statement(script.size());
  return statements;
}

int LineOfMessage(const SqlStatement& statement, std::string_view message) {
  constexpr std::string_view kMark = "LINE ";
  const size_t mark = message.find(kMark);
  int line = 1;
  if (mark != std::string_view::npos) std::from_chars(message.data() + mark + kMark.size(), message.data() + message.size(), line);
  return statement.line + std::max(line, 1) - 1;
}

}  // namespace auspex::simulate
