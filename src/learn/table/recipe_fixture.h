#pragma once
// Tables and steps for the tests of recipes.
#include <memory>
#include <string>

#include "base/error.h"
#include "base/random.h"
#include "learn/table/linear_probe.h"
#include "learn/table/recipe.h"

namespace auspex::learn {

inline std::unique_ptr<Classifier> MakeProbe() { return std::make_unique<LinearProbe>(); }

inline std::string TextOf(const std::function<void()>& body) {
  try {
    body();
  } catch (const Error& error) {
    return error.message();
  }
  return "nothing was thrown";
}

/// Outcomes of a coin, and a column of as many random categories as given.
inline LabelledTable RandomCategories(size_t rows, size_t categories) {
  Random random(3);
  LabelledTable data;
  data.table = {.rows = rows, .schema = {{"id", {}}}, .columns = {{}}};
  for (size_t c = 0; c < categories; ++c) data.table.schema[0].categories.push_back("c" + std::to_string(c));
  for (size_t r = 0; r < rows; ++r) {
    data.table.columns[0].push_back(static_cast<float>(random.Below(categories)));
    data.labels.push_back(random.Bernoulli(0.5));
  }
  return data;
}

/// Outcomes of a coin, and columns of noise.
inline LabelledTable Noise(size_t rows, size_t features) {
  Random random(4);
  LabelledTable data;
  data.table.rows = rows;
  for (size_t f = 0; f < features; ++f) {
    data.table.schema.push_back({"x" + std::to_string(f), {}});
    data.table.columns.emplace_back();
    for (size_t r = 0; r < rows; ++r) data.table.columns[f].push_back(static_cast<float>(random.Normal()));
  }
  for (size_t r = 0; r < rows; ++r) data.labels.push_back(random.Bernoulli(0.5));
  return data;
}

/// Keeps what it was given to apply to.
class Spy : public RecipeStep {
 public:
  explicit Spy(FeatureTable& seen) : seen_(seen) {}
  std::string Name() const override { return "spy"; }
  LabelledTable Fit(const TrainingPart& part) override { return {part.table(), {part.labels().begin(), part.labels().end()}, {}}; }
  FeatureTable Apply(const FeatureTable& table) const override { return seen_ = table; }

 private:
  FeatureTable& seen_;
};

}  // namespace auspex::learn
