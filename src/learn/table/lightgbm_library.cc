#include "learn/table/lightgbm_library.h"

#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "base/error.h"

namespace auspex::learn {
namespace {

constexpr char kFile[] = "lib_lightgbm.so";

template <class Function>
bool Bind(void* handle, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(handle, name));
  return function != nullptr;
}

bool BindAll(void* handle, LightgbmLibrary& library) {
  return Bind(handle, "LGBM_GetLastError", library.last_error) && Bind(handle, "LGBM_RegisterLogCallback", library.register_log_callback) &&
         Bind(handle, "LGBM_DatasetCreateFromMat", library.dataset_from_matrix) && Bind(handle, "LGBM_DatasetSetField", library.dataset_set_field) &&
         Bind(handle, "LGBM_DatasetFree", library.dataset_free) && Bind(handle, "LGBM_BoosterCreate", library.booster_create) &&
         Bind(handle, "LGBM_BoosterAddValidData", library.booster_add_validation) &&
         Bind(handle, "LGBM_BoosterUpdateOneIter", library.booster_update) &&
         Bind(handle, "LGBM_BoosterGetPredict", library.booster_get_predict) &&
         Bind(handle, "LGBM_BoosterSaveModelToString", library.booster_save) && Bind(handle, "LGBM_BoosterFree", library.booster_free);
}

/// The library has no function that tells its version; functions that came with 4.0 tell it from a 3.
std::string Version(void* handle) { return dlsym(handle, "LGBM_DatasetCreateFromSerializedReference") ? "4" : "3"; }

}  // namespace

void LightgbmLibrary::Check(int status) const {
  if (status != 0) throw Error(Fault::kData, std::string("LightGBM cannot train: ") + last_error(), "lightgbm");
}

LightgbmSearch FindLightgbm(std::span<const std::string> candidates) {
  std::string tried;
  for (const std::string& candidate : candidates) {
    LightgbmSearch found;
    void* const handle = dlopen(candidate.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle && BindAll(handle, found.library)) {
      found.library.path = candidate;
      found.library.version = Version(handle);
      return found;
    }
    const char* const reason = handle ? nullptr : dlerror();
    tried += "\n  " + candidate + ": " + (handle ? "it is no LightGBM of 3.2 or later" : reason ? reason : "it cannot be opened");
    if (handle) dlclose(handle);
  }
  return {{}, "LightGBM's " + std::string(kFile) + " was not found; tools/setup.sh fetches it, or set AUSPEX_LIGHTGBM to its path. Tried:" + tried};
}

std::vector<std::string> LightgbmCandidates() {
  if (const char* const named = std::getenv("AUSPEX_LIGHTGBM"); named && *named) return {named};
  std::vector<std::string> candidates;
  std::error_code failed;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", failed);
  if (!failed) candidates.push_back(program.parent_path() / kFile);
  candidates.push_back(std::string(AUSPEX_DEPENDENCIES "/lib/") + kFile);
  candidates.push_back(kFile);
  return candidates;
}

const LightgbmSearch& Lightgbm() {
  static const LightgbmSearch search = FindLightgbm(LightgbmCandidates());
  return search;
}

}  // namespace auspex::learn
