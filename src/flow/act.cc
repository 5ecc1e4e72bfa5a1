#include "flow/act.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/progress.h"
#include "data/panel_months.h"
#include "data/past_future.h"
#include "decide/assignment.h"
#include "decide/contact_sql.h"
#include "flow/action_tables.h"
#include "flow/export.h"
#include "flow/runs.h"

namespace auspex::flow {
namespace {

/// What the channels say of every row, as the assignment wants it.
struct Offers {
  std::vector<double> values;
  std::vector<uint16_t> first_day;
};

Offers ReadOffers(store::Connection& connection, const pack::Act& act, const std::string& rows) {
  Offers offers;
  const size_t channels = act.channels.size();
  store::Result result = connection.Stream(decide::ChannelsSql(act, rows));
  for (store::Chunk chunk; result.Next(chunk);) {
    const size_t first = offers.values.size();
    offers.values.resize(first + chunk.rows() * channels, std::nan(""));
    offers.first_day.resize(offers.values.size());
    for (size_t c = 0; c < channels; ++c) {
      const auto allowed = chunk.Numbers<bool>(1 + 3 * c);
      const auto days = chunk.Numbers<int64_t>(2 + 3 * c);
      const auto values = chunk.Numbers<double>(3 + 3 * c);
      for (size_t row = 0; row < chunk.rows(); ++row) {
        const size_t cell = first + row * channels + c;
        if (allowed[row] && chunk.Valid(3 + 3 * c, row)) offers.values[cell] = values[row];
        offers.first_day[cell] = static_cast<uint16_t>(std::min<int64_t>(days[row], UINT16_MAX));
      }
    }
  }
  return offers;
}

std::vector<uint64_t> Capacities(const pack::Act& act) {
  std::vector<uint64_t> capacity;
  for (size_t day = 0; day < act.days; ++day) {
    for (const auto& channel : act.channels) capacity.push_back(channel.capacity);
  }
  return capacity;
}

const char* Why(decide::LeftOut why) {
  switch (why) {
    case decide::LeftOut::kNone:
      return "";
    case decide::LeftOut::kNotAllowed:
      return "not_allowed";
    case decide::LeftOut::kTooEarly:
      return "too_early";
    case decide::LeftOut::kNoValue:
      return "no_value";
    case decide::LeftOut::kCapacity:
      return "capacity";
  }
  return "";
}

/// One line a customer: the place taken, or why none.
void StorePlan(ActionTables& tables, const decide::AssignmentProblem& problem, const decide::Assignment& plan, ActSummary& summary) {
  constexpr decide::LeftOut kReasons[] = {decide::LeftOut::kNotAllowed, decide::LeftOut::kTooEarly, decide::LeftOut::kNoValue,
                                          decide::LeftOut::kCapacity};
  uint64_t counts[5] = {};
  for (size_t i = 0; i < problem.customers; ++i) {
    PlannedContact contact;
    if (const size_t place = plan.place[i]; place != decide::kNoPlace) {
      ++summary.approached;
      contact = {"", static_cast<int>(place % problem.channels), static_cast<int>(place / problem.channels), decide::ValueAt(problem, i, place),
                 plan.price[place]};
    } else {
      const auto reason = decide::Explain(problem, plan, i);
      ++counts[static_cast<size_t>(reason.why)];
      contact = {Why(reason.why), reason.why == decide::LeftOut::kNotAllowed ? -1 : static_cast<int>(reason.channel), static_cast<int>(reason.day),
                 reason.value, reason.price};
    }
    tables.Append(contact);
  }
  for (const auto why : kReasons) summary.left_out.emplace_back(Why(why), counts[static_cast<size_t>(why)]);
}

void DescribePlaces(const pack::Act& act, const pack::Pack& pack, const decide::AssignmentProblem& problem, const decide::Assignment& plan,
                    ActSummary& summary) {
  const Micros start = *ParseTime(summary.start);
  for (size_t place = 0; place < problem.capacity.size(); ++place) {
    const auto& channel = act.channels[place % problem.channels];
    summary.places.push_back({channel.name, pack.wording.at(pack.language).at(channel.text),
                              FormatDate(start + static_cast<Micros>(place / problem.channels) * kDay), problem.capacity[place], plan.taken[place],
                              plan.price[place]});
  }
}

/// With the model that foretold, as the newest scores have recorded it.
std::string SettingsJson(store::Connection& connection, const ActSummary& summary) {
  nlohmann::json settings = {{"month", summary.month},           {"start", summary.start}, {"listed", summary.listed},
                             {"approached", summary.approached}, {"value", summary.value}, {"before", summary.before.value_or(0)}};
  const auto rows = connection.Query("SELECT run, settings FROM runs WHERE kind = 'score' ORDER BY run DESC LIMIT 1").Rows();
  const auto scores = rows.empty() ? nlohmann::json() : nlohmann::json::parse(rows[0][1].value_or("{}"), nullptr, false);
  if (!scores.is_object()) return settings.dump();
  settings["scores"] = std::stoll(*rows[0][0]);
  for (const char* name : {"model", "model_run"}) {
    if (scores.contains(name)) settings[name] = scores.at(name);
  }
  return settings.dump();
}

}  // namespace

ActSummary PlanContacts(store::Workspace& workspace, const pack::Pack& pack, const ActOptions& options, Progress& progress) {
  const auto started = std::chrono::steady_clock::now();
  if (!options.out.empty()) CheckExportPath(options.out);
  const pack::Act act = ReadActOf(pack);
  store::Connection connection = workspace.Connect();
  CreateRunTables(connection);
  ActSummary summary;
  const Micros month = MonthOfScores(connection);
  summary.month = data::MonthName(month);
  summary.start = StartOf(options.start, month);
  data::SetPast(connection, pack, data::MonthOf(month));
  data::ShowAllRecords(connection, pack);
  progress.Begin("planning contacts", "customers", 0);
  MakeActTables(connection, act);
  ActionTables tables(connection, pack, act, NextRun(connection));
  summary.run = tables.run();
  summary.listed = tables.TakeRows(month, summary.start);
  const Offers offers = ReadOffers(connection, act, tables.rows());
  const auto capacity = Capacities(act);
  const decide::AssignmentProblem problem{summary.listed, act.channels.size(), act.days, offers.values, offers.first_day, capacity, {}, act.delay};
  const decide::Assignment plan = decide::Assign(problem);
  summary.value = plan.value;
  StorePlan(tables, problem, plan, summary);
  DescribePlaces(act, pack, problem, plan, summary);
  tables.Compare(summary);
  tables.FindLeft(summary);
  summary.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  tables.Finish({"act", 0, summary.seconds, SettingsJson(connection, summary)});
  progress.End();
  if (!options.out.empty()) Export(connection, "SELECT * FROM main.actions ORDER BY rank, customer", options.out, progress);
  summary.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return summary;
}

void CheckAct(const pack::Pack& pack) {
  if (pack.act.empty()) return;
  const pack::Act act = ReadActOf(pack);
  store::Database database({});
  store::Connection connection = database.Connect();
  data::SetEmptyPast(connection, pack);
  MakeActTables(connection, act);
  connection.Run("CREATE TABLE main.scores(customer VARCHAR, cutoff DATE, probability DOUBLE, rank BIGINT)");
  const std::string rows = "(" + ActionRowsSql(connection, act, 0, "1970-02-01") + ")";
  decide::CheckContactSql(connection, act, pack, rows);
  CheckPlanResults(connection, pack, rows);
}

}  // namespace auspex::flow
