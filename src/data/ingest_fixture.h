#pragma once
// A small pack, a database in memory and files to load into it. For tests only.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "data/ingest.h"

namespace auspex::data {

inline pack::Pack SmallPack() {
  using enum pack::ColumnType;
  pack::Pack pack;
  pack.name = "small";
  pack.utc_offset_minutes = 480;
  const std::optional<double> none;
  pack.tables.emplace_back();
  pack.Events().name = "events";
  pack.Events().customer = "customer";
  pack.Events().time = "time";
  pack.Events().columns = {{"customer", kText, true, {"user_id", "客戶編號"}, none, none},
                         {"time", kTime, true, {"event_time"}, none, none},
                         {"symbol", kText, true, {}, none, none},
                         {"stay", kNumber, true, {}, 0.0, 86400.0},
                         {"shared", kFlag, true, {}, none, none},
                         {"visits", kInteger, false, {}, 0.0, none},
                         {"note", kText, false, {}, none, none}};
  pack.journey.symbol = "symbol";
  pack.journey.vocabulary = {{"look", {}}, {"buy", {}}};
  return pack;
}

constexpr std::string_view kSmallHeader = "customer,time,symbol,stay,shared,visits,note\n";

class IngestTest : public testing::Test {
 protected:
  IngestTest() {
    folder_ = std::filesystem::temp_directory_path() / ("auspex_ingest_" + std::to_string(::getpid()) + "_" +
              testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~IngestTest() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path Write(const std::string& name, std::string_view content) const {
    std::ofstream(folder_ / name, std::ios::binary) << content;
    return folder_ / name;
  }

  IngestSummary Load(const std::vector<std::filesystem::path>& files, const IngestOptions& options = {}) {
    Progress quiet;
    return Ingest(connection_, pack_, files, options, quiet);
  }
  IngestSummary Load(std::string_view content) { return Load({Write("file.csv", content)}); }

  /// "what | where | advice" of the error that loading `content` gives, and its fault.
  std::string ErrorOf(const std::vector<std::filesystem::path>& files, Fault fault = Fault::kData) {
    try {
      Load(files);
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), fault);
      return error.message() + " | " + error.where() + " | " + error.advice();
    }
    return "no error";
  }
  std::string ErrorOf(std::string_view content) { return ErrorOf({Write("file.csv", content)}); }

  /// Rows of a query, fields joined by `|`, NULL as `-`.
  std::vector<std::string> Rows(const std::string& sql) {
    std::vector<std::string> rows;
    for (const auto& row : connection_.Query(sql).Rows()) {
      std::string& out = rows.emplace_back();
      for (size_t i = 0; i < row.size(); ++i) out += (i == 0 ? "" : "|") + row[i].value_or("-");
    }
    return rows;
  }
  std::vector<std::string> Events() {
    return Rows("SELECT customer, CAST(time AS VARCHAR), symbol, CAST(stay AS VARCHAR), shared, visits, note FROM events ORDER BY rowid");
  }
  std::vector<std::string> Rejects() { return Rows("SELECT line, column_name, reason, value FROM rejects ORDER BY rowid"); }

  pack::Pack pack_ = SmallPack();
  store::Database database_{{}};
  store::Connection connection_ = database_.Connect();
  std::filesystem::path folder_;
};

}  // namespace auspex::data
