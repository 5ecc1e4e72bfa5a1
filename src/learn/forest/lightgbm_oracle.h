#pragma once
// LightGBM itself by its C API, opened at run time: what tests and the benchmark compare with. Not part of the program.
#include <dlfcn.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "learn/table/feature_table.h"

namespace auspex::learn {

class LightgbmOracle {
 public:
  enum class Output { kProbability = 0, kMargin = 1, kContributions = 3 };

  explicit LightgbmOracle(const std::string& library) : library_(dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL)) {}
  ~LightgbmOracle() {
    if (booster_) Call<int (*)(void*)>("LGBM_BoosterFree")(booster_);
  }
  LightgbmOracle(const LightgbmOracle&) = delete;
  LightgbmOracle& operator=(const LightgbmOracle&) = delete;

  bool IsThere() const { return library_ != nullptr; }

  /// `settings` as LightGBM writes them ("objective=binary num_leaves=63").
  void Train(const FeatureTable& table, const std::vector<float>& labels, const std::string& settings, int rounds) {
    const std::vector<float> rows = RowMajor(table);
    void* data = nullptr;
    Check(Call<int (*)(const void*, int, int, int, int, const char*, void*, void**)>("LGBM_DatasetCreateFromMat")(
        rows.data(), 0, static_cast<int>(table.rows), static_cast<int>(table.features()), 1, settings.c_str(), nullptr, &data));
    Check(Call<int (*)(void*, const char*, const void*, int, int)>("LGBM_DatasetSetField")(data, "label", labels.data(),
                                                                                            static_cast<int>(table.rows), 0));
    Check(Call<int (*)(void*, const char*, void**)>("LGBM_BoosterCreate")(data, settings.c_str(), &booster_));
    const auto update = Call<int (*)(void*, int*)>("LGBM_BoosterUpdateOneIter");
    for (int round = 0, finished = 0; round < rounds && !finished; ++round) Check(update(booster_, &finished));
  }

  /// Instead of Train: a model's text.
  void Load(const std::string& text) {
    int rounds = 0;
    Check(Call<int (*)(const char*, int*, void**)>("LGBM_BoosterLoadModelFromString")(text.c_str(), &rounds, &booster_));
  }

  std::string Text() {
    const auto save = Call<int (*)(void*, int, int, int, int64_t, int64_t*, char*)>("LGBM_BoosterSaveModelToString");
    int64_t length = 0;
    Check(save(booster_, 0, -1, 0, 0, &length, nullptr));
    std::string text(static_cast<size_t>(length), '\0');
    Check(save(booster_, 0, -1, 0, length, &length, text.data()));
    text.resize(static_cast<size_t>(length) - 1);
    return text;
  }

  /// Row-major float rows in; [rows] or, for contributions, [rows][features + 1] with the base last.
  std::vector<double> Predict(const std::vector<float>& rows, size_t features, Output output, const std::string& settings = "") {
    const size_t count = rows.size() / features;
    std::vector<double> out(output == Output::kContributions ? count * (features + 1) : count);
    int64_t length = 0;
    Check(Call<int (*)(void*, const void*, int, int, int, int, int, int, int, const char*, int64_t*, double*)>("LGBM_BoosterPredictForMat")(
        booster_, rows.data(), 0, static_cast<int>(count), static_cast<int>(features), 1, static_cast<int>(output), 0, -1, settings.c_str(),
        &length, out.data()));
    return out;
  }

  static std::vector<float> RowMajor(const FeatureTable& table) {
    std::vector<float> rows(table.rows * table.features());
    for (size_t f = 0; f < table.features(); ++f) {
      for (size_t r = 0; r < table.rows; ++r) rows[r * table.features() + f] = table.columns[f][r];
    }
    return rows;
  }

 private:
  template <class Function>
  Function Call(const char* name) const {
    void* found = dlsym(library_, name);
    if (!found) throw std::runtime_error(std::string("LightGBM has no ") + name);
    return reinterpret_cast<Function>(found);
  }
  void Check(int status) const {
    if (status != 0) throw std::runtime_error(Call<const char* (*)()>("LGBM_GetLastError")());
  }

  void* library_;
  void* booster_ = nullptr;
};

}  // namespace auspex::learn
