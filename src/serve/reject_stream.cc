#include "serve/reject_stream.h"

#include <memory>
#include <utility>

namespace auspex::serve {
namespace {

struct Rejects {
  Rejects(store::Connection from, int64_t load_id)
      : connection(std::move(from)),
        rows(connection.Stream("SELECT line, column_name, reason, value FROM main.rejects WHERE load_id = ? ORDER BY rowid", {load_id})) {}

  store::Connection connection;
  store::Result rows;
  bool begun = false;
};

}  // namespace

std::string SpreadsheetField(std::string_view value) {
  std::string field(value);
  if (!field.empty() && std::string_view("=+-@\t\r\n").find(field[0]) != std::string_view::npos) field.insert(0, 1, '\'');
  if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
  std::string quoted = "\"";
  for (const char c : field) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::function<bool(const TakeBytes&)> StreamRejects(store::Connection connection, int64_t load_id) {
  auto rejects = std::make_shared<Rejects>(std::move(connection), load_id);
  return [rejects](const TakeBytes& write) {
    std::string text;
    if (!std::exchange(rejects->begun, true)) text = "\xEF\xBB\xBFline,column,reason,value\r\n";
    store::Chunk chunk;
    const bool more = rejects->rows.Next(chunk);
    for (size_t r = 0; more && r < chunk.rows(); ++r) {
      text += std::to_string(chunk.Numbers<int64_t>(0)[r]);
      for (size_t c = 1; c < 4; ++c) text += "," + SpreadsheetField(chunk.Text(c, r));
      text += "\r\n";
    }
    return (text.empty() || write(text)) && more;
  };
}

}  // namespace auspex::serve
