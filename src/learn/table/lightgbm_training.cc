#include "learn/table/lightgbm_training.h"

#include <array>
#include <charconv>
#include <limits>
#include <memory>
#include <vector>

#include "base/error.h"
#include "base/progress.h"
#include "base/threads.h"
#include "learn/table/early_stopping.h"
#include "learn/table/lightgbm_library.h"

namespace auspex::learn {
namespace {

using Handle = std::unique_ptr<void, int (*)(void*)>;
constexpr int kFloat32 = 0;

template <class Value>
std::string Joined(const std::vector<Value>& values) {
  std::string text;
  for (const Value& value : values) text += (text.empty() ? "" : ",") + std::to_string(value);
  return text;
}

/// The shortest text that reads back as `value`.
std::string Exact(double value) {
  std::array<char, 32> text;
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

Handle MakeDataset(const LightgbmLibrary& library, const TrainingRows& rows, const std::string& settings, void* reference) {
  const FeatureTable& table = rows.table;
  if (table.rows > static_cast<size_t>(std::numeric_limits<int32_t>::max()))
    throw Error(Fault::kData, "LightGBM cannot train: more rows than it can count", "lightgbm");
  std::vector<float> values;
  values.reserve(table.rows * table.features());
  for (const std::vector<float>& column : table.columns) values.insert(values.end(), column.begin(), column.end());
  const int count = static_cast<int>(table.rows);
  void* made = nullptr;
  library.Check(library.dataset_from_matrix(values.data(), kFloat32, count, static_cast<int>(table.features()), 0, settings.c_str(), reference, &made));
  Handle dataset(made, library.dataset_free);
  const std::vector<float> labels(rows.labels.begin(), rows.labels.end());
  library.Check(library.dataset_set_field(made, "label", labels.data(), count, kFloat32));
  if (!rows.weights.empty()) library.Check(library.dataset_set_field(made, "weight", rows.weights.data(), count, kFloat32));
  return dataset;
}

std::string Text(const LightgbmLibrary& library, void* booster, size_t rounds) {
  int64_t length = 0;
  const int last = static_cast<int>(rounds);
  library.Check(library.booster_save(booster, 0, last, 0, 0, &length, nullptr));
  std::string text(static_cast<size_t>(length), '\0');
  library.Check(library.booster_save(booster, 0, last, 0, length, &length, text.data()));
  text.resize(text.find('\0') == std::string::npos ? text.size() : text.find('\0'));
  return text;
}

}  // namespace

std::string LightgbmSettings(const BoostingTask& task) {
  const BoostingOptions& options = task.options;
  std::vector<size_t> categories;
  for (size_t f = 0; f < task.rows.table.features(); ++f)
    if (task.rows.table.schema[f].is_category()) categories.push_back(f);
  std::string settings = "objective=binary verbosity=-1 deterministic=true force_col_wise=true max_cat_to_onehot=32 num_threads=" + std::to_string(EngineThreads(task.rows.table)) +
                         " seed=" + std::to_string(task.seed) + " num_leaves=" + std::to_string(options.leaves) +
                         " learning_rate=" + Exact(options.learning_rate) + " lambda_l2=" + Exact(options.l2) +
                         " min_data_in_leaf=" + std::to_string(static_cast<int64_t>(options.min_leaf_weight * static_cast<double>(task.rows.copies))) +
                         " feature_fraction=" + Exact(options.features_share);
  if (options.rows_share < 1) settings += " bagging_freq=1 bagging_fraction=" + Exact(options.rows_share);
  if (!categories.empty()) settings += " categorical_feature=" + Joined(categories);
  for (const int direction : task.monotone)
    if (direction != 0) return settings + " monotone_constraints=" + Joined(task.monotone);
  return settings;
}

std::string TrainLightgbm(const LightgbmLibrary& library, const BoostingTask& task, Progress& progress) {
  library.Check(library.register_log_callback([](const char*) {}));
  const std::string settings = LightgbmSettings(task);
  const Handle train = MakeDataset(library, task.rows, settings, nullptr);
  const Handle validation = task.validation ? MakeDataset(library, *task.validation, settings, train.get()) : Handle(nullptr, library.dataset_free);
  void* made = nullptr;
  library.Check(library.booster_create(train.get(), settings.c_str(), &made));
  const Handle booster(made, library.booster_free);
  if (validation) library.Check(library.booster_add_validation(made, validation.get()));

  progress.Begin("LightGBM", "rounds", task.rounds);
  EarlyStopping stopping(task.options.patience);
  std::vector<double> probabilities(task.validation ? task.validation->table.rows : 0);
  size_t rounds = 0;
  for (int finished = 0; rounds < task.rounds && !finished;) {
    progress.Update(rounds);
    library.Check(library.booster_update(made, &finished));
    ++rounds;
    if (!validation) continue;
    int64_t length = 0;
    library.Check(library.booster_get_predict(made, 1, &length, probabilities.data()));
    if (stopping.Add(ValidationLoss(*task.validation, probabilities))) break;
  }
  progress.End();
  return Text(library, made, validation ? stopping.best_rounds() : rounds);
}

}  // namespace auspex::learn
