#include "data/file_loader.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#include "base/error.h"
#include "base/format.h"
#include "base/threads.h"
#include "data/csv.h"
#include "data/file_source.h"
#include "data/header.h"
#include "data/parquet_loader.h"
#include "data/row_typer.h"
#include "data/table_choice.h"
#include "data/text_header.h"

namespace auspex::data {
namespace {

constexpr size_t kBatch = 8 << 20;
static_assert(kBatch > kMaxRecord + 2, "a batch holds the longest record");

/// A stretch of the file with its records.
struct Batch {
  std::vector<char> text = std::vector<char>(kBatch);
  size_t size = 0, used = 0;  // bytes in `text`; of these, taken by records
  std::vector<Record> records;
  std::vector<TypedBlock> blocks;

  std::string_view view() const { return {text.data(), size}; }
};

class TextLoader {
 public:
  TextLoader(store::Connection& connection, const std::filesystem::path& path, const Survey& survey, const FileLoadOptions& options)
      : connection_(connection), path_(path), survey_(survey), options_(options), source_(path, survey.encoding) {}

  FileLoad Run() {
    Batch& first = batches_[0];
    first.size = source_.Read(first.text.data(), kBatch);
    ReadHeader(first);
    Split(first);
    size_t filled = 1;
    for (size_t step = 0; step <= filled; ++step) {
      Batch* writing = step == 0 ? nullptr : &batches_[(step - 1) % 3];
      Batch* typing = step == filled ? nullptr : &batches_[step % 3];
      Batch* filling = ended_ ? nullptr : &batches_[(step + 1) % 3];
      filled += filling != nullptr;
      Work(writing, filling, typing);
      options_.on_bytes(source_.taken());
    }
    result_.counts = writer_->Close();
    return std::move(result_);
  }

 private:
  void ReadHeader(Batch& batch);
  void Fill(Batch& batch, const Batch& before);
  void Split(Batch& batch);
  void Work(Batch* writing, Batch* filling, Batch* typing);

  store::Connection& connection_;
  const std::filesystem::path& path_;
  const Survey& survey_;
  const FileLoadOptions& options_;
  TextSource source_;
  std::optional<TableWriter> writer_;
  std::array<Batch, 3> batches_;
  std::optional<RecordSplitter> splitter_;
  std::optional<RowTyper> typer_;
  bool ended_ = false;
  FileLoad result_;
};

void TextLoader::ReadHeader(Batch& batch) {
  const std::string file = path_.string();
  ended_ = batch.size < kBatch;
  const TextHeader header = ReadTextHeader(batch.view(), ended_, options_.pack.tables, file);
  batch.used = header.used;
  splitter_ = header.splitter;
  result_.delimiter = header.delimiter;
  result_.encoding = text::EncodingName(survey_.encoding.encoding);
  const pack::Table& table = ChooseTable(header.names, options_.pack, options_.table, options_.mapping, file);
  result_.table = &table;
  HeaderMap map = MapHeader(header.names, table, options_.mapping, file);
  result_.ignored = map.ignored;
  for (size_t c = 0; c < map.sources.size(); ++c) {
    if (map.sources[c] != HeaderMap::kAbsent) result_.columns.push_back(table.columns[c].name);
  }
  typer_.emplace(options_.pack, table, std::move(map), result_.delimiter, result_.encoding, options_.pseudonymiser);
  writer_.emplace(connection_, table, options_.load_id, options_.name);
}

/// Fills `batch` with what follows `before`, beginning with the record that `before` has only the beginning of.
void TextLoader::Fill(Batch& batch, const Batch& before) {
  const size_t carried = before.size - before.used;
  std::memcpy(batch.text.data(), before.text.data() + before.used, carried);
  const size_t got = source_.Read(batch.text.data() + carried, kBatch - carried);
  ended_ = got < kBatch - carried;
  batch.size = carried + got;
  batch.used = 0;
  Split(batch);
}

void TextLoader::Split(Batch& batch) {
  batch.records.clear();
  batch.used += splitter_->Split(batch.view().substr(batch.used), ended_, batch.records);
  batch.blocks.resize((batch.records.size() + store::Appender::kRows - 1) / store::Appender::kRows);
}

/// Writes one batch, fills the next but one and types the one between, side by side.
void TextLoader::Work(Batch* writing, Batch* filling, Batch* typing) {
  constexpr size_t kRows = store::Appender::kRows;
  const size_t blocks = typing == nullptr ? 0 : typing->blocks.size();
  ParallelFor(2 + blocks, 1, [&](size_t task, size_t) {
    if (task == 0) {
      if (writing == nullptr) return;
      for (const TypedBlock& block : writing->blocks) writer_->Write(block);
    } else if (task == 1) {
      if (filling != nullptr) Fill(*filling, *typing);
    } else {
      TypedBlock& block = typing->blocks[task - 2];
      block.Reset(*result_.table, kRows);
      const std::span<const Record> all(typing->records);
      typer_->Type(all.subspan((task - 2) * kRows, std::min(kRows, all.size() - (task - 2) * kRows)), block);
    }
  });
}

void RefuseUseless(const FileLoad& load, const std::string& file) {
  if (load.counts.read == 0) {
    throw Error(Fault::kData, "the file has no data rows, only a header", file, "Check how it was made; nothing was loaded.");
  }
  if (load.counts.kept > 0) return;
  const std::string reasons = DescribeReasons(load.counts.reasons.Finish(), file, 3);
  throw Error(Fault::kData, "none of the " + WithCommas(load.counts.read) + " rows can be used: " + reasons, file,
              "Check that the file belongs to this pack; nothing was loaded.");
}

}  // namespace

FileLoad LoadFile(store::Connection& connection, const std::filesystem::path& path, const Survey& survey, const FileLoadOptions& options) {
  FileLoad load = IsParquet(path) ? LoadParquet(connection, path, options) : TextLoader(connection, path, survey, options).Run();
  RefuseUseless(load, path.string());
  return load;
}

}  // namespace auspex::data
