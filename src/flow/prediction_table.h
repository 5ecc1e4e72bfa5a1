#pragma once
// The relation `prediction` that strategies see (docs/pack.md, "The decision row"): one row a customer with the likeliest
// next symbols, the conversions' probabilities and the last steps, newest first.
#include <span>
#include <string>

#include "base/time.h"
#include "data/journey.h"
#include "data/step_encoder.h"
#include "learn/sequence.h"
#include "pack/pack.h"
#include "store/database.h"

namespace auspex::flow {

/// Writes a prediction table block by block.
class PredictionTable {
 public:
  /// Creates `table`; names become ENUM types called `table`_…, so that lists of them stay small.
  PredictionTable(store::Connection& connection, const pack::Pack& pack, const std::string& table, const data::Journeys& journeys,
                  const data::StepEncoder& encoder, Micros now);
  ~PredictionTable();

  /// Appends customers [first, first + predictions.rows) of the journeys with their predictions.
  void Append(size_t first, const learn::Predictions& predictions);
  void Close();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace auspex::flow
