#pragma once
// Lineage: every number belongs to a run, which records what went in. Tables `runs` and `models` of a workspace.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "pack/pack.h"
#include "store/database.h"

namespace auspex::flow {

/// Makes the tables of lineage where they are missing, and their newer columns where a previous version made them.
void CreateRunTables(store::Connection& connection);

/// One run as it is recorded. `settings` is a JSON object; `inputs` are the fingerprints of the loads that were there.
struct RunRecord {
  std::string kind;  ///< "train", "predict", …
  uint64_t seed = 0;
  double seconds = 0;
  std::string settings = "{}";
};

/// The number that the next run will have: never one that a run had before, though it may have been deleted.
int64_t NextRun(store::Connection& connection);
/// Records run `id`, with the pack's fingerprint, the loads' fingerprints and the program's version.
void RecordRun(store::Connection& connection, int64_t id, const pack::Pack& pack, const RunRecord& record);

/// A model in the registry.
struct ModelRecord {
  int64_t run = 0;
  std::string name, file;     ///< the file's name in the workspace's folder models/
  bool chosen = false;        ///< best validation log loss of its run; of tables best AUC
  double validation_log_loss = 0, validation_top1 = 0;
  double seconds = 0;
  uint64_t windows = 0;
  double horizon_days = 0;    ///< 0: recorded by a previous version; the model's file has it
  double auc = 0;             ///< of a model of a table, on its test cutoff; 0: none
};

void RecordModel(store::Connection& connection, const ModelRecord& model);
/// The models of training run `run`, best first; none if there is no such run.
std::vector<ModelRecord> ModelsOf(store::Connection& connection, int64_t run);
/// The models of the newest training run, best first. Throws Error(kUsage) if nothing was trained yet.
std::vector<ModelRecord> NewestModels(store::Connection& connection);
/// The model `name` (empty: the chosen one) of training run `run` (0: the newest). Throws Error(kUsage) if there is none.
ModelRecord FindModel(store::Connection& connection, int64_t run, const std::string& name);

}  // namespace auspex::flow
