#include "flow/receipt.h"

#include "base/error.h"

namespace auspex::flow {
namespace {

/// The stored outcome, whatever the pack says today.
void ReadStored(store::Connection& connection, const PredictionRun& run, int64_t row, Receipt& receipt) {
  const auto rows = connection.Query("SELECT rule, channel, action, advice FROM " + run.Table("advice") + " WHERE rowid = ?", {row}).Rows();
  const auto& stored = rows.at(0);
  receipt.rule = stored[0].value_or(""), receipt.channel = stored[1].value_or("");
  receipt.action = stored[2].value_or(""), receipt.advice = stored[3].value_or("");
}

/// A strategy that does not bind over what the run stored is no fault of the program if the pack was changed in between.
[[noreturn]] void Explain(const Error& error, const pack::Pack& pack, const PredictionRun& run) {
  const bool changed = run.pack != pack.name + " " + pack.fingerprint;
  if (error.fault() != Fault::kInternal || !changed) throw error;
  throw Error(Fault::kUsage, "the pack has changed since prediction " + std::to_string(run.run) + " was made", {}, "Predict again.");
}

}  // namespace

Receipt ReadReceipt(store::Connection& connection, const pack::Pack& pack, const std::string& customer, const PredictionRun& run) {
  const int64_t row = RowOf(connection, run, customer);
  const std::string relation = "(SELECT * FROM " + run.Table("prediction") + " WHERE rowid = " + std::to_string(row) + ")";
  Receipt receipt;
  try {
    static_cast<Decision&>(receipt) = ReadDecision(connection, pack, relation);
    if (pack.strategy) ReadStored(connection, run, row, receipt);
  } catch (const Error& error) {
    Explain(error, pack, run);
  }
  receipt.run = run.run, receipt.finished = run.finished, receipt.settings = run.settings, receipt.customer = customer;
  return receipt;
}

Receipt ReadReceipt(store::Workspace& workspace, const pack::Pack& pack, const std::string& customer, int64_t run) {
  store::Connection connection = workspace.Connect();
  const auto found = FindPrediction(connection, run);
  if (found) return ReadReceipt(connection, pack, customer, *found);
  throw Error(Fault::kUsage, run > 0 ? "there is no prediction " + std::to_string(run) : "nothing has been predicted in this workspace yet", {},
              "Run: auspex -w DIR predict --out result.csv");
}

}  // namespace auspex::flow
