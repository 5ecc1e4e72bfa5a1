// The receipt of a planned contact.
#include <algorithm>

#include "base/error.h"
#include "data/panel_months.h"
#include "decide/contact_sql.h"
#include "flow/act.h"
#include "flow/action_tables.h"
#include "flow/result_runs.h"

namespace auspex::flow {
namespace {

using store::QuoteName;

constexpr const char* kRow = "contact_row";  ///< temporary: seen by one connection only

int64_t NewestPlan(store::Connection& connection) {
  CreateRunTables(connection);
  const int64_t run = connection.Integer("SELECT coalesce(max(run), 0) FROM runs WHERE kind = 'act'");
  if (run == 0) throw Error(Fault::kUsage, "no contacts have been planned in this workspace yet", {}, "Run: auspex -w DIR act");
  return run;
}

/// The columns of one row by name, as text.
std::vector<std::pair<std::string, std::string>> OneRow(store::Connection& connection, const std::string& sql,
                                                        const std::vector<store::Value>& values) {
  store::Result result = connection.Query("SELECT CAST(COLUMNS(*) AS VARCHAR) FROM (" + sql + ")", values);
  std::vector<std::pair<std::string, std::string>> row;
  for (size_t c = 0; c < result.columns(); ++c) row.emplace_back(result.Name(c), "");
  const auto rows = result.Rows();
  if (rows.empty()) return {};
  for (size_t c = 0; c < row.size(); ++c) row[c].second = rows[0][c].value_or("");
  return row;
}

void AskChannels(store::Connection& connection, const pack::Act& act, const pack::Pack& pack, ContactReceipt& receipt) {
  const auto answers = OneRow(connection, decide::ChannelsSql(act, kRow), {});
  const Micros start = *ParseTime(connection.Text(std::string("SELECT CAST(plan_start AS VARCHAR) FROM ") + kRow));
  for (size_t c = 0; c < act.channels.size(); ++c) {
    auto& line = receipt.channels.emplace_back();
    line.channel = pack.wording.at(pack.language).at(act.channels[c].text);
    line.allowed = answers[1 + 3 * c].second == "true";
    line.first_day = FormatDate(start + std::stoll(answers[2 + 3 * c].second) * kDay);
    line.value = std::stod(answers[3 + 3 * c].second);
  }
  for (const auto& row : connection.Query(decide::ConditionsSql(act, pack, kRow)).Rows()) {
    auto& line = receipt.channels[std::stoul(*row[0])];
    line.conditions.emplace_back(row[2].value_or(""), row[3].value_or("") == "true");
    if (!line.conditions.back().second) line.against.push_back(row[4].value_or(""));
  }
}

/// What was decided, in the language of `pack`; what is stored is in `stored_language`.
void AskDecision(store::Connection& connection, const pack::Act& act, const pack::Pack& pack, const std::string& stored_language, ContactReceipt& receipt) {
  const std::string& name = receipt.stored["channel"];
  const auto channel = std::ranges::find(act.channels, name, &pack::Channel::name);
  if (!name.empty() && channel != act.channels.end()) {
    receipt.channel = pack.wording.at(pack.language).at(channel->text);
    receipt.message = connection.Text("SELECT coalesce(" + decide::MessageSql(act, pack) + ", '') FROM (SELECT *, " + store::QuoteText(name) + " AS channel, " +
                                      store::QuoteText(receipt.channel) + " AS channel_name FROM " + kRow + ")");
  } else if (pack.language == stored_language) {
    receipt.left_out = receipt.stored["left_out_because"];
  } else if (receipt.stored["why"] == "not_allowed") {
    receipt.left_out = connection.Text("SELECT " + decide::FilledSql(pack.wording.at(pack.language).at("left_out.not_allowed")) + " FROM (SELECT " +
                                       decide::ReasonsSql(act, pack) + " AS reasons FROM " + kRow + ")");
  }
}

}  // namespace

ContactReceipt ReadContactReceipt(store::Workspace& workspace, const pack::Pack& pack, const std::string& customer, const std::string& language) {
  const pack::Act act = ReadActOf(pack);
  pack::Pack spoken = pack;
  if (pack.wording.contains(language)) spoken.language = language;
  store::Connection connection = workspace.Connect();
  ContactReceipt receipt;
  receipt.run = NewestPlan(connection);
  receipt.customer = customer;
  for (auto& [name, value] :
       OneRow(connection, "SELECT * FROM main." + QuoteName(RunTable(receipt.run, "action")) + " WHERE customer = ?", {customer}))
    receipt.stored[name] = value;
  if (receipt.stored.empty())
    throw Error(Fault::kUsage, "the customer " + customer + " is not on the newest list of contacts", {},
                "Correct the id, or lower least_probability in the pack's act.toml.");
  connection.Query(std::string("CREATE OR REPLACE TEMP TABLE ") + kRow + " AS SELECT * FROM main." + QuoteName(RunTable(receipt.run, "action_row")) +
                       " WHERE customer = ?",
                   {customer});
  receipt.row = OneRow(connection, std::string("SELECT * EXCLUDE (place, customer) FROM ") + kRow, {});
  receipt.month = data::MonthName(*ParseTime(connection.Text(std::string("SELECT CAST(plan_start - INTERVAL 1 DAY AS VARCHAR) FROM ") + kRow)));
  AskChannels(connection, act, spoken, receipt);
  AskDecision(connection, act, spoken, pack.language, receipt);
  return receipt;
}

}  // namespace auspex::flow
