#pragma once
// Summaries of runs as text for people and as JSON for machines.
#include <string>

#include "data/ingest.h"
#include "flow/crossval.h"
#include "flow/evaluate.h"
#include "flow/predict.h"
#include "flow/receipt.h"
#include "flow/train.h"
#include "simulate/simulate.h"

namespace auspex::cli {

std::string ToJson(const simulate::SimulateSummary& summary);
std::string ToJson(const data::IngestSummary& summary);
std::string ToJson(const flow::TrainSummary& summary);
std::string ToJson(const flow::EvaluateSummary& summary);
std::string ToJson(const flow::PredictSummary& summary);
std::string ToJson(const flow::Receipt& receipt);
std::string ToJson(const flow::CrossvalSummary& summary);

std::string ToText(const simulate::SimulateSummary& summary);
std::string ToText(const flow::TrainSummary& summary);
std::string ToText(const flow::EvaluateSummary& summary);
std::string ToText(const flow::PredictSummary& summary);
std::string ToText(const flow::Receipt& receipt);
std::string ToText(const flow::CrossvalSummary& summary);

}  // namespace auspex::cli
