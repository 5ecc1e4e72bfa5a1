#include "decide/cases.h"

#include <algorithm>
#include <map>
#include <sstream>

#include "decide/candidate.h"
#include "decide/strategy.h"
#include "pack/decision_row.h"
#include "pack/toml_reader.h"
#include "store/database.h"

namespace auspex::decide {
namespace {

using store::QuoteName;
using store::QuoteText;
using Values = std::map<std::string, std::string>;  // column -> SQL

std::string Timestamp(Micros time) { return "make_timestamp(" + std::to_string(time) + ")"; }
std::string TextOrNull(const std::string& text) { return text.empty() ? "NULL" : QuoteText(text); }

/// Builds the decision row of a case.
class RowBuilder {
 public:
  explicit RowBuilder(const pack::Pack& pack) : pack_(pack), ranks_(RanksOf(pack)) {
    const auto& vocabulary = pack.journey.vocabulary;
    for (size_t i = 0; i < vocabulary.size(); ++i) places_[vocabulary[i].name] = static_cast<uint32_t>(i);
  }

  std::string Insert(const pack::Case& each, size_t customer) const {
    Values values = {{"customer", QuoteText(std::to_string(customer))}, {"now", Timestamp(each.now)}};
    if (!each.steps.empty()) values["last_time"] = Timestamp(each.steps.back().time);
    for (const auto& [name, probability] : each.conversions) values["p_" + name] = std::to_string(probability);
    AddCandidates(each, values);
    AddSteps(each, values);
    std::string names, sql;
    for (const auto& [name, value] : values) {
      names += (names.empty() ? "" : ", ") + QuoteName(name);
      sql += (sql.empty() ? "" : ", ") + value;
    }
    return "INSERT INTO prediction (" + names + ") VALUES (" + sql + ")";
  }

 private:
  void AddCandidates(const pack::Case& each, Values& values) const {
    std::vector<Candidate> candidates;
    for (size_t i = 0; i < each.candidates.size(); ++i) {
      const auto& candidate = each.candidates[i];
      values["next_" + std::to_string(i + 1)] = QuoteText(candidate.symbol);
      values["confidence_" + std::to_string(i + 1)] = std::to_string(candidate.confidence);
      const auto place = places_.find(candidate.symbol);
      candidates.push_back({place == places_.end() ? UINT32_MAX : place->second, static_cast<float>(candidate.confidence)});
    }
    const double least = pack_.strategy ? pack_.strategy->least_confidence : 0;
    const Choice choice = ChooseCandidate(candidates, ranks_, least);
    if (!choice.deciding) return;
    const auto& deciding = each.candidates[*choice.deciding];
    values["deciding"] = QuoteText(deciding.symbol);
    values["deciding_confidence"] = std::to_string(deciding.confidence);
    for (const auto& attribute : pack_.journey.attributes) values["deciding_" + attribute] = Attribute(deciding.symbol, attribute);
  }

  void AddSteps(const pack::Case& each, Values& values) const {
    const auto list = [&](const std::string& column, const auto& of) {
      std::string sql;
      for (auto step = each.steps.rbegin(); step != each.steps.rend(); ++step) sql += (sql.empty() ? "" : ", ") + of(*step);
      values["step_" + column] = "[" + sql + "]";
    };
    list("symbol", [](const pack::CaseStep& step) { return QuoteText(step.symbol); });
    list("detail", [](const pack::CaseStep& step) { return TextOrNull(step.detail); });
    list("time", [](const pack::CaseStep& step) { return Timestamp(step.time); });
    for (const auto& category : pack_.journey.categories) {
      const auto value = each.categories.find(category);
      list(category, [&](const pack::CaseStep&) { return value == each.categories.end() ? "NULL" : QuoteText(value->second); });
    }
    for (const auto& attribute : pack_.journey.attributes) {
      list(attribute, [&](const pack::CaseStep& step) { return Attribute(step.symbol, attribute); });
    }
  }

  std::string Attribute(const std::string& symbol, const std::string& attribute) const {
    return TextOrNull(pack_.journey.vocabulary[places_.at(symbol)].attributes.at(attribute));
  }

  const pack::Pack& pack_;
  std::vector<double> ranks_;
  std::map<std::string, uint32_t> places_;
};

struct Trial {
  std::string rule, condition, value;
  bool holds = false;
};

/// The trace of every case in order of position and step, by the case's place.
std::vector<std::vector<Trial>> Trials(store::Connection& connection, const pack::Pack& pack, size_t cases) {
  std::vector<std::vector<Trial>> trials(cases);
  const std::string sql = "SELECT customer, rule, condition, value, holds FROM (" + ReceiptSql(pack, "prediction", Trace::kAllRules) +
                          ") ORDER BY position, step";
  for (const auto& row : connection.Query(sql).Rows()) {
    trials[std::stoul(*row[0])].push_back({*row[1], *row[2], row[3].value_or("NULL"), row[4] == "true"});
  }
  return trials;
}

void Judge(const pack::Case& wanted, const std::vector<Trial>& trials, CaseReport& report) {
  std::ostringstream out;
  out << pack::At(wanted.file, wanted.line) << ": " << wanted.name << "\n";
  const auto expect = [&](bool holds, const std::string& what) {
    report.passed = report.passed && holds;
    if (!holds) out << "  " << what << "\n";
  };
  report.passed = true;
  expect(report.rule == wanted.rule, "rule wanted: " + wanted.rule + ", fired: " + report.rule);
  if (wanted.advice) expect(report.advice == *wanted.advice, "advice wanted: " + *wanted.advice + ", given: " + report.advice);
  if (!wanted.misses.empty()) {
    const auto failing = std::ranges::count_if(trials, [&](const Trial& trial) { return trial.rule == wanted.misses && !trial.holds; });
    expect(failing == 1, "of " + wanted.misses + " exactly one condition has to fail; it is " + std::to_string(failing));
  }
  for (const Trial& trial : trials) {
    if (trial.rule != wanted.rule && trial.rule != wanted.misses && trial.rule != report.rule) continue;
    out << "    " << trial.rule << ": " << trial.condition << (trial.holds ? " holds" : " does not hold") << " (" << trial.value << ")\n";
  }
  report.explanation = out.str();
}

}  // namespace

std::vector<CaseReport> RunCases(const pack::Pack& pack, const std::vector<pack::Case>& cases) {
  store::DatabaseOptions options;
  options.threads = 1;
  store::Database database(options);
  store::Connection connection = database.Connect();
  CheckStrategy(connection, pack);
  connection.Run("CREATE TABLE prediction AS " + EmptyPredictionSql(pack));
  const RowBuilder builder(pack);
  for (size_t i = 0; i < cases.size(); ++i) connection.Run(builder.Insert(cases[i], i));
  const auto decided = connection.Query("SELECT rule, advice FROM (" + DecisionSql(pack, "prediction") + ") ORDER BY customer::INTEGER").Rows();
  const auto trials = Trials(connection, pack, cases.size());
  std::vector<CaseReport> reports;
  for (size_t i = 0; i < cases.size(); ++i) {
    CaseReport report{cases[i].name, false, decided[i][0].value_or(""), decided[i][1].value_or(""), ""};
    Judge(cases[i], trials[i], report);
    reports.push_back(std::move(report));
  }
  return reports;
}

}  // namespace auspex::decide
