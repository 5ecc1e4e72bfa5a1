#include "data/table_cells.h"

#include <cstring>
#include <deque>
#include <optional>

#include "base/error.h"
#include "base/format.h"
#include "data/csv.h"
#include "data/field.h"
#include "data/file_source.h"
#include "data/header.h"
#include "data/parquet_loader.h"
#include "data/survey.h"
#include "data/text_header.h"

namespace auspex::data {

struct TableCells::Source {
  virtual ~Source() = default;
  virtual bool Next(CellBlock& block) = 0;
  std::vector<std::string> names;
};

namespace {

constexpr size_t kBatch = 8 << 20;
static_assert(kBatch > kMaxRecord + 2, "a batch holds the longest record");

const char* FaultText(RecordFault fault) {
  switch (fault) {
    case RecordFault::kQuoteNeverClosed: return "a quote is opened and never closed";
    case RecordFault::kTextAfterQuote: return "text follows a closing quote";
    case RecordFault::kTooLong: return "the row is too long";
    default: return "the row has another number of fields than the header";
  }
}

class TextCells : public TableCells::Source {
 public:
  TextCells(const std::filesystem::path& path, const pack::Table& known, char delimiter)
      : file_(path.string()), source_(path, EncodingOfBeginning(path)) {
    size_ = source_.Read(text_.data(), kBatch);
    ended_ = size_ < kBatch;
    TextHeader header = ReadTextHeader({text_.data(), size_}, ended_, std::span(&known, 1), file_, delimiter);
    names = std::move(header.names);
    delimiter_ = header.delimiter;
    used_ = header.used;
    splitter_ = header.splitter;
  }

  bool Next(CellBlock& block) override {
    block = {.rows = 0, .columns = names.size(), .cells = {}, .lines = {}};
    texts_.clear();
    do {
      records_.clear();
      used_ += splitter_->Split({text_.data() + used_, size_ - used_}, ended_, records_);
      if (!records_.empty()) break;
    } while (Fill());
    for (const Record& record : records_) Take(record, block);
    return block.rows > 0;
  }

 private:
  /// Goes on behind what is used; false at the end.
  bool Fill() {
    if (ended_) return false;
    const size_t carried = size_ - used_;
    std::memmove(text_.data(), text_.data() + used_, carried);
    const size_t got = source_.Read(text_.data() + carried, kBatch - carried);
    ended_ = got < kBatch - carried;
    size_ = carried + got;
    used_ = 0;
    return true;
  }

  void Take(const Record& record, CellBlock& block) {
    const std::string where = file_ + ":" + std::to_string(record.line);
    if (record.fault != RecordFault::kNone) throw Error(Fault::kData, FaultText(record.fault), where, "Correct the row: " + Excerpt(record.text));
    SplitFields(record, delimiter_, fields_);
    if (fields_.size() != names.size()) {
      throw Error(Fault::kData, "the row has " + std::to_string(fields_.size()) + " fields, the header " + std::to_string(names.size()), where,
                  "Correct the row: " + Excerpt(record.text));
    }
    for (const Field& field : fields_) {
      block.cells.push_back(Trim(field.doubled ? FieldValue(field, texts_.emplace_back()) : field.text));
    }
    block.lines.push_back(record.line);
    ++block.rows;
  }

  std::string file_;
  TextSource source_;
  std::vector<char> text_ = std::vector<char>(kBatch);
  size_t size_ = 0, used_ = 0;
  bool ended_ = false;
  char delimiter_ = ',';
  std::optional<RecordSplitter> splitter_;
  std::vector<Record> records_;
  std::vector<Field> fields_;
  std::deque<std::string> texts_;  // of fields that differ from what stands in the file
};

class ParquetCells : public TableCells::Source {
 public:
  explicit ParquetCells(const std::filesystem::path& path) : database_({}), connection_(database_.Connect()), rows_(connection_, path) {
    names = rows_.names();
  }

  bool Next(CellBlock& block) override {
    block = {.rows = 0, .columns = names.size(), .cells = {}, .lines = {}};
    if (!rows_.Next(chunk_)) return false;
    block.rows = chunk_.rows();
    for (size_t r = 0; r < block.rows; ++r) {
      for (size_t c = 0; c < names.size(); ++c) block.cells.push_back(Trim(chunk_.Text(c, r)));
      block.lines.push_back(++line_);
    }
    return true;
  }

 private:
  store::Database database_;
  store::Connection connection_;
  ParquetTexts rows_;
  store::Chunk chunk_;
  uint64_t line_ = 0;
};

}  // namespace

TableCells::TableCells(const std::filesystem::path& path, const pack::Table& known, char delimiter) {
  if (IsParquet(path)) source_ = std::make_unique<ParquetCells>(path);
  else source_ = std::make_unique<TextCells>(path, known, delimiter);
  FindColumns(source_->names, known, {}, path.string());  // refuses a name that is there twice
}

TableCells::~TableCells() = default;
const std::vector<std::string>& TableCells::names() const { return source_->names; }
bool TableCells::Next(CellBlock& block) { return source_->Next(block); }

}  // namespace auspex::data
