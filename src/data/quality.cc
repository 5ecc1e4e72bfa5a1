#include "data/quality.h"

#include <array>
#include <cstdio>
#include <map>
#include <span>

#include "base/error.h"
#include "base/format.h"
#include "data/table_writer.h"

namespace auspex::data {
namespace {

using store::QuoteName;

std::string Main(const std::string& table) { return "main." + QuoteName(table); }

/// "U000017 2025-03 (line 12)" of a row.
std::string ExampleSql(const pack::Table& table) {
  const std::string customer = QuoteName(table.customer);
  switch (table.kind) {
    case pack::TableKind::kCustomers: return customer + " || ' (line ' || line || ')'";
    case pack::TableKind::kPanel: return customer + " || ' ' || strftime(" + QuoteName(table.time) + ", '%Y-%m') || ' (line ' || line || ')'";
    case pack::TableKind::kRecords: return customer + " || ' ' || " + QuoteName(table.time) + " || ' (line ' || line || ')'";
    case pack::TableKind::kEvents: break;
  }
  return customer + " || ' ' || " + QuoteName(table.time);
}

/// Condition that a row offends. The line ends keep a comment from swallowing what follows.
std::string Offends(const pack::QualityRule& rule) { return "FILTER (WHERE NOT (" + rule.holds + "\n))"; }

/// SELECT of how many rows there are, and for each of the rules, which are of one table and about its rows, how many offend and which is the first.
std::string SqlOfRows(std::span<const pack::QualityRule* const> rules) {
  std::string sql = "SELECT count(*)";
  for (const auto* rule : rules) sql += ", count(*) " + Offends(*rule) + ", min(rowid) " + Offends(*rule);
  return sql + " FROM " + Main(rules.front()->table);
}

/// Asks rules about the rows of one table, all in one pass.
std::vector<QualityFinding> AskRows(store::Connection& connection, std::span<const pack::QualityRule* const> rules, const pack::Pack& pack) {
  const auto row = connection.Query(SqlOfRows(rules)).Rows().at(0);
  std::vector<QualityFinding> findings;
  for (size_t i = 0; i < rules.size(); ++i) {
    QualityFinding& finding = findings.emplace_back(QualityFinding{*rules[i], std::stoull(row[0].value_or("0")), std::stoull(row[1 + 2 * i].value_or("0"))});
    const auto& first = row[2 + 2 * i];
    if (!first) continue;
    const pack::Table& table = *pack.FindTable(finding.rule.table);
    finding.example = connection.Text("SELECT " + ExampleSql(table) + " FROM " + Main(table.name) + " WHERE rowid = ?", {std::stoll(*first)});
  }
  return findings;
}

/// SELECT of how many were looked at, how many offend, and an example.
std::string SqlOfOffenders(const pack::QualityRule& rule) {
  const std::string checked = rule.checked.empty() ? "SELECT count(*) FROM " + Main(rule.table) : rule.checked;
  return "SELECT (" + checked + "\n), count(*), min(CAST(example AS VARCHAR)) FROM (" + rule.offenders + "\n) AS offenders(example)";
}

QualityFinding Ask(store::Connection& connection, const pack::QualityRule& rule, const pack::Pack& pack) {
  if (!rule.holds.empty()) return AskRows(connection, std::array{&rule}, pack).front();
  const auto row = connection.Query(SqlOfOffenders(rule)).Rows().at(0);
  return {rule, std::stoull(row[0].value_or("0")), std::stoull(row[1].value_or("0")), row[2].value_or("")};
}

QualityFinding AskOrSayWhyNot(store::Connection& connection, const pack::QualityRule& rule, const pack::Pack& pack) {
  Progress::ThrowIfCancelled();
  try {
    return Ask(connection, rule, pack);
  } catch (const Error& error) {
    if (error.fault() == Fault::kCancelled) throw;
    return {rule, 0, 0, {}, error.message()};
  }
}

/// Asks the rules together; if one of them fails on a row, each for itself.
std::vector<QualityFinding> AskTogether(store::Connection& connection, std::span<const pack::QualityRule* const> rules, const pack::Pack& pack) {
  Progress::ThrowIfCancelled();
  try {
    return AskRows(connection, rules, pack);
  } catch (const Error& error) {
    if (error.fault() == Fault::kCancelled) throw;
  }
  std::vector<QualityFinding> findings;
  for (const auto* rule : rules) findings.push_back(AskOrSayWhyNot(connection, *rule, pack));
  return findings;
}

/// Asks all rules, those about the rows of a table in one pass over it. In the order of the rules.
std::vector<QualityFinding> AskAll(store::Connection& connection, const pack::Pack& pack, Progress& progress) {
  std::map<std::string, std::vector<const pack::QualityRule*>> of_rows;
  for (const auto& rule : pack.quality) {
    if (!rule.holds.empty()) of_rows[rule.table].push_back(&rule);
  }
  std::map<const pack::QualityRule*, QualityFinding> found;
  for (const auto& [table, rules] : of_rows) {
    auto findings = AskTogether(connection, rules, pack);
    for (size_t i = 0; i < rules.size(); ++i) found.emplace(rules[i], std::move(findings[i]));
    progress.Update(found.size());
  }
  std::vector<QualityFinding> all;
  for (const auto& rule : pack.quality) {
    if (rule.holds.empty()) found.emplace(&rule, AskOrSayWhyNot(connection, rule, pack));
    progress.Update(found.size());
    all.push_back(std::move(found.at(&rule)));
  }
  return all;
}

void AddContents(store::Connection& connection, const pack::Table& table, TableQuality& out) {
  std::string sql = "SELECT count(*), count(DISTINCT " + QuoteName(table.customer) + ")";
  const std::string time = "CAST(" + QuoteName(table.time) + " AS TIMESTAMP)";
  sql += table.time.empty() ? ", NULL, NULL" : ", epoch_us(min(" + time + ")), epoch_us(max(" + time + "))";
  for (const auto& column : table.columns) sql += ", count(" + QuoteName(column.name) + ")";
  const auto row = connection.Query(sql + " FROM " + Main(table.name)).Rows().at(0);
  out.rows = std::stoull(row[0].value_or("0")), out.customers = std::stoull(row[1].value_or("0"));
  out.has_period = row[2].has_value();
  if (out.has_period) out.from = std::stoll(*row[2]), out.to = std::stoll(*row[3]);
  for (size_t c = 0; c < table.columns.size(); ++c) {
    const uint64_t there = std::stoull(row[4 + c].value_or("0"));
    if (there < out.rows) out.missing.push_back({table.columns[c].name, out.rows - there});
  }
}

void AddLoads(store::Connection& connection, TableQuality& out) {
  const auto sums = connection.Query("SELECT count(*), CAST(sum(read) AS BIGINT), CAST(sum(rejected) AS BIGINT), CAST(sum(duplicates) AS BIGINT), CAST(sum(replaced) AS BIGINT) "
                                     "FROM main.loads WHERE table_name = ?",
                                     {out.table}).Rows().at(0);
  uint64_t* const to[] = {&out.files, &out.read, &out.rejected, &out.duplicates, &out.replaced};
  for (size_t i = 0; i < std::size(to); ++i) *to[i] = std::stoull(sums[i].value_or("0"));
  auto reasons = connection.Query(
      "SELECT CASE WHEN column_name IS NULL THEN reason ELSE column_name || ': ' || reason END AS why, count(*), min(line) FROM main.rejects "
      "WHERE load_id IN (SELECT load_id FROM main.loads WHERE table_name = ?) GROUP BY why ORDER BY 2 DESC, 3, 1", {out.table});
  for (const auto& row : reasons.Rows()) out.reasons.push_back({row[0].value_or(""), std::stoull(*row[1]), std::stoull(row[2].value_or("0"))});
  auto spellings = connection.Query("SELECT file || ': ' || unnest(spellings) FROM main.loads WHERE table_name = ? ORDER BY load_id", {out.table});
  for (const auto& row : spellings.Rows()) out.spellings.push_back(row[0].value_or(""));
}

std::string Percent(double share) {
  char text[32];
  std::snprintf(text, sizeof text, share > 0 && share < 0.0001 ? "%.2g %%" : "%.2f %%", 100 * share);
  return text;
}

std::string DescribeTable(const TableQuality& table) {
  std::string out = table.table + ": " + WithCommas(table.rows) + " rows, " + WithCommas(table.customers) + " customers";
  if (table.has_period) out += ", " + FormatDate(table.from) + " to " + FormatDate(table.to);
  out += "\n  " + WithCommas(table.files) + (table.files == 1 ? " file, " : " files, ") + WithCommas(table.read) + " rows read, " +
         WithCommas(table.rejected) + " rejected, " + WithCommas(table.duplicates) + " duplicates dropped, " + WithCommas(table.replaced) +
         " replaced by later files\n";
  for (const auto& reason : table.reasons) out += "  rejected: " + WithCommas(reason.count) + " " + reason.reason + "\n";
  for (const auto& text : table.spellings) out += "  " + text + "\n";
  for (const auto& missing : table.missing) {
    out += "  missing: " + missing.column + " in " + WithCommas(missing.rows) + " rows (" +
           Percent(static_cast<double>(missing.rows) / static_cast<double>(table.rows)) + ")\n";
  }
  return out;
}

std::string DescribeFinding(const QualityFinding& finding, const pack::Pack& pack) {
  const std::string text = pack.wording.at(pack.language).at(finding.rule.text);
  std::string out = std::string("  ") + pack::QualityKindName(finding.rule.kind) + ", " + finding.rule.table + ": " + text + "\n    ";
  if (!finding.failure.empty()) return out + "could not be asked: " + finding.failure + "\n";
  return out + WithCommas(finding.offenders) + " of " + WithCommas(finding.checked) + " (" + Percent(finding.Share()) + ") not, such as " +
         Excerpt(finding.example) + "\n";
}

}  // namespace

void CheckQualityRules(const pack::Pack& pack) {
  if (pack.quality.empty()) return;
  store::Database database({});
  store::Connection connection = database.Connect();
  CreateTables(connection, pack);
  for (const auto& rule : pack.quality) {
    try {
      Ask(connection, rule, pack);
    } catch (const Error& error) {
      throw Error(Fault::kUsage, "the quality rule `" + rule.name + "` cannot be asked: " + error.message(),
                  pack.quality_file.string() + ":" + std::to_string(rule.line), "Correct its SQL; the tables have the pack's columns.");
    }
  }
}

QualityReport MeasureQuality(store::Connection& connection, const pack::Pack& pack, Progress& progress) {
  QualityReport report;
  progress.Begin("looking at the quality", "rules", pack.quality.size());
  for (const auto& table : pack.tables) {
    TableQuality& out = report.tables.emplace_back();
    out.table = table.name;
    AddContents(connection, table, out);
    AddLoads(connection, out);
  }
  report.findings = AskAll(connection, pack, progress);
  progress.End();
  return report;
}

std::string DescribeFindings(const QualityReport& report, const pack::Pack& pack) {
  std::string out;
  size_t sound = 0;
  for (const auto& finding : report.findings) {
    if (finding.offenders == 0 && finding.failure.empty()) ++sound;
    else out += DescribeFinding(finding, pack);
  }
  if (report.findings.empty()) return out;
  return "quality: " + std::to_string(sound) + " of " + std::to_string(report.findings.size()) + " rules hold" + (out.empty() ? "\n" : "; not these:\n" + out);
}

std::string Describe(const QualityReport& report, const pack::Pack& pack) {
  std::string out;
  for (const auto& table : report.tables) out += DescribeTable(table);
  return out + DescribeFindings(report, pack);
}

}  // namespace auspex::data
