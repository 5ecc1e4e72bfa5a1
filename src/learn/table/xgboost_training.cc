#include "learn/table/xgboost_training.h"

#include <dlfcn.h>
#include <xgboost/c_api.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <memory>
#include <span>

#include "base/error.h"
#include "base/progress.h"
#include "base/threads.h"
#include "learn/table/early_stopping.h"
#include "learn/table/fixed_gradients.h"

namespace auspex::learn {
namespace {

using Handle = std::unique_ptr<void, int (*)(void*)>;

void Check(int status) {
  if (status == 0) return;
  std::string text = XGBGetLastError();
  text = text.substr(0, text.find("\nStack trace"));
  throw Error(Fault::kData, "XGBoost cannot train: " + text, "xgboost");
}

/// The shortest text that reads back as `value`.
std::string Exact(double value) {
  std::array<char, 32> text;
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

Handle MakeMatrix(const FeatureTable& table) {
  std::vector<float> values(table.rows * table.features());
  ParallelFor(table.rows, 1024, [&](size_t begin, size_t end) {
    for (size_t f = 0; f < table.features(); ++f)
      for (size_t r = begin; r < end; ++r) values[r * table.features() + f] = table.columns[f][r];
  });
  void* made = nullptr;
  Check(XGDMatrixCreateFromMat_omp(values.data(), table.rows, table.features(), kMissing, &made, static_cast<int>(EngineThreads(table))));
  Handle matrix(made, XGDMatrixFree);
  std::vector<const char*> types;
  for (const FeatureInfo& info : table.schema) types.push_back(info.is_category() ? "c" : "q");
  if (!types.empty()) Check(XGDMatrixSetStrFeatureInfo(made, "feature_type", types.data(), types.size()));
  return matrix;
}

void Set(void* booster, const char* name, const std::string& value) { Check(XGBoosterSetParam(booster, name, value.c_str())); }

/// min_leaf_weight counts rows, XGBoost's bound the hessian: that of so many rows at the share of yes in all of them.
double LeastHessian(const BoostingTask& task, double base) {
  const double share = 1 / (1 + std::exp(-base));
  return std::max(task.options.min_leaf_weight * share * (1 - share), 1e-6);
}

void Configure(void* booster, const BoostingTask& task, double base) {
  const BoostingOptions& options = task.options;
  const std::pair<const char*, std::string> settings[] = {{"verbosity", "0"}, {"objective", "binary:logistic"}, {"base_score", "0.5"},
      {"disable_default_eval_metric", "1"}, {"tree_method", "hist"}, {"grow_policy", "lossguide"}, {"max_depth", "0"}, {"max_cat_to_onehot", "32"},
      {"max_leaves", std::to_string(options.leaves)}, {"eta", Exact(options.learning_rate)}, {"lambda", Exact(options.l2)},
      {"min_child_weight", Exact(LeastHessian(task, base))}, {"colsample_bytree", Exact(options.features_share)},
      {"seed", std::to_string(task.seed)}, {"nthread", std::to_string(EngineThreads(task.rows.table))}};
  for (const auto& [name, value] : settings) Set(booster, name, value);
  std::string monotone;
  for (const int direction : task.monotone) monotone += (monotone.empty() ? "(" : ",") + std::to_string(direction);
  if (std::any_of(task.monotone.begin(), task.monotone.end(), [](int d) { return d != 0; })) Set(booster, "monotone_constraints", monotone + ")");
}

std::span<const float> Predicted(void* booster, void* matrix, int type, size_t rounds, bool training) {
  const std::string config = "{\"type\": " + std::to_string(type) + ", \"training\": " + (training ? "true" : "false") +
                             ", \"iteration_begin\": 0, \"iteration_end\": " + std::to_string(rounds) + ", \"strict_shape\": true}";
  const bst_ulong* shape = nullptr;
  bst_ulong dimensions = 0, size = 1;
  const float* values = nullptr;
  Check(XGBoosterPredictFromDMatrix(booster, matrix, config.c_str(), &shape, &dimensions, &values));
  for (bst_ulong d = 0; d < dimensions; ++d) size *= shape[d];
  return {values, size};
}

constexpr int kMargin = 1, kContributions = 2;

std::string Bytes(void* booster) {
  bst_ulong length = 0;
  const char* bytes = nullptr;
  Check(XGBoosterSaveModelToBuffer(booster, "{\"format\": \"ubj\"}", &length, &bytes));
  return {bytes, length};
}

double Loss(const TrainingRows& validation, std::span<const float> margins, double base) {
  std::vector<double> probabilities;
  probabilities.reserve(margins.size());
  for (const float margin : margins) probabilities.push_back(1 / (1 + std::exp(-(base + static_cast<double>(margin)))));
  return ValidationLoss(validation, probabilities);
}

}  // namespace

XgboostModel TrainXgboost(const BoostingTask& task, Progress& progress) {
  Check(XGBSetGlobalConfig("{\"verbosity\": 0}"));
  const Handle train = MakeMatrix(task.rows.table);
  const Handle validation = task.validation ? MakeMatrix(task.validation->table) : Handle(nullptr, XGDMatrixFree);
  FixedGradients fixed(task.rows, task.options.rows_share, static_cast<uint64_t>(task.seed));
  const std::array<DMatrixHandle, 2> matrices{train.get(), validation.get()};
  void* made = nullptr;
  Check(XGBoosterCreate(matrices.data(), validation ? 2 : 1, &made));
  const Handle booster(made, XGBoosterFree);
  Configure(made, task, fixed.base());

  progress.Begin("XGBoost", "rounds", task.rounds);
  EarlyStopping stopping(task.options.patience);
  size_t rounds = 0;
  while (rounds < task.rounds) {
    progress.Update(rounds);
    fixed.Compute(Predicted(made, train.get(), kMargin, 0, true), rounds);
    Check(XGBoosterBoostOneIter(made, train.get(), fixed.gradients().data(), fixed.hessians().data(), task.rows.table.rows));
    ++rounds;
    if (validation && stopping.Add(Loss(*task.validation, Predicted(made, validation.get(), kMargin, 0, true), fixed.base()))) break;
  }
  progress.End();
  return {.bytes = Bytes(made), .rounds = validation ? stopping.best_rounds() : rounds, .base = fixed.base()};
}

std::vector<float> PredictByXgboost(const XgboostModel& model, const FeatureTable& table, bool contributions) {
  Check(XGBSetGlobalConfig("{\"verbosity\": 0}"));
  void* made = nullptr;
  Check(XGBoosterCreate(nullptr, 0, &made));
  const Handle booster(made, XGBoosterFree), matrix = MakeMatrix(table);
  Check(XGBoosterLoadModelFromBuffer(made, model.bytes.data(), model.bytes.size()));
  const std::span<const float> values = Predicted(made, matrix.get(), contributions ? kContributions : kMargin, model.rounds, false);
  return {values.begin(), values.end()};
}

std::string XgboostVersion() {
  int major = 0, minor = 0, patch = 0;
  XGBoostVersion(&major, &minor, &patch);
  return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
}

std::string XgboostPath() {
  Dl_info info{};
  return dladdr(dlsym(RTLD_DEFAULT, "XGBoostVersion"), &info) && info.dli_fname ? info.dli_fname : "libxgboost";
}

}  // namespace auspex::learn
