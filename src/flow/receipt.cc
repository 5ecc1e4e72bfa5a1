#include "flow/receipt.h"

#include "base/error.h"
#include "flow/customer.h"
#include "flow/result_runs.h"
#include "flow/runs.h"

namespace auspex::flow {
namespace {

/// Fills in the run, the newest if 0; returns the name and fingerprint of the pack it was made with.
std::string ReadRun(store::Connection& connection, int64_t run, Receipt& receipt) {
  CreateRunTables(connection);
  const std::string which = run > 0 ? " AND run = " + std::to_string(run) : "";
  const auto rows = connection.Query("SELECT run, strftime(finished, '%Y-%m-%d %H:%M:%S'), settings, pack FROM runs WHERE kind = 'predict'" +
                                     which + " ORDER BY run DESC LIMIT 1").Rows();
  if (rows.empty()) {
    const std::string what = run > 0 ? "there is no prediction " + std::to_string(run) : "nothing has been predicted in this workspace yet";
    throw Error(Fault::kUsage, what, {}, "Run: auspex -w DIR predict --out result.csv");
  }
  receipt.run = std::stoll(*rows[0][0]);
  receipt.finished = rows[0][1].value_or("");
  receipt.settings = rows[0][2].value_or("");
  return rows[0][3].value_or("");
}

constexpr const char* kRow = "receipt_row";  ///< temporary: seen by one connection only

/// Copies the customer's decision row into a temporary table of one row, over which everything else is evaluated; returns the place of the
/// row in the run's tables.
int64_t TakeRow(store::Connection& connection, int64_t run, const std::string& customer) {
  connection.Query("CREATE OR REPLACE TEMP TABLE " + std::string(kRow) + " AS SELECT *, rowid AS \"place in the run\" FROM " +
                       store::QuoteName(RunTable(run, "prediction")) + " WHERE customer = ?", {customer});
  const auto rows = connection.Query("SELECT \"place in the run\" FROM " + std::string(kRow)).Rows();
  if (rows.empty()) throw UnknownCustomer(run, customer);
  return std::stoll(*rows[0][0]);
}

/// The stored outcome, whatever the pack says today.
void ReadStored(store::Connection& connection, int64_t row, Receipt& receipt) {
  const std::string table = store::QuoteName(RunTable(receipt.run, "advice"));
  const auto rows = connection.Query("SELECT rule, channel, action, advice FROM " + table + " WHERE rowid = ?", {row}).Rows();
  const auto& stored = rows.at(0);
  receipt.rule = stored[0].value_or(""), receipt.channel = stored[1].value_or("");
  receipt.action = stored[2].value_or(""), receipt.advice = stored[3].value_or("");
}

}  // namespace

Receipt ReadReceipt(store::Connection& connection, const pack::Pack& pack, const std::string& customer, int64_t run) {
  Receipt receipt;
  receipt.customer = customer;
  const std::string made_with = ReadRun(connection, run, receipt);
  const int64_t row = TakeRow(connection, receipt.run, customer);
  try {
    static_cast<Decision&>(receipt) = ReadDecision(connection, pack, kRow);
    if (pack.strategy) ReadStored(connection, row, receipt);
  } catch (const Error& error) {
    // What does not bind over what the run stored is no fault of the program if the pack was changed in between.
    if (error.fault() != Fault::kInternal || made_with == pack.name + " " + pack.fingerprint) throw;
    throw Error(Fault::kUsage, "the pack has changed since prediction " + std::to_string(receipt.run) + " was made", {}, "Predict again.");
  }
  return receipt;
}

Receipt ReadReceipt(store::Workspace& workspace, const pack::Pack& pack, const std::string& customer, int64_t run) {
  store::Connection connection = workspace.Connect();
  return ReadReceipt(connection, pack, customer, run);
}

}  // namespace auspex::flow
