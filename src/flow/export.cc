#include "flow/export.h"

#include <xlsxwriter.h>

#include <algorithm>
#include <vector>

#include "base/error.h"
#include "base/output_file.h"
#include "base/progress.h"
#include "base/time.h"

namespace auspex::flow {
namespace {

constexpr uint32_t kSheetRows = 1048576;

std::string SuffixOf(const std::filesystem::path& path) {
  std::string suffix = path.extension().string();
  std::transform(suffix.begin(), suffix.end(), suffix.begin(), [](unsigned char c) { return std::tolower(c); });
  return suffix;
}

/// The same query with its first column renamed to begin with a byte order mark: the file then begins with one.
std::string WithByteOrderMark(store::Connection& connection, const std::string& sql, const std::vector<store::Value>& values) {
  const store::Result shape = connection.Query("SELECT * FROM (" + sql + ") LIMIT 0", values);
  std::string names = store::QuoteName("\xEF\xBB\xBF" + shape.Name(0));
  for (size_t c = 1; c < shape.columns(); ++c) names += ", " + store::QuoteName(shape.Name(c));
  return "SELECT * FROM (" + sql + ") AS result(" + names + ")";
}

/// One workbook of as many sheets as the rows need, written in constant memory.
class Workbook {
 public:
  Workbook(const std::filesystem::path& path, std::vector<std::string> header) : header_(std::move(header)) {
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    book_ = workbook_new_opt(path.c_str(), &options);
    AddSheet();
  }
  ~Workbook() {
    if (book_ != nullptr) lxw_workbook_free(book_);
  }
  Workbook(const Workbook&) = delete;

  void BeginRow() {
    if (++row_ == kSheetRows) AddSheet();
  }
  void Text(size_t column, const std::string& text) {
    if (!text.empty()) worksheet_write_string(sheet_, row_, static_cast<lxw_col_t>(column), text.c_str(), nullptr);
  }
  void Number(size_t column, double value) { worksheet_write_number(sheet_, row_, static_cast<lxw_col_t>(column), value, nullptr); }
  void Close(const OutputFile& file) {
    const lxw_error error = workbook_close(book_);
    book_ = nullptr;
    if (error != LXW_NO_ERROR) throw file.Failure(lxw_strerror(error));
  }

 private:
  void AddSheet() {
    sheet_ = workbook_add_worksheet(book_, nullptr);
    row_ = 0;
    for (size_t c = 0; c < header_.size(); ++c) Text(c, header_[c]);
  }

  std::vector<std::string> header_;
  lxw_workbook* book_ = nullptr;
  lxw_worksheet* sheet_ = nullptr;
  uint32_t row_ = 0;
};

bool IsNumber(const std::string& type) { return type != "VARCHAR"; }

/// `sql` with every column as DOUBLE or VARCHAR, the two kinds of cell that are written.
std::string AsCells(store::Connection& connection, const std::string& sql, const std::vector<store::Value>& values) {
  const store::Result shape = connection.Query("SELECT * FROM (" + sql + ") LIMIT 0", values);
  std::string cells;
  for (size_t c = 0; c < shape.columns(); ++c) {
    const std::string type = shape.Type(c);
    const bool number = type.ends_with("INT") || type.ends_with("INTEGER") || type == "FLOAT" || type == "DOUBLE";
    const std::string name = store::QuoteName(shape.Name(c));
    cells += (c > 0 ? ", CAST(" : "CAST(") + name + (number ? " AS DOUBLE) AS " : " AS VARCHAR) AS ") + name;
  }
  return "SELECT " + cells + " FROM (" + sql + ")";
}

uint64_t WriteXlsx(store::Connection& connection, const std::string& sql, const std::vector<store::Value>& values, const OutputFile& file,
                   Progress& progress) {
  store::Result result = connection.Stream(AsCells(connection, sql, values), values);
  std::vector<std::string> header, types;
  for (size_t c = 0; c < result.columns(); ++c) {
    header.push_back(result.Name(c));
    types.push_back(result.Type(c));
  }
  Workbook book(file.temporary(), header);
  store::Chunk chunk;
  uint64_t rows = 0;
  while (result.Next(chunk)) {
    for (size_t r = 0; r < chunk.rows(); ++r) {
      book.BeginRow();
      for (size_t c = 0; c < header.size(); ++c) {
        if (!chunk.Valid(c, r)) continue;
        if (IsNumber(types[c])) book.Number(c, chunk.Numbers<double>(c)[r]);
        else book.Text(c, std::string(chunk.Text(c, r)));
      }
    }
    progress.Update(rows += chunk.rows());
  }
  book.Close(file);
  return rows;
}

}  // namespace

void CheckExportPath(const std::filesystem::path& path) {
  const std::string suffix = SuffixOf(path);
  if (suffix != ".csv" && suffix != ".parquet" && suffix != ".xlsx") {
    throw Error(Fault::kUsage, "the suffix decides the format, and this one is not known", path.string(), "Use .csv, .parquet or .xlsx.");
  }
  OutputFile check(path);
}

uint64_t Export(store::Connection& connection, const std::string& sql, const std::filesystem::path& path, Progress& progress,
                const std::vector<store::Value>& values) {
  CheckExportPath(path);
  OutputFile file(path);
  const auto rows = static_cast<uint64_t>(connection.Integer("SELECT count(*) FROM (" + sql + ")", values));
  progress.Begin("writing " + path.filename().string(), "rows", rows);
  const std::string target = store::QuoteText(file.temporary().string());
  if (SuffixOf(path) == ".csv") {
    connection.Query("COPY (" + WithByteOrderMark(connection, sql, values) + ") TO " + target + " (FORMAT csv, HEADER)", values);
  } else if (SuffixOf(path) == ".parquet") {
    connection.Query("COPY (" + sql + ") TO " + target + " (FORMAT parquet, COMPRESSION zstd)", values);
  } else {
    WriteXlsx(connection, sql, values, file, progress);
  }
  file.Commit();
  progress.Update(rows);
  progress.End();
  return rows;
}

}  // namespace auspex::flow
