#include "flow/trainings.h"

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "flow/model_file.h"
#include "flow/train.h"

namespace auspex::flow {
namespace {

using nlohmann::json;

json ToJson(const data::Slice& slice) { return {slice.from, slice.to, slice.labels_end}; }

data::Slice SliceFrom(const json& slice) { return {slice.at(0).get<Micros>(), slice.at(1).get<Micros>(), slice.at(2).get<Micros>()}; }

/// From the first model file that can be read.
void FillFromFiles(store::Workspace& workspace, Training& training) {
  for (const auto& model : training.models) {
    try {
      const TrainedModel trained = ReadModel(workspace.models_folder() / model.file);
      training.split = trained.split;
      training.horizon_days = trained.horizon_days;
      return;
    } catch (const Error&) {  // the next one may be whole
    }
  }
}

void Fill(store::Workspace& workspace, const std::string& text, Training& training) {
  const json settings = json::parse(text, nullptr, false);
  if (!settings.is_object() || !settings.contains("split")) {
    FillFromFiles(workspace, training);
  } else {
    const json& split = settings.at("split");
    training.split = {SliceFrom(split.at("train")), SliceFrom(split.at("validate")), SliceFrom(split.at("test"))};
    training.horizon_days = settings.at("horizon_days").get<double>();
    training.customers = settings.at("customers").get<uint64_t>();
    training.events = settings.at("events").get<uint64_t>();
  }
  for (auto& model : training.models) model.horizon_days = training.horizon_days;
}

}  // namespace

std::string TrainingSettings(const TrainSummary& summary, const TrainOptions& options, double horizon_days) {
  const auto& split = summary.split;
  const json settings = {{"max_events", options.max_events}, {"horizon_days", horizon_days}, {"customers", summary.customers},
                         {"events", summary.events},
                         {"split", {{"train", ToJson(split.train)}, {"validate", ToJson(split.validate)}, {"test", ToJson(split.test)}}}};
  return settings.dump();
}

std::vector<Training> Trainings(store::Workspace& workspace) {
  store::Connection connection = workspace.Connect();
  const auto rows = connection
                        .Query("SELECT run, strftime(finished, '%Y-%m-%dT%H:%M:%SZ'), seed, seconds, settings FROM runs "
                               "WHERE kind = 'train' ORDER BY run DESC")
                        .Rows();
  std::vector<Training> trainings;
  for (const auto& row : rows) {
    Training& training = trainings.emplace_back();
    training.run = std::stoll(*row[0]);
    training.finished = row[1].value_or("");
    training.seed = row[2].value_or("");
    training.seconds = std::stod(row[3].value_or("0"));
    training.models = ModelsOf(connection, training.run);
    Fill(workspace, row[4].value_or(""), training);
  }
  return trainings;
}

}  // namespace auspex::flow
