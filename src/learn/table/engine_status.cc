#include "learn/table/engine_status.h"

#include "learn/table/lightgbm_library.h"
#include "learn/table/xgboost_training.h"

namespace auspex::learn {

std::vector<EngineStatus> EngineStatuses() {
  const LightgbmSearch& lightgbm = Lightgbm();
  return {{"LightGBM", lightgbm.library.version, lightgbm.library.path, lightgbm.why}, {"XGBoost", XgboostVersion(), XgboostPath(), ""}};
}

}  // namespace auspex::learn
