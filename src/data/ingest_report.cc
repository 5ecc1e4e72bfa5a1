#include "base/format.h"
#include "data/header.h"
#include "data/ingest.h"

namespace auspex::data {
namespace {

std::string Counts(uint64_t read, uint64_t kept, uint64_t rejected, uint64_t duplicates) {
  return WithCommas(read) + " rows read, " + WithCommas(kept) + " kept, " + WithCommas(rejected) + " rejected, " + WithCommas(duplicates) +
         " duplicates dropped";
}

std::string Period(Micros from, Micros to) { return "from " + FormatTime(from) + " to " + FormatTime(to); }

std::string DescribeFile(const FileSummary& file) {
  const std::string name = file.file.filename().string();
  if (file.loaded_before) return file.file.string() + ": loaded before, skipped\n";
  std::string out = file.file.string() + " (" + file.encoding;
  if (file.delimiter != 0) out += ", " + DelimiterName(file.delimiter);
  out += "): " + Counts(file.read, file.kept, file.rejected, file.duplicates) + "; table " + file.table + "\n";
  if (!file.reasons.empty()) out += "  rejected: " + DescribeReasons(file.reasons, name, 5) + "\n";
  if (file.unknown_symbols > 0) out += "  " + WithCommas(file.unknown_symbols) + " rows with a symbol outside the vocabulary (kept)\n";
  if (file.late > 0) out += "  " + WithCommas(file.late) + " rows older than the newest row loaded before (kept)\n";
  if (file.replaced > 0) out += "  " + WithCommas(file.replaced) + " rows of earlier loads replaced\n";
  for (const auto& text : DescribeSpellings(file.spellings)) out += "  " + text + "\n";
  if (file.has_period) out += "  " + Period(file.from, file.to) + "\n";
  if (!file.ignored_columns.empty()) {
    out += "  columns not used:";
    for (const auto& column : file.ignored_columns) out += (&column == file.ignored_columns.data() ? " " : ", ") + Excerpt(column, 60);
    out += "\n";
  }
  return out;
}

}  // namespace

std::string Describe(const IngestSummary& summary, const pack::Pack& pack) {
  std::string out;
  for (const auto& file : summary.files) out += DescribeFile(file);
  if (summary.files.size() > 1) {
    out += "all files: " + Counts(summary.read, summary.kept, summary.rejected, summary.duplicates) + "\n";
    if (summary.has_period) out += "  " + Period(summary.from, summary.to) + "\n";
  }
  out += WithCommas(summary.customers) + " customers in the workspace; " + Duration(summary.seconds) + "\n";
  return out + DescribeFindings(summary.quality, pack);
}

}  // namespace auspex::data
