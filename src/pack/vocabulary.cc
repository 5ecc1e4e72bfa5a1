#include "pack/vocabulary.h"

#include <map>

#include "base/format.h"
#include "pack/toml_reader.h"

namespace auspex::pack {
namespace {

struct Row {
  std::vector<std::string> fields;
  int line = 0;
};

/// Splits CSV text into rows; a line without any character is no row.
class CsvSplitter {
 public:
  CsvSplitter(const std::string& text, const std::filesystem::path& file) : text_(text), file_(file) {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
  }

  bool Next(Row& row) {
    while (at_ < text_.size() && (text_[at_] == '\n' || text_[at_] == '\r')) Step();
    if (at_ >= text_.size()) return false;
    row = {{}, line_};
    do row.fields.push_back(Field());
    while (TakeComma());
    return true;
  }

 private:
  void Step() {
    if (text_[at_++] == '\n') ++line_;
  }
  bool AtEnd() const { return at_ >= text_.size() || text_[at_] == '\n' || text_[at_] == '\r'; }
  bool TakeComma() {
    if (AtEnd()) return false;
    ++at_;
    return true;
  }
  std::string Field() {
    if (at_ < text_.size() && text_[at_] == '"') return QuotedField();
    std::string field;
    while (!AtEnd() && text_[at_] != ',') field += text_[at_++];
    return field;
  }
  std::string QuotedField() {
    const int begun = line_;
    std::string field;
    for (++at_; at_ < text_.size(); Step()) {
      if (text_[at_] != '"') {
        field += text_[at_];
        continue;
      }
      ++at_;
      if (AtEnd() || text_[at_] == ',') return field;
      if (text_[at_] != '"') Refuse("text follows a closing quote", At(file_, line_), "double a quote inside a quoted field");
      field += '"';
    }
    Refuse("a quoted field has no end", At(file_, begun), "close it with \"");
  }

  const std::string& text_;
  const std::filesystem::path& file_;
  size_t at_ = 0;
  int line_ = 1;
};

void CheckHeader(const Row& header, const std::filesystem::path& file) {
  std::map<std::string, int> seen;
  for (size_t i = 1; i < header.fields.size(); ++i) {
    const std::string& name = header.fields[i];
    if (!IsIdentifier(name) || name == "symbol" || name == "time" || name == "detail") {
      Refuse("the attribute `" + Excerpt(name) + "` has no usable name", At(file, header.line),
             "use a-z, 0-9 and _, beginning with a letter; `symbol`, `time` and `detail` are taken");
    }
    if (seen[name]++) Refuse("the attribute `" + name + "` occurs twice", At(file, header.line), "rename one of them");
  }
}

Symbol ReadSymbol(const Row& row, const Row& header, const std::filesystem::path& file) {
  if (row.fields.size() != header.fields.size()) {
    Refuse("the row has " + std::to_string(row.fields.size()) + " fields, the header " + std::to_string(header.fields.size()),
           At(file, row.line), "quote a field that contains a comma, or add what is missing");
  }
  if (row.fields[0].empty()) Refuse("the symbol is empty", At(file, row.line), "name it, or remove the row");
  Symbol symbol{row.fields[0], {}};
  for (size_t i = 1; i < row.fields.size(); ++i) symbol.attributes[header.fields[i]] = row.fields[i];
  return symbol;
}

}  // namespace

bool IsIdentifier(const std::string& name) {
  if (name.empty() || (name[0] >= '0' && name[0] <= '9')) return false;
  for (const char c : name) {
    if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_') return false;
  }
  return true;
}

Vocabulary ReadVocabulary(const std::filesystem::path& file) {
  const std::string text = ReadText(file);
  CsvSplitter rows(text, file);
  Row header, row;
  if (!rows.Next(header)) Refuse("the vocabulary is empty", At(file, 1), "write a header row and one row a symbol");
  CheckHeader(header, file);
  Vocabulary vocabulary;
  vocabulary.attributes.assign(header.fields.begin() + 1, header.fields.end());
  std::map<std::string, int> lines;
  while (rows.Next(row)) {
    vocabulary.symbols.push_back(ReadSymbol(row, header, file));
    const auto [earlier, is_new] = lines.emplace(vocabulary.symbols.back().name, row.line);
    if (!is_new) {
      Refuse("the symbol " + earlier->first + " occurs twice, first on line " + std::to_string(earlier->second),
             At(file, row.line), "remove one of the rows");
    }
  }
  if (vocabulary.symbols.empty()) Refuse("the vocabulary has no symbol", At(file, header.line), "add one row a symbol");
  return vocabulary;
}

}  // namespace auspex::pack
