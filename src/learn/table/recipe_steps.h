#pragma once
// The table of the steps that a saved recipe may hold. A new step that changes columns is one file and one line in recipe_steps.cc.
#include <memory>
#include <string>

#include "learn/table/recipe_step.h"

namespace auspex::learn {

/// What RecipeStep::Save of the step `name` wrote, for tables of the schema `input`. Throws Error(kUsage) for an unknown name and a damaged archive.
std::unique_ptr<RecipeStep> LoadStep(const std::string& name, const Archive& archive, const Schema& input);

}  // namespace auspex::learn
