#pragma once
// What the newest model would say of a customer of the newest scores if some features had other values. Nothing is stored.
#include <map>
#include <set>
#include <string>

#include "flow/task_explain.h"

namespace auspex::flow {

/// By feature: a number, a text of a category, or nothing for a missing value (std::monostate).
using FeatureChanges = std::map<std::string, store::Value>;

struct TaskWhatIf {
  TaskReceipt before, after;       ///< after: with the rank that the customer would have, the others as they are
  std::vector<std::string> moved;  ///< the features that followed (pack::TaskFeature::follows) and have another value now
};

/// The same scorer and calibration as the run's, over the run's stored features.
///
/// Throws what ExplainCustomer throws, and Error(kUsage) for a feature that there is not, a text for a number and the other way round, a category that the
/// model has not learnt, and a number out of all sense; Error(kData) where what follows cannot be worked out.
TaskWhatIf ExplainIf(store::Workspace& workspace, const pack::Pack& pack, const std::string& customer, const FeatureChanges& changes,
                     const TaskExplainOptions& options = {});

}  // namespace auspex::flow
