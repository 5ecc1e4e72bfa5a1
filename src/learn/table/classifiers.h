#pragma once
// The table of the models of tables. A new model is one file and one line in classifiers.cc.
#include <memory>
#include <span>
#include <string>

#include "learn/table/classifier.h"
#include "learn/table/classifier_options.h"

namespace auspex::learn {

struct ClassifierKind {
  const char* name;  ///< in commands, packs and files
  std::unique_ptr<Classifier> (*make)(const ClassifierOptions& options);
  /// Throws Error(kUsage) for what is damaged or does not fit together.
  std::unique_ptr<Classifier> (*load)(const Archive& archive);
  /// Why it cannot be fitted here, with what to do; empty if it can. Loading and scoring need no engine.
  std::string (*unavailable)();
};

/// In the order in which they are shown.
std::span<const ClassifierKind> ClassifierKinds();

/// Throws Error(kUsage) for an unknown name, naming those that there are, and for a model that is not available, saying why.
std::unique_ptr<Classifier> MakeClassifier(const std::string& name, const ClassifierOptions& options);

/// What Classifier::Save of the model `name` wrote. Throws Error(kUsage) for an unknown name and a damaged archive.
std::unique_ptr<Classifier> LoadClassifier(const std::string& name, const Archive& archive);

}  // namespace auspex::learn
