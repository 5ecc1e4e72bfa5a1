#include "simulate/table_simulation.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <sstream>
#include <system_error>

#include "base/error.h"
#include "base/output_file.h"
#include "base/threads.h"
#include "simulate/sql_macros.h"
#include "simulate/sql_script.h"
#include "store/database.h"

namespace auspex::simulate {
namespace {

namespace fs = std::filesystem;

/// A folder for what does not fit into memory; goes with what is in it.
class ScratchFolder {
 public:
  explicit ScratchFolder(const fs::path& parent) : path_(parent / (".simulate." + std::to_string(::getpid()))) {
    std::error_code failure;
    fs::create_directories(path_, failure);
    if (!fs::is_directory(path_)) {
      throw Error(Fault::kUsage, "the folder cannot be made", parent.string(), "Choose a folder that you may write to.");
    }
  }
  ~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// Whether whoever wrote the statement can mend what DuckDB complains about.
bool IsFaultOfSql(const std::string& message) {
  for (const char* kind : {"Parser Error", "Binder Error", "Catalog Error", "Conversion Error", "Out of Range Error", "Invalid Input Error", "Constraint Error",
                           "Not implemented Error", "Syntax Error", "Dependency Error", "Invalid type Error", "Mismatch Type Error", "Permission Error"}) {
    if (message.rfind(kind, 0) == 0) return true;
  }
  return false;
}

[[noreturn]] void RethrowAt(const Error& error, const std::string& where) {
  if (error.fault() == Fault::kCancelled) throw error;
  if (!IsFaultOfSql(error.message())) throw Error(error.fault(), error.message(), where, error.advice());
  throw Error(Fault::kUsage, error.message(), where, "Correct the pack's script.");
}

std::vector<std::string> FirstColumn(store::Connection& connection, const std::string& sql, const std::vector<store::Value>& values = {}) {
  std::vector<std::string> texts;
  for (auto& row : connection.Query(sql, values).Rows()) texts.push_back(std::move(row.at(0)).value_or(""));
  return texts;
}

bool Has(const std::vector<std::string>& names, const std::string& name) { return std::ranges::count(names, name) > 0; }

class Run {
 public:
  Run(const fs::path& script, const TableSimulationOptions& options, const fs::path& scratch)
      : script_(script),
        options_(options),
        part_(scratch / "part.csv"),
        database_({.file = {}, .threads = Threads(), .memory_limit = "3GB", .spill = scratch}),
        connection_(database_.Connect()) {
    std::ifstream in(script, std::ios::binary);
    if (!in) throw Error(Fault::kUsage, "the file cannot be read", script.string(), "Check that it is there and may be read.");
    std::ostringstream text;
    text << in.rdbuf();
    statements_ = SplitStatements(text.str());
    connection_.Run("CREATE SCHEMA simulation; CREATE TABLE simulation.foretold(probability DOUBLE, n BIGINT, happened BIGINT)");
    connection_.Run("CREATE TABLE simulation.planned(customer VARCHAR, channel VARCHAR, day DATE); "
                    "CREATE MACRO planned() AS TABLE SELECT customer, channel, day FROM simulation.planned");
    if (!options.plan.empty()) ReadPlan();
  }

  size_t steps() const { return statements_.size() + 1; }

  /// Makes customers `first` to `last` and appends them to the files.
  void MakeSlice(uint64_t first, uint64_t last, Progress& progress, uint64_t& done) {
    connection_.Run("DROP SCHEMA IF EXISTS out CASCADE; CREATE SCHEMA out");
    connection_.Run(SqlMacros({.seed = options_.seed, .first_customer = first, .last_customer = last, .months = options_.months,
                               .first_month = options_.first_month, .faults = options_.faults}));
    for (const SqlStatement& statement : statements_) {
      RunStatement(statement);
      progress.Update(++done);
    }
    if (files_.empty()) FindTables();
    for (Table& table : files_) Append(table);
    if (measured_) {
      connection_.Run("INSERT INTO simulation.foretold SELECT probability, count(*), count(*) FILTER (WHERE happened) FROM out.truth "
                      "WHERE probability IS NOT NULL AND happened IS NOT NULL GROUP BY probability");
    }
    progress.Update(++done);
  }

  TableSummary Finish() {
    TableSummary summary{.customers = options_.customers, .tables = {}, .optimum = {}};
    for (const Table& table : files_) {
      if (table.name != "truth") summary.tables.push_back({table.name, table.rows});
    }
    if (measured_) summary.optimum = MeasureTruth();
    for (Table& table : files_) table.file->Commit();
    return summary;
  }

 private:
  struct Table {
    std::string name;
    std::unique_ptr<OutputFile> file;
    uint64_t rows = 0;
    bool begun = false;
  };

  void ReadPlan() {
    if (!fs::is_regular_file(options_.plan)) {
      throw Error(Fault::kUsage, "the file cannot be read", options_.plan.string(), "Check that it is there and may be read.");
    }
    try {
      connection_.Run("INSERT INTO simulation.planned SELECT customer, channel, day FROM read_csv(" + store::QuoteText(options_.plan.string()) +
                      ", header = true, all_varchar = true) WHERE channel <> ''");
    } catch (const Error& error) {
      if (!IsFaultOfSql(error.message())) throw;
      throw Error(Fault::kUsage, "the plan has no columns customer, channel and day, or they hold something else", options_.plan.string(),
                  "Take the file of: auspex -w DIR act --out FILE.csv");
    }
  }

  void RunStatement(const SqlStatement& statement) {
    try {
      connection_.Query(statement.sql);
    } catch (const Error& error) {
      RethrowAt(error, script_.string() + ":" + std::to_string(LineOfMessage(statement, error.message())));
    }
  }

  std::vector<std::string> ColumnsOf(const std::string& table) {
    return FirstColumn(connection_, "SELECT column_name FROM information_schema.columns WHERE table_schema = 'out' AND table_name = ?", {table});
  }

  void FindTables() {
    const auto names = FirstColumn(connection_, "SELECT table_name FROM information_schema.tables WHERE table_schema = 'out' ORDER BY table_name");
    if (names.empty()) {
      throw Error(Fault::kUsage, "the script makes no table in the schema `out`", script_.string(),
                  "Make one for each table of the pack: CREATE TABLE out.name AS SELECT …");
    }
    CheckExpected(names);
    for (const std::string& name : names) {
      if (name == "truth" && !options_.truth) continue;
      files_.push_back({name, std::make_unique<OutputFile>(options_.out / (name + ".csv")), 0, false});
    }
    if (!Has(names, "truth") || !options_.truth) return;
    const auto columns = ColumnsOf("truth");
    measured_ = Has(columns, "probability") && Has(columns, "happened");
  }

  void CheckExpected(const std::vector<std::string>& names) {
    for (const ExpectedTable& table : options_.expected) {
      if (!Has(names, table.name)) {
        throw Error(Fault::kUsage, "the script makes no table out." + table.name, script_.string(), "Make it, or take it out of the pack.");
      }
      const auto columns = ColumnsOf(table.name);
      for (const std::string& column : table.columns) {
        if (!Has(columns, column)) throw Error(Fault::kUsage, "out." + table.name + " lacks the column " + column, script_.string(), "Add it to the script.");
      }
      for (const std::string& column : columns) {
        if (!Has(table.columns, column)) {
          throw Error(Fault::kUsage, "out." + table.name + " has the column " + column + ", which the pack does not declare", script_.string(),
                      "Correct one of the two.");
        }
      }
    }
  }

  /// DuckDB writes a file by itself only as a whole, so a slice goes by a file of its own.
  void Append(Table& table) {
    try {
      const std::string rows = "SELECT * FROM out." + store::QuoteName(table.name), header = table.begun ? "false" : "true";
      const auto written = connection_.Query("COPY (" + rows + ") TO " + store::QuoteText(part_.string()) + " (FORMAT csv, HEADER " + header + ")").Rows();
      table.rows += std::stoull(written.at(0).at(0).value_or("0"));
      table.begun = true;
    } catch (const Error& error) {
      RethrowAt(error, IsFaultOfSql(error.message()) ? script_.string() : table.file->path().string());
    }
    std::ifstream in(part_, std::ios::binary);
    std::string bytes(size_t{1} << 20, '\0');
    while (in.read(bytes.data(), static_cast<std::streamsize>(bytes.size())), in.gcount() > 0) {
      Progress::ThrowIfCancelled();
      table.file->Write(std::string_view(bytes).substr(0, static_cast<size_t>(in.gcount())));
    }
    if (in.bad() || !in.eof()) throw Error(Fault::kInternal, "cannot be read back", part_.string(), "Run the command again.");
  }

  Optimum MeasureTruth() {
    std::vector<ForetoldRows> groups;
    auto result = connection_.Query("SELECT probability, CAST(sum(n) AS BIGINT), CAST(sum(happened) AS BIGINT) FROM simulation.foretold GROUP BY 1 ORDER BY 1");
    for (store::Chunk chunk; result.Next(chunk);) {
      for (size_t r = 0; r < chunk.rows(); ++r) {
        groups.push_back({chunk.Numbers<double>(0)[r], static_cast<uint64_t>(chunk.Numbers<int64_t>(1)[r]), static_cast<uint64_t>(chunk.Numbers<int64_t>(2)[r])});
      }
    }
    return Measure(groups);
  }

  fs::path script_;
  const TableSimulationOptions& options_;
  fs::path part_;
  store::Database database_;
  store::Connection connection_;
  std::vector<SqlStatement> statements_;
  std::vector<Table> files_;
  bool measured_ = false;
};

void CheckOptions(const TableSimulationOptions& options) {
  const auto refuse = [](const std::string& what) { throw Error(Fault::kUsage, what, "simulate"); };
  if (options.customers == 0) refuse("the number of customers is 0");
  if (options.months == 0 || options.months > 120) refuse("the simulation must last 1 to 120 months");
  if (!(options.faults >= 0 && options.faults <= 1)) refuse("the share of faults is not within 0 to 1");
  if (options.slice == 0) refuse("a slice must hold a customer");
  if (options.out.empty()) refuse("no folder was given for the files");
}

}  // namespace

TableSummary SimulateTables(const fs::path& script, const TableSimulationOptions& options, Progress& progress) {
  CheckOptions(options);
  const ScratchFolder scratch(options.out);
  Run run(script, options, scratch.path());
  const uint64_t slices = (options.customers + options.slice - 1) / options.slice;
  uint64_t done = 0;
  progress.Begin("simulate", "statements", slices * run.steps());
  for (uint64_t first = 1; first <= options.customers; first += options.slice) {
    run.MakeSlice(first, std::min(options.customers, first + options.slice - 1), progress, done);
  }
  TableSummary summary = run.Finish();
  progress.End();
  return summary;
}

}  // namespace auspex::simulate
