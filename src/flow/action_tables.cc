#include "flow/action_tables.h"

#include <cctype>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "data/panel_months.h"
#include "decide/contact_sql.h"
#include "decide/results.h"
#include "decide/strategy.h"
#include "flow/list_changes.h"
#include "flow/result_runs.h"
#include "flow/result_table.h"
#include "pack/toml_reader.h"

namespace auspex::flow {
namespace {

using store::QuoteName;
using store::QuoteText;

bool Has(store::Connection& connection, const std::string& name) {
  return connection.Integer(
             "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'main' AND table_catalog = current_database() AND table_name = ?",
             {name}) > 0;
}

std::string Main(int64_t run, const std::string& what) { return "main." + QuoteName(RunTable(run, what)); }

std::string RowOfPack(const pack::Act& act) { return InBrackets(act.row_sql); }

store::Result ShapeOf(store::Connection& connection, const pack::Act& act) {
  try {
    return connection.Query("SELECT * FROM " + RowOfPack(act) + " AS row_of_pack LIMIT 0");
  } catch (const Error& error) {
    pack::Refuse("the row of the channels' conditions does not hold as SQL: " + error.message(), act.row_file.string(),
                 "it is a SELECT over past.TABLE, one row a customer");
  }
}

/// The name of the customer's column of the pack's row.
std::string CustomerOf(store::Connection& connection, const pack::Act& act) {
  const store::Result shape = ShapeOf(connection, act);
  for (size_t c = 1; c < shape.columns(); ++c) {
    for (const char* own : {"place", "customer", "rank", "probability", "segment", "segment_name", "plan_start", "channel", "channel_name",
                            "reason_1", "reason_2", "reason_3", "reason_4", "reason_5", "day", "message", "value", "price", "why", "left_out_because",
                            "is_new"}) {
      if (shape.Name(c) == own) pack::Refuse("the column `" + shape.Name(c) + "` is there already", act.row_file.string(), "give it another name");
    }
  }
  return shape.Name(0);
}

/// CASE that gives for the number of a channel its name or its text.
std::string ChannelCase(const pack::Act& act, const pack::Pack* pack) {
  std::string sql = "CASE channel_number";
  for (size_t c = 0; c < act.channels.size(); ++c) {
    const auto& channel = act.channels[c];
    sql += " WHEN " + std::to_string(c) + " THEN " + QuoteText(pack ? pack->wording.at(pack->language).at(channel.text) : channel.name);
  }
  return sql + " END";
}

constexpr int kReasons = 5;
/// The columns of run_N_action_row that run_N_action has as well, or that are of no use beside it.
constexpr const char* kOwnOfRow = "place, customer, rank, probability, segment, segment_name, reason_1, reason_2, reason_3, reason_4, reason_5, plan_start";

/// The newest prediction's table of scores, where it has reasons; empty: none.
std::string TableOfReasons(store::Connection& connection) {
  if (!Has(connection, "runs")) return "";
  const std::string table = RunTable(connection.Integer("SELECT coalesce(max(run), 0) FROM runs WHERE kind = 'score'"), "score");
  const int64_t reasons = connection.Integer(
      "SELECT count(*) FROM information_schema.columns WHERE table_schema = 'main' AND table_catalog = current_database() AND table_name = ? AND "
      "regexp_matches(column_name, '^reason_[1-5]$')",
      {table});
  return reasons == kReasons ? "main." + QuoteName(table) : "";
}

/// ", prefix.reason_1, …"; NULLs without a prefix.
std::string Reasons(const std::string& prefix) {
  std::string sql;
  for (int k = 1; k <= kReasons; ++k)
    sql += ", " + (prefix.empty() ? std::string("NULL::VARCHAR AS ") : prefix + ".") + "reason_" + std::to_string(k);
  return sql;
}

}  // namespace

pack::Act ReadActOf(const pack::Pack& pack) {
  if (!pack.act.empty()) return pack::ReadAct(pack.act, pack);
  throw Error(Fault::kUsage, "the pack " + pack.name + " says nothing about channels", (pack.folder / "pack.toml").string(),
              "Add `act = \"act.toml\"`.");
}

std::string InBrackets(std::string sql) {
  while (!sql.empty() && (sql.back() == ';' || std::isspace(static_cast<unsigned char>(sql.back())))) sql.pop_back();
  return "(" + sql + "\n)";
}

void MakeActTables(store::Connection& connection, const pack::Act& act) {
  for (const auto& table : act.tables) {
    try {
      connection.Run("CREATE OR REPLACE TEMP TABLE " + QuoteName(table.name) + " AS FROM " + InBrackets(table.sql));
    } catch (const Error& error) {
      if (error.fault() == Fault::kCancelled) throw;
      pack::Refuse("the table `" + table.name + "` does not hold as SQL: " + error.message().substr(0, error.message().find("\n\nLINE")),
                   pack::At(act.file, table.line), "it is a SELECT over past.TABLE and the tables before it");
    }
  }
}

Micros MonthOfScores(store::Connection& connection) {
  const std::string text =
      Has(connection, "scores") ? connection.Text("SELECT coalesce(strftime(max(cutoff), '%Y-%m-01'), '') FROM main.scores") : "";
  if (text.empty()) throw Error(Fault::kUsage, "no customer has been scored in this workspace yet", {}, "Run: auspex -w DIR predict --out DIR");
  return *ParseMonth(text);
}

std::string StartOf(const std::string& asked, Micros month) {
  const Micros next = *ParseMonth(FormatDate(month + 31 * kDay));
  if (asked.empty()) return FormatDate(next);
  const auto day = ParseTime(asked);
  if (!day) throw Error(Fault::kUsage, "--start is no date: " + asked, {}, "Write it like 2025-04-01.");
  if (*day < next)
    throw Error(Fault::kUsage, "--start lies before the end of the month of the scores, " + data::MonthName(month), {},
                "Name a day from " + FormatDate(next) + " on.");
  return FormatDate(*day);
}

std::string ActionRowsSql(store::Connection& connection, const pack::Act& act, Micros month, const std::string& start) {
  const std::string customer = QuoteName(CustomerOf(connection, act)), cutoff = "DATE " + QuoteText(FormatDate(month));
  const bool segmented = Has(connection, "segments") && Has(connection, "segment_profiles");
  std::string sql =
      "SELECT row_number() OVER (ORDER BY scored.rank, scored.customer) - 1 AS place, scored.customer, scored.rank, scored.probability, ";
  sql += segmented ? "segmented.segment, named.name AS segment_name" : "NULL::VARCHAR AS segment, NULL::VARCHAR AS segment_name";
  const std::string reasons = TableOfReasons(connection);
  sql += Reasons(reasons.empty() ? "" : "because") + ", DATE " + QuoteText(start) + " AS plan_start, row_of_pack.* EXCLUDE (" + customer +
         ") FROM main.scores AS scored LEFT JOIN " + RowOfPack(act) + " AS row_of_pack ON row_of_pack." + customer + " = scored.customer";
  if (segmented) {
    sql += " LEFT JOIN main.segments AS segmented ON segmented.customer = scored.customer AND segmented.month = " + cutoff +
           " LEFT JOIN (SELECT DISTINCT segment, name FROM main.segment_profiles) AS named ON named.segment = segmented.segment";
  }
  if (!reasons.empty()) sql += " LEFT JOIN " + reasons + " AS because ON because.customer = scored.customer";
  sql += " WHERE date_trunc('month', scored.cutoff) = " + cutoff + " AND scored.probability >= " + std::to_string(act.least_probability);
  if (act.most_customers > 0) sql += " AND scored.rank <= " + std::to_string(act.most_customers);
  return sql;
}

void CheckPlanResults(store::Connection& connection, const pack::Pack& pack, const std::string& rows) {
  const std::string decision =
      "(SELECT customer, rank, probability, segment, segment_name, NULL::VARCHAR AS channel, NULL::VARCHAR AS channel_name, NULL::DATE AS day, "
         "NULL::VARCHAR AS message" + Reasons("row") +
         ", NULL::DOUBLE AS value, NULL::DOUBLE AS price, NULL::VARCHAR AS why, NULL::VARCHAR AS left_out_because, NULL::BOOLEAN AS is_new, "
         "* EXCLUDE (" + std::string(kOwnOfRow) + ") FROM " + rows + " AS row)";
  decide::CheckResultSql(connection, pack, decision);
  decide::CheckResults(connection, pack, decision);
}

void MakePlanDecision(store::Connection& connection, int64_t run) {
  connection.Run("CREATE VIEW " + Main(run, "decision") + " AS SELECT * FROM " + Main(run, "action") + " POSITIONAL JOIN (SELECT * EXCLUDE (" +
                 std::string(kOwnOfRow) + ") FROM " + Main(run, "action_row") + ")");
}

ActionTables::ActionTables(store::Connection& connection, const pack::Pack& pack, const pack::Act& act, int64_t run)
    : connection_(connection), pack_(pack), act_(act), transaction_(connection), run_(run) {}
ActionTables::~ActionTables() = default;

std::string ActionTables::rows() const { return Main(run_, "action_row"); }

uint64_t ActionTables::TakeRows(Micros month, const std::string& start) {
  const std::string sql = ActionRowsSql(connection_, act_, month, start);
  decide::CheckContactSql(connection_, act_, pack_, "(" + sql + ")");
  CheckPlanResults(connection_, pack_, "(" + sql + ")");
  connection_.Run("CREATE TABLE " + rows() + " AS " + sql + " ORDER BY place");
  start_ = static_cast<int32_t>(*ParseTime(start) / kDay);
  const int64_t count = connection_.Integer("SELECT count(*) FROM " + rows());
  if (connection_.Integer("SELECT count(DISTINCT customer) FROM " + rows()) != count) {
    throw Error(Fault::kData, "a customer comes twice", act_.row_file.string(), "Let the SELECT give one row a customer.");
  }
  connection_.Run("CREATE TABLE " + Main(run_, "action_plan") +
                  "(place BIGINT, why VARCHAR, channel_number INTEGER, day DATE, value DOUBLE, price DOUBLE)");
  appender_ = std::make_unique<store::Appender>(connection_, RunTable(run_, "action_plan"));
  return static_cast<uint64_t>(count);
}

void ActionTables::Append(const PlannedContact& contact) {
  appender_->Numbers<int64_t>(0)[pending_] = next_++;
  if (*contact.why == '\0') appender_->SetNull(1, pending_);
  else appender_->SetText(1, pending_, contact.why);
  if (contact.channel < 0) {
    appender_->SetNull(2, pending_), appender_->SetNull(3, pending_), appender_->SetNull(4, pending_), appender_->SetNull(5, pending_);
  } else {
    appender_->Numbers<int32_t>(2)[pending_] = contact.channel;
    appender_->Numbers<int32_t>(3)[pending_] = start_ + contact.day;
    appender_->Numbers<double>(4)[pending_] = contact.value;
    appender_->Numbers<double>(5)[pending_] = contact.price;
  }
  if (++pending_ < store::Appender::kRows) return;
  appender_->Flush(pending_);
  pending_ = 0;
}

std::string ActionTables::ActionSql(const std::string& before) const {
  const auto& texts = pack_.wording.at(pack_.language);
  const std::string planned = "(SELECT row.*, why, day, value, price, " + decide::ReasonsSql(act_, pack_) +
                              " AS reasons, CAST(day AS VARCHAR) AS until, " + ChannelCase(act_, nullptr) + " AS any_channel, " +
                              ChannelCase(act_, &pack_) + " AS any_channel_name FROM " + rows() + " AS row JOIN " + Main(run_, "action_plan") +
                              " AS planned USING (place))";
  std::string why = "CASE why";
  for (const char* key : pack::kLeftOutTexts) why += " WHEN " + QuoteText(std::string(key).substr(9)) + " THEN " + decide::FilledSql(texts.at(key));
  const std::string approached =
      "(SELECT * EXCLUDE (any_channel, any_channel_name), CASE WHEN why IS NULL THEN any_channel END AS channel, CASE WHEN why IS NULL THEN "
      "any_channel_name END AS channel_name,"
      " any_channel_name AS asked_channel FROM " +
      planned + ")";
  const std::string explained = "(SELECT * EXCLUDE (channel_name), asked_channel AS channel_name, place AS explained_place FROM " + approached + ")";
  const std::string is_new =
      before.empty() ? "NULL::BOOLEAN" : "NOT EXISTS (SELECT 1 FROM " + before + " AS list_before WHERE list_before.customer = action.customer)";
  return "SELECT action.customer, action.rank, action.probability, action.segment, action.segment_name, action.channel, action.channel_name, CASE "
         "WHEN action.why IS NULL THEN action.day END AS day, "
         "action.message" +
         Reasons("action") + ", action.value, action.price, action.why, because.text AS left_out_because, " + is_new +
         " AS is_new FROM (SELECT *, CASE WHEN why IS NULL THEN " + decide::MessageSql(act_, pack_) + " END AS message FROM " + approached +
         ") AS action JOIN (SELECT explained_place, " + why + " END AS text FROM " + explained +
         ") AS because ON because.explained_place = action.place ORDER BY action.place";
}

void ActionTables::Compare(ActSummary& summary) {
  if (pending_ > 0) appender_->Flush(pending_);
  appender_->Close();
  appender_.reset();
  const int64_t before = connection_.Integer("SELECT coalesce(max(run), 0) FROM runs WHERE kind = 'act'");
  const std::string list_before = before > 0 ? Main(before, "action") : "", list = Main(run_, "action");
  connection_.Run("CREATE TABLE " + list + " AS " + ActionSql(list_before));
  connection_.Run("DROP TABLE " + Main(run_, "action_plan"));
  const auto example = connection_.Query("SELECT customer FROM " + list + " WHERE channel IS NOT NULL ORDER BY rank, customer LIMIT 1").Rows();
  if (!example.empty()) summary.example = example[0][0].value_or("");
  if (before == 0) return;
  summary.before = before;
  summary.added = static_cast<uint64_t>(connection_.Integer("SELECT count(*) FROM " + list + " WHERE is_new"));
}

void ActionTables::FindLeft(ActSummary& summary) {
  if (!summary.before) return;
  const std::string settings = connection_.Text("SELECT coalesce(settings, '{}') FROM runs WHERE run = " + std::to_string(*summary.before));
  const auto month = data::MonthFrom(nlohmann::json::parse(settings).value("month", summary.month));
  FindReached(connection_, pack_, month.value_or(*data::MonthFrom(summary.month)), *data::MonthFrom(summary.month));
  const std::string left = Main(run_, "left");
  connection_.Run("CREATE TABLE " + left + " AS SELECT b.customer, CASE WHEN s.customer IS NOT NULL THEN 'fell' WHEN b.customer IN (SELECT customer FROM "
                  "reached_since) THEN 'reached' ELSE 'gone' END AS why, b.rank AS rank_before, CAST(b.probability AS DOUBLE) AS probability_before, "
                  "s.rank, CAST(s.probability AS DOUBLE) AS probability FROM " + Main(*summary.before, "action") +
                  " AS b LEFT JOIN main.scores AS s ON s.customer = b.customer WHERE b.customer NOT IN (SELECT customer FROM " + Main(run_, "action") +
                  ") ORDER BY b.rank, b.customer");
  for (const std::string why : {"reached", "fell", "gone"}) {
    summary.dropped.emplace_back(why, static_cast<uint64_t>(connection_.Integer("SELECT count(*) FROM " + left + " WHERE why = ?", {why})));
  }
}

void ActionTables::Finish(const RunRecord& record) {
  MakePlanDecision(connection_, run_);
  MakeResultTable(connection_, pack_, run_);
  connection_.Run("CREATE OR REPLACE VIEW main.actions AS SELECT * FROM " + Main(run_, "action"));
  RecordRun(connection_, run_, pack_, record);
  DropOlderRuns(connection_, "act", kKeptPlans);
  transaction_.Commit();
}

}  // namespace auspex::flow
