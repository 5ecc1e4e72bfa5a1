#include "flow/reason_file.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/output_file.h"
#include "flow/export.h"
#include "store/database.h"

namespace auspex::flow {
namespace {

using json = nlohmann::ordered_json;

class ExportedReasons : public ReasonFile {
 public:
  ExportedReasons(const std::filesystem::path& path, size_t top, bool with_id, double base)
      : path_(path), top_(top), with_id_(with_id), base_(base), database_({}), connection_(database_.Connect()) {
    CheckExportPath(path);
    std::string columns = std::string("row BIGINT") + (with_id ? ", id VARCHAR" : "") + ", score DOUBLE, margin DOUBLE, base DOUBLE";
    for (size_t k = 1; k <= top; ++k) {
      const std::string n = std::to_string(k);
      columns += ", reason_" + n + " VARCHAR, value_" + n + " VARCHAR, share_" + n + " DOUBLE";
    }
    connection_.Run("CREATE TABLE reasons(" + columns + ", rest DOUBLE)");
    appender_ = std::make_unique<store::Appender>(connection_, "reasons");
  }

  void Add(std::span<const ExplainedRow> rows) override {
    for (; !rows.empty(); rows = rows.subspan(std::min(rows.size(), store::Appender::kRows))) {
      const size_t count = std::min(rows.size(), store::Appender::kRows);
      for (size_t r = 0; r < count; ++r) AddRow(rows[r], r);
      appender_->Flush(count);
    }
  }

  void Finish(Progress& progress) override {
    appender_.reset();
    Export(connection_, "SELECT * FROM reasons ORDER BY row", path_, progress);
  }

 private:
  void AddRow(const ExplainedRow& row, size_t at) {
    size_t column = 0;
    const auto number = [&](double value) { appender_->Numbers<double>(column++)[at] = value; };
    const auto text = [&](const std::string& value) {
      if (value.empty()) appender_->SetNull(column++, at);
      else appender_->SetText(column++, at, value);
    };
    appender_->Numbers<int64_t>(column++)[at] = static_cast<int64_t>(row.row);
    if (with_id_) text(row.id);
    number(row.score);
    number(row.margin);
    number(base_);
    for (size_t k = 0; k < top_; ++k) {
      text(row.reasons[k].name);
      text(row.reasons[k].value);
      number(row.reasons[k].share);
    }
    number(row.rest);
  }

  std::filesystem::path path_;
  size_t top_;
  bool with_id_;
  double base_;
  store::Database database_;
  store::Connection connection_;
  std::unique_ptr<store::Appender> appender_;
};

class JsonReasons : public ReasonFile {
 public:
  JsonReasons(const std::filesystem::path& path, bool with_id, double base) : file_(path), with_id_(with_id), base_(base) {}

  void Add(std::span<const ExplainedRow> rows) override {
    std::string text;
    for (const ExplainedRow& row : rows) {
      text += first_ ? "[\n" : ",\n";
      first_ = false;
      text += ToJson(row).dump(-1, ' ', false, json::error_handler_t::replace);
    }
    file_.Write(text);
  }

  void Finish(Progress&) override {
    file_.Write(first_ ? "[]\n" : "\n]\n");
    file_.Commit();
  }

 private:
  json ToJson(const ExplainedRow& row) const {
    json one = {{"row", row.row}};
    if (with_id_) one["id"] = row.id;
    one["score"] = row.score;
    one["margin"] = row.margin;
    one["base"] = base_;
    one["reasons"] = json::array();
    for (const RowReason& reason : row.reasons) {
      one["reasons"].push_back({{"name", reason.name}, {"value", reason.value.empty() ? json(nullptr) : json(reason.value)}, {"share", reason.share}});
    }
    one["rest"] = row.rest;
    return one;
  }

  OutputFile file_;
  bool with_id_;
  double base_;
  bool first_ = true;
};

}  // namespace

std::unique_ptr<ReasonFile> MakeReasonFile(const std::filesystem::path& path, size_t top, bool with_id, double base) {
  const std::string suffix = path.extension().string();
  if (suffix == ".json") return std::make_unique<JsonReasons>(path, with_id, base);
  if (suffix != ".csv" && suffix != ".parquet" && suffix != ".xlsx") {
    throw Error(Fault::kUsage, "the suffix decides the format, and this one is not known", path.string(), "Use .csv, .parquet, .xlsx or .json.");
  }
  return std::make_unique<ExportedReasons>(path, top, with_id, base);
}

}  // namespace auspex::flow
