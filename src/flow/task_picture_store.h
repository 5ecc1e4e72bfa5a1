#pragma once
// Pictures of training runs (task_picture.h) in the workspace: table `task_pictures`, one row a run, its parts as JSON. Numbers come back with the same
// bits; where there is none (NaN) they are null.
#include <optional>

#include "flow/task_picture.h"
#include "store/database.h"

namespace auspex::flow {

/// In place of an earlier one of the same run.
void StoreTaskPicture(store::Connection& connection, const TaskPicture& picture);

/// What of a picture is read: the sample is most of it.
struct PictureParts {
  bool shap = true;
};

/// Nothing where none was stored: the run is one of a previous version. Throws Error(kData) for one that cannot be read.
std::optional<TaskPicture> ReadTaskPicture(store::Connection& connection, int64_t run, const PictureParts& parts = {});

}  // namespace auspex::flow
