#pragma once
// A prediction run as it is recorded: what was predicted, by which model, for which period.
#include <cstdint>
#include <optional>
#include <string>

#include "base/error.h"
#include "base/time.h"
#include "store/database.h"

namespace auspex::flow {

struct PredictionRun {
  int64_t run = 0;
  std::string finished;   ///< UTC, `2025-03-01 12:03:11`
  double seconds = 0;
  std::string settings;   ///< the JSON object as recorded
  std::string pack;       ///< name and fingerprint of the pack it was made with
  std::string model, model_file;  ///< name, and the file in the workspace's folder models/
  int64_t model_run = 0;  ///< the training
  Micros from = 0, to = 0, now = 0;  ///< events with from <= time < to
  uint64_t customers = 0;

  /// Its table or view `run_N_WHAT` ("prediction", "advice", "decision"), quoted.
  std::string Table(const std::string& what) const;
};

/// Run `run`, the newest if 0; nothing if there is no such prediction. Settings without `model_run`, as older versions recorded
/// them, mean the newest training before the prediction that has a model of this name.
std::optional<PredictionRun> FindPrediction(store::Connection& connection, int64_t run = 0);

/// The prediction knows no such customer.
class UnknownCustomer : public Error {
 public:
  UnknownCustomer(const PredictionRun& run, const std::string& customer);
};

/// The row of a customer in the run's tables, for `WHERE rowid = …`. Throws UnknownCustomer.
int64_t RowOf(store::Connection& connection, const PredictionRun& run, const std::string& customer);

}  // namespace auspex::flow
