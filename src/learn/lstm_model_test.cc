#include "learn/lstm_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/progress.h"
#include "base/random.h"
#include "base/threads.h"
#include "learn/archive.h"

namespace auspex::learn {
namespace {

struct Example {
  StepTable steps;
  std::vector<Window> windows;
  TrainingSet set;
};

/// Windows of `shortest` to `longest` random symbols; the next symbol is the one `lag` steps ago, known from step `lag`.
/// The conversion follows symbol 0 with probability `rate`, other symbols never.
Example Recall(size_t count, uint32_t shortest, uint32_t longest, uint32_t lag, double rate = 0.5) {
  Example example;
  StepTable& steps = example.steps;
  Random random(17);
  steps.num_symbols = 6;
  steps.category_sizes = {3};
  steps.categories.resize(1);
  steps.numbers.resize(1);
  steps.conversions.resize(1);
  for (size_t w = 0; w < count; ++w) {
    const auto length = static_cast<uint32_t>(shortest + random.Below(longest - shortest + 1));
    example.windows.push_back({steps.steps(), length, length - 1});
    for (uint32_t i = 0; i < length; ++i) {
      steps.symbols.push_back(static_cast<uint16_t>(random.Below(6)));
      steps.categories[0].push_back(static_cast<uint16_t>(random.Below(3)));
      steps.numbers[0].push_back(static_cast<float>(random.Normal()));
      steps.gaps.push_back(static_cast<float>(random.Normal()));
      steps.next.push_back(i < lag ? kNoLabel : steps.symbols[steps.steps() - 1 - lag]);
      steps.conversions[0].push_back(static_cast<int8_t>(steps.symbols.back() == 0 && random.Bernoulli(rate)));
    }
  }
  return example;
}

/// Splits the windows into 70 % training, 15 % validation, and 15 % calibration if asked for.
TrainingSet& Split(Example& example, bool calibrate = false) {
  TrainingSet& set = example.set;
  set.steps = &example.steps;
  const auto at = [&](size_t percent) {
    return example.windows.begin() + static_cast<ptrdiff_t>(example.windows.size() * percent / 100);
  };
  set.train.assign(at(0), at(70));
  set.validate.assign(at(70), at(calibrate ? 85 : 100));
  if (calibrate) set.calibrate.assign(at(85), at(100));
  return set;
}

LstmOptions Small() {
  LstmOptions options;
  options.hidden = 16;
  options.symbol_embedding = 8;
  options.epochs = 2;
  options.batch = 128;
  return options;
}

std::unique_ptr<SequenceModel> Fitted(const LstmOptions& options, const TrainingSet& set, uint64_t seed = 1) {
  auto model = MakeLstm(options);
  Progress progress;
  model->Fit(set, seed, progress);
  return model;
}

std::string MessageOf(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.message();
  }
  return "no error";
}

TEST(Lstm, RemembersASymbolFiveStepsAgo) {
  Example example = Recall(4000, 10, 10, 5);
  LstmOptions options = Small();
  options.hidden = 64;
  options.epochs = 30;
  options.learning_rate = 0.01f;
  for (Window& window : example.windows) window.labelled_from = 5;
  const auto model = Fitted(options, Split(example));
  Predictions out;
  model->Predict(example.steps, example.set.validate, out);
  size_t right = 0, row = 0;
  for (const Window& window : example.set.validate)
    for (size_t i = window.labelled_from; i < window.length; ++i, ++row) {
      const float* p = &out.symbols[row * 6];
      right += std::max_element(p, p + 6) - p == example.steps.next[window.begin + i];
    }
  EXPECT_EQ(row, out.rows);
  EXPECT_GT(static_cast<double>(right), 0.95 * static_cast<double>(row));
  EXPECT_LT(model->Curve().back().validation_loss, 0.2);
}

TEST(Lstm, TellsHonestProbabilitiesOfARareConversion) {
  // Known by construction: 6 % after symbol 0, never after others, so 1 % of all.
  Example example = Recall(20000, 3, 6, 1, 0.06);
  LstmOptions options = Small();
  options.epochs = 5;
  options.learning_rate = 0.01f;
  TrainingSet& set = Split(example, true);
  for (auto* windows : {&set.train, &set.validate, &set.calibrate})
    for (Window& window : *windows) window.labelled_from = 0;
  const auto model = Fitted(options, set);
  Predictions out;
  model->Predict(example.steps, example.windows, out);
  double sum = 0, after = 0;
  size_t zeros = 0;
  for (size_t w = 0; w < example.windows.size(); ++w) {
    const bool zero = example.steps.symbols[example.windows[w].begin + example.windows[w].length - 1] == 0;
    sum += out.conversions[w];
    after += zero ? out.conversions[w] : 0.0f;
    zeros += zero;
  }
  EXPECT_NEAR(sum / static_cast<double>(out.rows), 0.01, 0.0025);
  EXPECT_NEAR(after / static_cast<double>(zeros), 0.06, 0.015);
}

TEST(Lstm, PredictsAWindowTheSameInAnyCompany) {
  Example example = Recall(700, 1, 40, 1);
  const auto model = Fitted(Small(), Split(example));
  Predictions together, alone, reversed;
  model->Predict(example.steps, example.windows, together);
  std::vector<Window> backwards(example.windows.rbegin(), example.windows.rend());
  model->Predict(example.steps, backwards, reversed);
  for (size_t w = 0; w < example.windows.size(); ++w) {
    const size_t other = example.windows.size() - 1 - w;
    for (size_t k = 0; k < 6; ++k) EXPECT_EQ(together.symbols[w * 6 + k], reversed.symbols[other * 6 + k]) << w;
    EXPECT_EQ(together.conversions[w], reversed.conversions[other]) << w;
    if (w % 50 != 0) continue;
    model->Predict(example.steps, {&example.windows[w], 1}, alone);
    for (size_t k = 0; k < 6; ++k) EXPECT_EQ(together.symbols[w * 6 + k], alone.symbols[k]) << w;
  }
}

TEST(Lstm, PredictsEveryLabelledStepAsIfItWereTheLast) {
  Example example = Recall(100, 1, 30, 1);
  const auto model = Fitted(Small(), Split(example));
  Window whole = example.windows[3];
  whole.labelled_from = 0;
  Predictions all, last;
  model->Predict(example.steps, {&whole, 1}, all);
  ASSERT_EQ(all.rows, whole.length);
  for (uint32_t length = 1; length <= whole.length; ++length) {
    const Window prefix{whole.begin, length, length - 1};
    model->Predict(example.steps, {&prefix, 1}, last);
    for (size_t k = 0; k < 6; ++k) EXPECT_EQ(last.symbols[k], all.symbols[(length - 1) * 6 + k]);
  }
}

TEST(Lstm, RowsSumToOne) {
  Example example = Recall(300, 1, 12, 1);
  const auto model = Fitted(Small(), Split(example, true));
  Predictions out;
  model->Predict(example.steps, example.windows, out);
  for (size_t r = 0; r < out.rows; ++r) {
    double sum = 0;
    for (size_t k = 0; k < 6; ++k) sum += out.symbols[r * 6 + k];
    EXPECT_NEAR(sum, 1, 1e-5);
  }
}

TEST(Lstm, HidesTheGapBeforeTheWindow) {
  Example example = Recall(100, 4, 8, 1);
  const auto model = Fitted(Small(), Split(example));
  Predictions before, after;
  model->Predict(example.steps, example.windows, before);
  for (const Window& window : example.windows) example.steps.gaps[window.begin] = 1e9f;
  model->Predict(example.steps, example.windows, after);
  EXPECT_EQ(before.symbols, after.symbols);
}

TEST(Lstm, HasTheSameBitsWithAnyThreads) {
  Example example = Recall(1500, 1, 25, 2);
  LstmOptions options = Small();
  options.members = 2;
  Split(example, true);
  std::vector<Predictions> results;
  for (const size_t threads : {1, 2, 7}) {
    SetThreads(threads);
    const auto model = Fitted(options, example.set, 5);
    model->Predict(example.steps, example.windows, results.emplace_back());
  }
  SetThreads(0);
  for (const size_t i : {1, 2}) {
    EXPECT_EQ(results[0].symbols, results[i].symbols);
    EXPECT_EQ(results[0].conversions, results[i].conversions);
  }
}

TEST(Lstm, LearnsFromVeryLongWindowsInBoundedMemory) {
  Example example = Recall(10, 3000, 4000, 1);
  for (Window& window : example.windows) window.labelled_from = 0;
  LstmOptions options = Small();
  options.epochs = 1;
  const auto model = Fitted(options, Split(example));
  EXPECT_TRUE(std::isfinite(model->Curve()[0].train_loss));
}

TEST(Lstm, KeepsTheBestWeightsAndStopsEarly) {
  // Nothing to learn: the next symbol is noise, so training beyond the first epochs only overfits.
  Example example = Recall(400, 5, 5, 1);
  Random random(3);
  for (int32_t& next : example.steps.next) next = static_cast<int32_t>(random.Below(6));
  LstmOptions options = Small();
  options.hidden = 64;
  options.epochs = 60;
  options.batch = 32;
  options.learning_rate = 0.02f;
  const auto model = Fitted(options, Split(example));
  const auto& curve = model->Curve();
  EXPECT_LT(curve.size(), 60u);
  double best = 1e9, loss = 0;
  for (const Epoch& epoch : curve) best = std::min(best, epoch.validation_loss);
  Predictions out;
  model->Predict(example.steps, example.set.validate, out);
  for (size_t r = 0; r < out.rows; ++r) {
    const Window& window = example.set.validate[r];
    loss -= std::log(out.symbols[r * 6 + static_cast<size_t>(example.steps.next[window.begin + window.length - 1])]);
  }
  EXPECT_NEAR(loss / static_cast<double>(out.rows), best, 1e-4);
}

TEST(Lstm, ComesBackFromItsArchiveToTheSameBits) {
  Example example = Recall(500, 1, 12, 1);
  LstmOptions options = Small();
  options.members = 2;
  options.layers = 2;
  const auto model = Fitted(options, Split(example, true));
  Archive archive;
  model->Save(archive);
  const auto loaded = LoadLstm(archive);
  Predictions before, after;
  model->Predict(example.steps, example.windows, before);
  loaded->Predict(example.steps, example.windows, after);
  EXPECT_EQ(before.symbols, after.symbols);
  EXPECT_EQ(before.conversions, after.conversions);
  EXPECT_EQ(loaded->Curve().size(), model->Curve().size());
  EXPECT_EQ(loaded->Name(), "lstm");
}

TEST(Lstm, NamesWhatIsWrongInAnArchive) {
  Example example = Recall(50, 3, 5, 1);
  const auto model = Fitted(Small(), Split(example));
  Archive whole;
  model->Save(whole);
  for (const auto& [name, tensor] : whole.tensors) {
    Archive archive = whole;
    archive.tensors.erase(name);
    EXPECT_NE(MessageOf([&] { LoadLstm(archive); }).find("'" + name + "'"), std::string::npos) << name;
    archive = whole;
    archive.tensors[name].shape.push_back(2);
    EXPECT_NE(MessageOf([&] { LoadLstm(archive); }).find("'" + name + "'"), std::string::npos) << name;
    archive = whole;
    archive.tensors[name].values[0] = std::numeric_limits<float>::quiet_NaN();
    EXPECT_NE(MessageOf([&] { LoadLstm(archive); }).find("'" + name + "'"), std::string::npos) << name;
  }
  for (const auto& [name, value] : whole.numbers) {
    for (const bool missing : {true, false}) {
      Archive archive = whole;
      if (missing) archive.numbers.erase(name);
      else archive.numbers[name] = std::numeric_limits<double>::infinity();
      EXPECT_NE(MessageOf([&] { LoadLstm(archive); }).find("'" + name + "'"), std::string::npos) << name;
    }
  }
  Archive archive = whole;
  archive.lists["shape.categories"] = {0};
  EXPECT_EQ(MessageOf([&] { LoadLstm(archive); }), "a category field of the model has 0 classes");
}

TEST(Lstm, RejectsStepsOfAnotherShape) {
  Example example = Recall(50, 3, 5, 1);
  const auto model = Fitted(Small(), Split(example));
  StepTable other = example.steps;
  other.numbers.clear();
  Predictions out;
  EXPECT_EQ(MessageOf([&] { model->Predict(other, example.windows, out); }),
            "the steps have other symbols, categories, numbers or conversions than the model learned");
  other = example.steps;
  other.symbols[0] = 6;
  EXPECT_EQ(MessageOf([&] { model->Predict(other, example.windows, out); }), "step 0 has the class 6 of 6");
}

TEST(Lstm, RejectsMisuse) {
  Example example = Recall(50, 3, 5, 1);
  Split(example);
  LstmOptions options = Small();
  options.dropout = 1;
  EXPECT_EQ(MessageOf([&] { MakeLstm(options); }), "LSTM option out of range: dropout must be 0 to 0.95");
  Predictions out;
  EXPECT_EQ(MessageOf([&] { MakeLstm(Small())->Predict(example.steps, example.windows, out); }),
            "the LSTM was asked to predict before it was fitted");
  Archive archive;
  EXPECT_EQ(MessageOf([&] { MakeLstm(Small())->Save(archive); }), "the LSTM was to be saved before it was fitted");
  example.set.train[0].length = 100000;
  EXPECT_NE(MessageOf([&] { Fitted(Small(), example.set); }).find("does not lie in a table"), std::string::npos);
  Split(example);
  example.steps.next[example.windows[0].begin + example.windows[0].length - 1] = 6;
  EXPECT_NE(MessageOf([&] { Fitted(Small(), example.set); }).find("has the next symbol 6 of 6"), std::string::npos);
}

TEST(Lstm, NeedsLabels) {
  Example example = Recall(50, 3, 5, 1);
  std::fill(example.steps.next.begin(), example.steps.next.end(), kNoLabel);
  std::fill(example.steps.conversions[0].begin(), example.steps.conversions[0].end(), int8_t{-1});
  EXPECT_EQ(MessageOf([&] { Fitted(Small(), Split(example)); }),
            "the LSTM has nothing to learn from: no training step has a label");
}

/// Asks to stop after some updates, as Ctrl-C would; Progress::Cancel is for the whole process and cannot be undone.
class Stopping : public Progress {
 protected:
  void Show(bool) override {
    if (++shown_ == 3) throw Error(Fault::kCancelled, "cancelled");
  }

 private:
  int shown_ = 0;
};

TEST(Lstm, StopsBetweenBatches) {
  Example example = Recall(2000, 3, 5, 1);
  Split(example);
  Stopping progress;
  const auto model = MakeLstm(Small());
  EXPECT_THROW(model->Fit(example.set, 1, progress), Error);
}

}  // namespace
}  // namespace auspex::learn
