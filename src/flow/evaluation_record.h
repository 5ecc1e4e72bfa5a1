#pragma once
// What evaluations on the test slice found, kept for people to look at: table `evaluations`, the newest of each model.
#include <cstdint>
#include <optional>
#include <string>

#include "flow/evaluate.h"
#include "store/database.h"

namespace auspex::flow {

void CreateEvaluationTable(store::Connection& connection);

/// Keeps the evaluation of one model of training run `run`, in place of an earlier one.
void RecordEvaluation(store::Connection& connection, int64_t run, uint64_t rows, const ModelEvaluation& evaluation);

/// The JSON object of the newest: rows, finished (UTC with Z), ranking and conversions (each metric with value, low and high),
/// calibration, symbols. Nothing if the model was not evaluated.
std::optional<std::string> ReadEvaluation(store::Connection& connection, int64_t run, const std::string& model);

}  // namespace auspex::flow
