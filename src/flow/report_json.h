#pragma once
// Summaries of runs as JSON objects: what a command prints with --json, and what a finished job tells.
#include <string>

#include "data/ingest.h"
#include "flow/crossval.h"
#include "flow/evaluate.h"
#include "flow/predict.h"
#include "flow/receipt.h"
#include "flow/train.h"
#include "simulate/simulate.h"
#include "simulate/table_simulation.h"

namespace auspex::flow {

std::string ToJson(const simulate::SimulateSummary& summary);
std::string ToJson(const simulate::TableSummary& summary);
std::string ToJson(const data::IngestSummary& summary);
std::string ToJson(const data::QualityReport& report);
std::string ToJson(const TrainSummary& summary);
std::string ToJson(const EvaluateSummary& summary);
std::string ToJson(const PredictSummary& summary);
std::string ToJson(const Receipt& receipt);
std::string ToJson(const CrossvalSummary& summary);

}  // namespace auspex::flow
