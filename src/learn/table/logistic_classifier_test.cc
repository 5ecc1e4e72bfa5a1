#include "learn/table/logistic_classifier.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "base/progress.h"
#include "base/random.h"
#include "base/threads.h"
#include "learn/archive.h"
#include "learn/table/classifiers.h"
#include "learn/table/collinearity.h"
#include "learn/table/recipe_fixture.h"
#include "learn/table/separation.h"

namespace auspex::learn {
namespace {

/// Numbers, some missing, and a category, with outcomes that follow from them.
LabelledTable Mixed(size_t rows) {
  Random random(12);
  LabelledTable data;
  data.table = {.rows = rows, .schema = {{"x", {}}, {"gaps", {}}, {"plan", {"basic", "plus", "max"}}}, .columns = {{}, {}, {}}};
  for (size_t r = 0; r < rows; ++r) {
    const double x = random.Normal(), plan = static_cast<double>(random.Below(3));
    const bool gap = random.Bernoulli(0.2);
    data.table.columns[0].push_back(static_cast<float>(x));
    data.table.columns[1].push_back(gap ? kMissing : static_cast<float>(random.Normal()));
    data.table.columns[2].push_back(random.Bernoulli(0.05) ? kMissing : static_cast<float>(plan));
    data.labels.push_back(random.Bernoulli(1 / (1 + std::exp(-(x + (gap ? 1 : 0) + plan - 1.5)))));
  }
  return data;
}

LogisticClassifier Fitted(const LabelledTable& data, const LogisticOptions& options = {}) {
  ClassifierOptions all;
  all.logistic = options;
  LogisticClassifier model(all);
  Progress progress;
  model.Fit({data.table, data.labels, data.weights}, nullptr, 1, progress);
  return model;
}

std::vector<double> MarginsOf(const Classifier& model, const FeatureTable& table) {
  std::vector<double> margins(table.rows);
  model.Margins(table, margins);
  return margins;
}

TEST(LogisticClassifier, MarginsAreThoseOfTheDesignMatrix) {
  const LabelledTable data = Mixed(1000);
  const LogisticClassifier model = Fitted(data);
  Archive archive;
  model.Save(archive);
  const std::vector<double>& coefficients = archive.GetDoubles("coefficients");
  const size_t columns = model.encoder().columns().size();
  EXPECT_EQ(columns, 6u);
  std::vector<double> matrix(columns * 1000);
  model.encoder().Fill(data.table, 0, 1000, matrix.data(), 1000);
  const std::vector<double> margins = MarginsOf(model, data.table);
  for (size_t r = 0; r < 1000; ++r) {
    double margin = coefficients[0];
    for (size_t c = 0; c < columns; ++c) margin += coefficients[c + 1] * matrix[c * 1000 + r];
    EXPECT_NEAR(margins[r], margin, 1e-12);
  }
}

TEST(LogisticClassifier, ReasonsAddUpToTheMarginAndAverageToNothing) {
  const LabelledTable data = Mixed(1000);
  const LogisticClassifier model = Fitted(data);
  const std::vector<double> margins = MarginsOf(model, data.table);
  const std::unique_ptr<Explainer> explainer = model.MakeExplainer();
  std::vector<double> reasons(3000);
  explainer->Explain(data.table, [&](const ShapBlock& block) {
    std::copy(block.values.begin(), block.values.end(), reasons.begin() + static_cast<ptrdiff_t>(block.begin * 3));
  });
  double sums[3] = {};
  for (size_t r = 0; r < 1000; ++r) {
    EXPECT_EQ(((explainer->base() + reasons[3 * r]) + reasons[3 * r + 1]) + reasons[3 * r + 2], margins[r]);
    for (size_t f = 0; f < 3; ++f) sums[f] += reasons[3 * r + f];
  }
  for (double sum : sums) EXPECT_NEAR(sum, 0, 1e-9);
  FeatureTable other = data.table;
  other.schema[0].name = "y";
  EXPECT_EQ(TextOf([&] { explainer->Explain(other, [](const ShapBlock&) {}); }), "the table has other columns than the model");
}

TEST(LogisticClassifier, LoadsBackToTheSameBits) {
  const LabelledTable data = Mixed(500);
  const LogisticClassifier model = Fitted(data);
  Archive archive;
  model.Save(archive);
  const std::unique_ptr<Classifier> loaded = LoadClassifier("logistic", archive);
  EXPECT_EQ(MarginsOf(*loaded, data.table), MarginsOf(model, data.table));
  const LogisticTable& table = static_cast<const LogisticClassifier&>(*loaded).table();
  for (size_t j = 0; j < table.terms.size(); ++j) {
    EXPECT_EQ(table.terms[j].standard_error, model.table().terms[j].standard_error);
    EXPECT_EQ(table.terms[j].p, model.table().terms[j].p);
  }
  archive.doubles["coefficients"].pop_back();
  EXPECT_EQ(TextOf([&] { LoadClassifier("logistic", archive); }), "the model's coefficients and columns do not fit together");
}

TEST(LogisticClassifier, GivesTheSameBitsWithAnyNumberOfThreads) {
  const LabelledTable data = Mixed(5000);
  std::vector<double> first;
  for (size_t threads : {1, 2, 7}) {
    SetThreads(threads);
    const std::vector<double> margins = MarginsOf(Fitted(data), data.table);
    if (first.empty()) first = margins;
    EXPECT_EQ(margins, first);
  }
  SetThreads(0);
}

TEST(LogisticClassifier, AWeightIsThatManyRows) {
  LabelledTable data = Mixed(400);
  std::vector<uint32_t> repeated;
  for (uint32_t r = 0; r < 400; ++r) {
    data.weights.push_back(static_cast<float>(r % 3));
    for (uint32_t k = 0; k < r % 3; ++k) repeated.push_back(r);
  }
  LabelledTable copies{TakeRows(data.table, repeated), {}, {}};
  for (uint32_t row : repeated) copies.labels.push_back(data.labels[row]);
  const LogisticTable weighted = Fitted(data).table(), plain = Fitted(copies).table();
  ASSERT_EQ(weighted.terms.size(), plain.terms.size());
  for (size_t j = 0; j < plain.terms.size(); ++j) {
    EXPECT_NEAR(weighted.terms[j].coefficient, plain.terms[j].coefficient, 1e-7);
    EXPECT_NEAR(weighted.terms[j].standard_error, plain.terms[j].standard_error, 1e-7);
  }
}

TEST(LogisticClassifier, LeavesOutCombinationsAndNamesThem) {
  LabelledTable data = Mixed(300);
  data.table.schema.push_back({"sum", {}});
  data.table.columns.emplace_back();
  for (size_t r = 0; r < 300; ++r)
    data.table.columns[3].push_back(2 * data.table.columns[0][r] + (data.table.columns[2][r] == 1 ? 1.0f : 0.0f));
  const LogisticClassifier model = Fitted(data, {.penalised = false});
  ASSERT_EQ(model.notes().size(), 1u);
  ASSERT_NE(model.encoder().codings()[2].reference, "plus");
  EXPECT_EQ(model.notes()[0], "left out: sum is a combination of x and plan=plus");
  data.table.columns.pop_back();
  data.table.schema.pop_back();
  const LogisticClassifier without = Fitted(data, {.penalised = false});
  EXPECT_NEAR(model.table().deviance, without.table().deviance, 1e-8);
}

TEST(LogisticClassifier, NamesTheColumnThatSeparates) {
  LabelledTable data = Mixed(300);
  for (size_t r = 0; r < 300; ++r)
    if (data.table.columns[2][r] == 1) data.labels[r] = 1;
  const std::string which = "every row with plan=plus has the outcome 1";
  EXPECT_EQ(TextOf([&] { Fitted(data, {.penalised = false}); }), which + ": plain coefficients would grow without end");
  const LogisticClassifier penalised = Fitted(data);
  ASSERT_EQ(penalised.notes().size(), 1u);
  EXPECT_EQ(penalised.notes()[0], which + ": only the penalty keeps its coefficient finite");
  for (size_t r = 0; r < 300; ++r) data.labels[r] = data.table.columns[0][r] > 0.5f;
  EXPECT_TRUE(TextOf([&] { Fitted(data, {.penalised = false}); }).starts_with("x is at most 0."));
}

TEST(LogisticClassifier, NamesColumnsThatSeparateTogether) {
  LabelledTable data = Noise(500, 4);
  for (size_t r = 0; r < 500; ++r) data.labels[r] = data.table.columns[0][r] - data.table.columns[2][r] > 0.1f;
  EXPECT_EQ(TextOf([&] { Fitted(data, {.penalised = false}); }),
            "x0 and x2 together tell the outcomes apart without a mistake: plain coefficients would grow without end");
}

TEST(LogisticClassifier, ConvergesUnderWeakPenaltiesWithSeparationAndEqualColumns) {
  LabelledTable data = Noise(600, 4);
  for (size_t r = 0; r < 600; ++r) data.labels[r] = data.table.columns[0][r] - data.table.columns[2][r] > 0.1f;
  data.table.schema.push_back({"same as x0", {}});
  data.table.columns.push_back(data.table.columns[0]);
  for (const double l2 : {1e-3, 1.0, 1e4})
    for (const double l1_ratio : {0.0, 0.5, 1.0}) {
      const LogisticClassifier model = Fitted(data, {.l2 = l2, .l1_ratio = l1_ratio});
      for (const LogisticTerm& term : model.table().terms) EXPECT_TRUE(std::isfinite(term.coefficient)) << l2 << " " << l1_ratio;
    }
}

TEST(LogisticClassifier, RefusesConstraintsAndOneClass) {
  ClassifierOptions options;
  options.monotone = {{"x", 1}};
  EXPECT_EQ(TextOf([&] { MakeLogistic(options); }), "logistic regression keeps no monotone constraint, as on 'x'");
  LabelledTable data = Mixed(50);
  std::fill(data.labels.begin(), data.labels.end(), 1);
  EXPECT_EQ(TextOf([&] { Fitted(data); }), "every row that counts has the outcome 1");
}

TEST(LogisticClassifier, WithoutAnyUsefulColumnForetellsTheShare) {
  LabelledTable data;
  data.table = {.rows = 4, .schema = {{"same", {}}, {"gone", {}}}, .columns = {{1, 1, 1, 1}, {kMissing, kMissing, kMissing, kMissing}}};
  data.labels = {1, 0, 0, 0};
  const LogisticClassifier model = Fitted(data);
  EXPECT_NEAR(MarginsOf(model, data.table)[0], std::log(1.0 / 3), 1e-6);
  EXPECT_EQ(model.notes(), (std::vector<std::string>{"left out: same: constant", "left out: gone: missing in every row"}));
}

}  // namespace
}  // namespace auspex::learn
