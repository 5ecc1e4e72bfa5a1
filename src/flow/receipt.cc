#include "flow/receipt.h"

#include "base/error.h"
#include "decide/strategy.h"
#include "flow/runs.h"
#include "pack/decision_row.h"

namespace auspex::flow {
namespace {

void ReadRun(store::Connection& connection, Receipt& receipt) {
  const auto rows =
      connection.Query("SELECT run, strftime(finished, '%Y-%m-%d %H:%M:%S'), settings FROM runs WHERE kind = 'predict' ORDER BY run DESC LIMIT 1").Rows();
  if (rows.empty()) throw Error(Fault::kUsage, "nothing has been predicted in this workspace yet", {}, "Run: auspex -w DIR predict --out result.csv");
  receipt.run = std::stoll(*rows[0][0]);
  receipt.finished = rows[0][1].value_or("");
  receipt.settings = rows[0][2].value_or("");
}

void ReadFacts(store::Connection& connection, const pack::Pack& pack, const std::string& table, Receipt& receipt) {
  std::string sql = "SELECT ";
  for (const auto& column : pack::DecisionRow(pack)) sql += "CAST(" + store::QuoteName(column.name) + " AS VARCHAR) AS " + store::QuoteName(column.name) + ", ";
  sql += pack.strategy ? "rule, channel, action, advice" : "NULL, NULL, NULL, NULL";
  store::Result result = connection.Query(sql + " FROM " + store::QuoteName(table) + " WHERE customer = ? LIMIT 1", {receipt.customer});
  std::vector<std::string> names;
  for (size_t c = 0; c < result.columns(); ++c) names.push_back(result.Name(c));
  const auto rows = result.Rows();
  if (rows.empty()) {
    throw Error(Fault::kUsage, "the newest prediction has no customer " + receipt.customer, {}, "Check the id; the customer may have no event in the period.");
  }
  const auto& row = rows[0];
  const size_t facts = row.size() - 4;
  for (size_t c = 0; c < facts; ++c) receipt.facts.emplace_back(names[c], row[c].value_or(""));
  receipt.rule = row[facts].value_or("");
  receipt.channel = row[facts + 1].value_or("");
  receipt.action = row[facts + 2].value_or("");
  receipt.advice = row[facts + 3].value_or("");
}

}  // namespace

Receipt ReadReceipt(store::Workspace& workspace, const pack::Pack& pack, const std::string& customer) {
  store::Connection connection = workspace.Connect();
  CreateRunTables(connection);
  Receipt receipt;
  receipt.customer = customer;
  ReadRun(connection, receipt);
  const std::string prefix = "run_" + std::to_string(receipt.run);
  ReadFacts(connection, pack, prefix + "_decision", receipt);
  if (!pack.strategy) return receipt;
  const std::string trace = "SELECT rule, condition, value, holds FROM (" + decide::ReceiptSql(pack, store::QuoteName(prefix + "_prediction")) +
                            ") WHERE customer = ? ORDER BY position, step";
  for (const auto& row : connection.Query(trace, {customer}).Rows()) {
    receipt.trace.push_back({row[0].value_or(""), row[1].value_or(""), row[2].value_or(""), row[3] == "true"});
  }
  return receipt;
}

}  // namespace auspex::flow
