#include "flow/task_trainings.h"

#include <nlohmann/json.hpp>

namespace auspex::flow {
namespace {

using nlohmann::json;

double NumberOf(const json& object, const char* name) {
  const auto at = object.find(name);
  return at != object.end() && at->is_number() ? at->get<double>() : learn::kMissing;
}

CutoffRows RowsFrom(const json& object) {
  return {data::MonthFrom(object.value("cutoff", "")).value_or(0), object.value("rows", uint64_t{0}), object.value("positives", uint64_t{0}),
          object.value("unknown", uint64_t{0})};
}

RecordedModel ModelFrom(const ModelRecord& record, const json& models) {
  RecordedModel model{.record = record, .calibration = {}, .as_good_as_best = {}};
  const json object = models.value(record.name, json::object());
  model.calibration = object.value("calibration", "");
  model.auc = record.auc;
  model.auc_low = NumberOf(object, "auc_low"), model.auc_high = NumberOf(object, "auc_high");
  model.average_precision = NumberOf(object, "ap"), model.brier = NumberOf(object, "brier"), model.log_loss = NumberOf(object, "log_loss");
  model.ece = NumberOf(object, "ece"), model.ks = NumberOf(object, "ks");
  if (object.contains("as_good_as_best")) model.as_good_as_best = object.at("as_good_as_best").get<bool>();
  return model;
}

}  // namespace

std::vector<TaskTraining> TaskTrainings(store::Connection& connection, std::optional<int64_t> run) {
  const auto rows = connection
                        .Query("SELECT run, strftime(finished, '%Y-%m-%dT%H:%M:%SZ'), seed, seconds, settings FROM runs "
                               "WHERE kind = 'train' AND run = coalesce(?, run) ORDER BY run DESC",
                               {run ? store::Value(*run) : store::Value()})
                        .Rows();
  std::vector<TaskTraining> trainings;
  for (const auto& row : rows) {
    const json settings = json::parse(row[4].value_or(""), nullptr, false);
    if (!settings.is_object() || !settings.contains("test")) continue;
    TaskTraining& training = trainings.emplace_back();
    training.run = std::stoll(*row[0]);
    training.finished = row[1].value_or(""), training.seed = row[2].value_or("");
    training.seconds = std::stod(row[3].value_or("0"));
    training.horizon_months = settings.value("horizon_months", 0);
    training.features = settings.value("features", uint64_t{0});
    training.calibration_rows = settings.value("calibration_rows", uint64_t{0});
    training.share = settings.value("share", 1.0);
    training.test = RowsFrom(settings.at("test"));
    for (const json& cutoff : settings.value("training", json::array())) training.training.push_back(RowsFrom(cutoff));
    for (const ModelRecord& record : ModelsOf(connection, training.run))
      training.models.push_back(ModelFrom(record, settings.value("models", json::object())));
  }
  return trainings;
}

}  // namespace auspex::flow
