#pragma once
// A Forest and a Schema as parts of an Archive; they load back to the same bits.
#include <string>

#include "learn/forest/forest.h"

namespace auspex::learn {

class Archive;

void SaveSchema(const Schema& schema, const std::string& name, Archive& archive);
/// Throws Error(kUsage) for lists that do not fit together.
Schema LoadSchema(const std::string& name, const Archive& archive);

/// Under "forest.…".
void SaveForest(const Forest& forest, Archive& archive);
/// Throws Error(kUsage) as CheckForest and for parts that are missing or of another shape.
Forest LoadForest(const Archive& archive);

}  // namespace auspex::learn
