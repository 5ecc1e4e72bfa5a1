#include "data/ingest.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <set>

#include "base/error.h"
#include "data/duplicates.h"
#include "data/file_loader.h"
#include "data/renamed_error.h"
#include "data/repeated_keys.h"
#include "data/survey.h"
#include "data/table_choice.h"
#include "store/one_thread.h"

namespace auspex::data {
namespace {

using store::Value;

/// Work on one call: what the steps hand on to each other.
class Ingestion {
 public:
  Ingestion(store::Connection& connection, const pack::Pack& pack, const IngestOptions& options, Progress& progress)
      : connection_(connection), pack_(pack), options_(options), progress_(progress) {
    if (options.pseudonymise) pseudonymiser_.emplace(options.key);
  }

  IngestSummary Run(std::span<const std::filesystem::path> files);

 private:
  struct Loaded {
    size_t file;  // index into summary_.files and surveys_
    int32_t load_id;
    const pack::Table* table;
    std::vector<std::string> columns;
  };

  /// Does `work` on a file; its errors call the file as the user does.
  template <class Work>
  auto Naming(size_t file, Work work) {
    try {
      return work();
    } catch (const Error& error) {
      throw Renamed(error, paths_[file], summary_.files[file].file.string());
    }
  }
  void SurveyAll(std::span<const std::filesystem::path> files);
  void LoadAll();
  void Load(size_t file, uint64_t bytes_before);
  void DropRepeats();
  void DropEqualRows(const pack::Table& table);
  void SettleKeys(const Loaded& loaded);
  void UpdatePeriod(const Loaded& loaded);
  void CountLate();
  void Record(const Loaded& loaded);
  void Total();

  store::Connection& connection_;
  const pack::Pack& pack_;
  const IngestOptions& options_;
  Progress& progress_;
  std::optional<Pseudonymiser> pseudonymiser_;
  std::vector<Survey> surveys_;
  std::vector<uint64_t> sizes_;
  std::span<const std::filesystem::path> paths_;
  std::vector<Loaded> loaded_;
  int32_t next_load_ = 1;
  std::optional<Micros> newest_before_;
  IngestSummary summary_;
};

void Ingestion::SurveyAll(std::span<const std::filesystem::path> files) {
  uint64_t total = 0, done = 0;
  for (const auto& file : files) {
    std::error_code none;
    sizes_.push_back(std::filesystem::is_regular_file(file, none) ? std::filesystem::file_size(file, none) : 0);
    total += sizes_.back();
    const size_t i = summary_.files.size();
    summary_.files.emplace_back().file = i < options_.names.size() ? std::filesystem::path(options_.names[i]) : file;
  }
  progress_.Begin("looking at the files", "bytes", total);
  for (size_t i = 0; i < files.size(); ++i) {
    surveys_.push_back(Naming(i, [&] { return SurveyFile(files[i], progress_, done); }));
  }
  progress_.End();
}

void Ingestion::LoadAll() {
  std::set<std::string> known;
  for (const auto& row : connection_.Query("SELECT fingerprint FROM main.loads").Rows()) known.insert(row[0].value_or(""));
  uint64_t total = 0;
  for (size_t i = 0; i < surveys_.size(); ++i) {
    summary_.files[i].loaded_before = !known.insert(surveys_[i].fingerprint).second;
    if (!summary_.files[i].loaded_before) total += sizes_[i];
  }
  next_load_ = static_cast<int32_t>(connection_.Integer("SELECT coalesce(max(load_id), 0) + 1 FROM main.loads"));
  if (pack_.HasEvents()) {
    const pack::Table& events = pack_.Events();
    const std::string from = " FROM main." + store::QuoteName(events.name);
    const std::string newest = "SELECT epoch_us(max(" + store::QuoteName(events.time) + "))" + from;
    if (connection_.Integer("SELECT count(*)" + from) > 0) newest_before_ = connection_.Integer(newest);
  }
  progress_.Begin(pack_.HasEvents() ? "reading events" : "reading rows", "bytes", total);
  uint64_t done = 0;
  const store::OneThread alone(connection_);
  for (size_t i = 0; i < surveys_.size(); ++i) {
    if (summary_.files[i].loaded_before) continue;
    Load(i, done);
    progress_.Update(done += sizes_[i]);
  }
  progress_.End();
}

void Ingestion::Load(size_t file, uint64_t bytes_before) {
  FileSummary& summary = summary_.files[file];
  const int32_t load_id = next_load_ + static_cast<int32_t>(loaded_.size());
  const FileLoadOptions options{.pack = pack_, .pseudonymiser = pseudonymiser_ ? &*pseudonymiser_ : nullptr, .load_id = load_id,
                                .name = summary.file.string(), .mapping = options_.mapping, .table = options_.table,
                                .on_bytes = [&](uint64_t bytes) { progress_.Update(bytes_before + bytes); }};
  FileLoad load = Naming(file, [&] { return LoadFile(connection_, paths_[file], surveys_[file], options); });
  summary.table = load.table->name;
  summary.encoding = load.encoding;
  summary.delimiter = load.delimiter;
  summary.read = load.counts.read, summary.kept = load.counts.kept, summary.rejected = load.counts.rejected;
  summary.has_period = load.counts.from <= load.counts.to;
  if (summary.has_period) summary.from = load.counts.from, summary.to = load.counts.to;
  summary.spellings = load.counts.spellings;
  summary.unknown_symbols = load.counts.unknown_symbols;
  summary.reasons = load.counts.reasons.Finish();
  summary.ignored_columns = std::move(load.ignored);
  loaded_.push_back({file, load_id, load.table, std::move(load.columns)});
}

void Ingestion::DropRepeats() {
  if (loaded_.empty()) return;
  progress_.Begin("looking for duplicates", "rows", 0);
  for (const auto& table : pack_.tables) {
    if (!HasKeys(table)) DropEqualRows(table);
  }
  for (const Loaded& loaded : loaded_) {
    if (HasKeys(*loaded.table)) SettleKeys(loaded);
  }
  progress_.End();
}

void Ingestion::DropEqualRows(const pack::Table& table) {
  if (!table.drop_duplicates) return;
  Micros from = std::numeric_limits<Micros>::max(), to = std::numeric_limits<Micros>::min();
  for (const Loaded& loaded : loaded_) {
    if (loaded.table != &table) continue;
    from = std::min(from, summary_.files[loaded.file].from), to = std::max(to, summary_.files[loaded.file].to);
  }
  if (from > to) return;
  const auto dropped = DropDuplicates(connection_, table, next_load_, from, to);
  for (const Loaded& loaded : loaded_) {
    const auto found = dropped.find(loaded.load_id);
    if (found == dropped.end()) continue;
    FileSummary& file = summary_.files[loaded.file];
    file.duplicates = found->second, file.kept -= found->second;
    UpdatePeriod(loaded);
  }
}

void Ingestion::SettleKeys(const Loaded& loaded) {
  FileSummary& file = summary_.files[loaded.file];
  const RepeatedKeys found = SettleRepeatedKeys(connection_, *loaded.table, loaded.load_id, file.file.string());
  file.duplicates = found.duplicates, file.rejected += found.rejected, file.replaced = found.replaced;
  file.kept -= found.duplicates + found.rejected;
  if (found.rejected > 0) {
    file.reasons.push_back({RepeatedKeyReason(*loaded.table), found.rejected, found.first_line});
    std::ranges::stable_sort(file.reasons, std::ranges::greater(), &ReasonCount::count);
  }
  if (found.duplicates + found.rejected > 0) UpdatePeriod(loaded);
}

/// Of the rows that are still there.
void Ingestion::UpdatePeriod(const Loaded& loaded) {
  FileSummary& file = summary_.files[loaded.file];
  file.has_period = !loaded.table->time.empty() && file.kept > 0;
  file.from = file.to = 0;
  if (!file.has_period) return;
  const std::string time = "CAST(" + store::QuoteName(loaded.table->time) + " AS TIMESTAMP)";
  const std::string rows = ")) FROM main." + store::QuoteName(loaded.table->name) + " WHERE load_id = " + std::to_string(loaded.load_id);
  file.from = connection_.Integer("SELECT epoch_us(min(" + time + rows);
  file.to = connection_.Integer("SELECT epoch_us(max(" + time + rows);
}

void Ingestion::CountLate() {
  if (!newest_before_ || loaded_.empty()) return;
  for (const Loaded& loaded : loaded_) {
    FileSummary& file = summary_.files[loaded.file];
    const pack::Table& table = *loaded.table;
    if (table.kind != pack::TableKind::kEvents || file.kept == 0 || file.from >= *newest_before_) continue;
    file.late = static_cast<uint64_t>(connection_.Integer(
        "SELECT count(*) FROM main." + store::QuoteName(table.name) + " WHERE load_id = ? AND epoch_us(" + store::QuoteName(table.time) + ") < ?",
        {static_cast<int64_t>(loaded.load_id), *newest_before_}));
  }
}

void Ingestion::Record(const Loaded& loaded) {
  const FileSummary& file = summary_.files[loaded.file];
  std::string columns;
  for (const auto& column : loaded.columns) columns += (columns.empty() ? "" : ", ") + column;
  std::string spellings;
  for (const auto& text : DescribeSpellings(file.spellings)) spellings += (spellings.empty() ? "" : "\n") + text;
  const auto number = [](uint64_t n) { return Value(static_cast<int64_t>(n)); };
  const auto now = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch());
  const auto time = [&](Micros t) { return file.has_period ? Value(t) : Value(); };
  connection_.Query(
      "INSERT INTO main.loads VALUES (?, ?, ?, ?, make_timestamp(?), ?, ?, ?, ?, make_timestamp(CAST(? AS BIGINT)), "
      "make_timestamp(CAST(? AS BIGINT)), ?, ?, ?, ?, string_split(nullif(?, ''), chr(10)))",
      {static_cast<int64_t>(loaded.load_id), file.file.string(), surveys_[loaded.file].fingerprint, number(surveys_[loaded.file].bytes),
       Value(static_cast<int64_t>(now.count())), number(file.read), number(file.kept), number(file.rejected), number(file.duplicates),
       time(file.from), time(file.to), file.encoding, columns, file.table, number(file.replaced), spellings});
}

void Ingestion::Total() {
  bool first = true;
  for (const FileSummary& file : summary_.files) {
    summary_.read += file.read, summary_.kept += file.kept, summary_.rejected += file.rejected;
    summary_.duplicates += file.duplicates, summary_.late += file.late, summary_.unknown_symbols += file.unknown_symbols;
    summary_.replaced += file.replaced;
    if (!file.has_period) continue;
    summary_.from = first ? file.from : std::min(summary_.from, file.from);
    summary_.to = first ? file.to : std::max(summary_.to, file.to);
    first = false;
  }
  summary_.has_period = !first;
  summary_.customers = CountCustomers(connection_, pack_);
}

IngestSummary Ingestion::Run(std::span<const std::filesystem::path> files) {
  const auto started = std::chrono::steady_clock::now();
  paths_ = files;
  TableNamed(options_.table, pack_);
  CheckQualityRules(pack_);
  SurveyAll(files);
  store::Transaction transaction(connection_);
  CreateTables(connection_, pack_);
  LoadAll();
  DropRepeats();
  CountLate();
  for (const Loaded& loaded : loaded_) Record(loaded);
  Total();
  Progress::ThrowIfCancelled();
  transaction.Commit();
  if (!pack_.quality.empty()) summary_.quality = MeasureQuality(connection_, pack_, progress_);
  summary_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return std::move(summary_);
}

}  // namespace

uint64_t CountCustomers(store::Connection& connection, const pack::Pack& pack) {
  std::string all;
  for (const auto& table : pack.tables) {
    if (table.kind == pack::TableKind::kRecords) continue;
    all += (all.empty() ? "" : " UNION ALL ") + ("SELECT DISTINCT " + store::QuoteName(table.customer) + " AS customer FROM main." + store::QuoteName(table.name));
  }
  return all.empty() ? 0 : static_cast<uint64_t>(connection.Integer("SELECT count(DISTINCT customer) FROM (" + all + ")"));
}

IngestSummary Ingest(store::Connection& connection, const pack::Pack& pack, std::span<const std::filesystem::path> files,
                     const IngestOptions& options, Progress& progress) {
  return Ingestion(connection, pack, options, progress).Run(files);
}

}  // namespace auspex::data
