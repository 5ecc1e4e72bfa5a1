#include "learn/table/recipe_steps.h"

#include <array>

#include "learn/archive.h"
#include "learn/table/pair_encoding.h"
#include "learn/table/select_features.h"
#include "learn/table/target_encoding.h"

namespace auspex::learn {
namespace {

struct StepKind {
  const char* name;
  std::unique_ptr<RecipeStep> (*load)(const Archive& archive, const Schema& input);
};

constexpr std::array kSteps = {
    StepKind{"target_encoding", LoadTargetEncoding},
    StepKind{"pair_encoding", LoadPairEncoding},
    StepKind{"select_features", LoadSelectFeatures},
};

}  // namespace

std::unique_ptr<RecipeStep> LoadStep(const std::string& name, const Archive& archive, const Schema& input) {
  for (const StepKind& kind : kSteps)
    if (name == kind.name) return kind.load(archive, input);
  RefuseArchive("the step '" + name + "' is not known");
}

}  // namespace auspex::learn
