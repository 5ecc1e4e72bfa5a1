#pragma once
// LightGBM's shared library, opened at run time: models of trees can be trained with it where it is there, and everything else works without it.
// Functions as LightGBM's include/LightGBM/c_api.h declares them (3.2 and later); each returns 0, or -1 with a text in last_error().
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace auspex::learn {

struct LightgbmLibrary {
  std::string path, version;

  const char* (*last_error)() = nullptr;
  int (*register_log_callback)(void (*callback)(const char*)) = nullptr;  ///< of this thread
  int (*dataset_from_matrix)(const void* data, int type, int32_t rows, int32_t columns, int row_major, const char* settings, void* reference,
                             void** out) = nullptr;
  int (*dataset_set_field)(void* dataset, const char* field, const void* data, int count, int type) = nullptr;
  int (*dataset_free)(void* dataset) = nullptr;
  int (*booster_create)(void* train, const char* settings, void** out) = nullptr;
  int (*booster_add_validation)(void* booster, void* validation) = nullptr;
  int (*booster_update)(void* booster, int* finished) = nullptr;
  int (*booster_get_predict)(void* booster, int dataset, int64_t* length, double* out) = nullptr;
  int (*booster_save)(void* booster, int first_round, int rounds, int importance, int64_t size, int64_t* length, char* text) = nullptr;
  int (*booster_free)(void* booster) = nullptr;

  /// Throws Error(kData) with the engine's text if `status` is not 0.
  void Check(int status) const;
};

struct LightgbmSearch {
  LightgbmLibrary library;  ///< opened until the program ends; empty path: none was found
  std::string why;          ///< nothing was found, and what to do; empty if one was
};

/// Takes the first of `candidates` (paths, or a bare file name that the system looks for) that can be opened and has the functions.
LightgbmSearch FindLightgbm(std::span<const std::string> candidates);

/// $AUSPEX_LIGHTGBM alone if it is set; otherwise beside the program, .deps/lib of the project that it was built from, the system's.
std::vector<std::string> LightgbmCandidates();

/// Searched once, when first asked.
const LightgbmSearch& Lightgbm();

}  // namespace auspex::learn
