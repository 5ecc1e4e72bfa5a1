#include "learn/backoff.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/error.h"
#include "base/random.h"
#include "base/threads.h"
#include "learn/archive.h"
#include "learn/sequence_fixture.h"

namespace auspex::learn {
namespace {

std::string MessageOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::kUsage) << error.message();
    return error.message();
  }
  return "";
}

TEST(Backoff, ProbabilitiesSumToOne) {
  for (size_t order : {0, 1, 3, 8}) {
    const Predictions out = Fitted(order).Predict();
    ASSERT_EQ(out.symbols.size(), out.rows * kSymbols);
    for (size_t r = 0; r < out.rows; ++r) {
      double sum = 0;
      for (size_t c = 0; c < kSymbols; ++c) {
        ASSERT_GT(out.symbols[r * kSymbols + c], 0);
        sum += out.symbols[r * kSymbols + c];
      }
      ASSERT_NEAR(sum, 1, 2e-6);
      ASSERT_TRUE(out.conversions[r] > 0 && out.conversions[r] < 1);
    }
  }
}

TEST(Backoff, AgreesWithTheSmoothingRecursionOnPlainCounts) {
  const Fitted fitted(3, false);  // nothing held out: default settings, no calibration
  const auto counts = CountPlainly(fitted.steps, fitted.data.train, 3);
  const ContextSmoothing smoothing = ContextSmoothing::Default(4, true);
  const Predictions out = fitted.Predict();
  std::vector<uint32_t> path(4);
  for (const WindowRow& row : ListRows(fitted.steps, fitted.test)) {
    const size_t known = fitted.model.trie().Find(fitted.steps, row, path);
    for (int32_t symbol = 0; symbol < static_cast<int32_t>(kSymbols); ++symbol) {
      std::vector<Evidence> levels(4);
      Context context;
      for (size_t k = 0; k < known; ++k) {
        if (k > 0) context.push_back(k <= row.seen ? fitted.steps.symbols[row.step - k + 1] : uint16_t{kSymbols});
        std::map<int32_t, uint32_t> followers = counts.at(context);
        followers.erase(kNoLabel);
        for (const auto& [follower, count] : followers) levels[k].rows += count;
        levels[k].outcomes = static_cast<uint32_t>(followers.size());
        levels[k].count = followers[symbol];
      }
      ASSERT_NEAR(out.symbols[row.row * kSymbols + static_cast<size_t>(symbol)],
                  SmoothedProbability(levels, 1.0 / kSymbols, smoothing), 1e-6);
    }
  }
}

TEST(Backoff, PopularityIsTheBaseRate) {
  const Fitted fitted(0, false);
  double fives = 0, labelled = 0, positives = 0, conversions = 0;
  for (const WindowRow& row : ListRows(fitted.steps, fitted.data.train)) {
    const int32_t next = fitted.steps.next[row.step];
    fives += next == 5;
    labelled += next >= 0;
    positives += fitted.steps.conversions[0][row.step] > 0;
    conversions += fitted.steps.conversions[0][row.step] >= 0;
  }
  const Predictions out = fitted.Predict();
  EXPECT_NEAR(out.symbols[5], fives / labelled, 1e-3);
  EXPECT_NEAR(out.conversions[0], positives / conversions, 2e-3);
  EXPECT_EQ(out.symbols[5], out.symbols[kSymbols + 5]);
}

TEST(Backoff, LearnsWhatMarkov1CannotSee) {
  const auto loss = [](const Fitted& fitted) {
    const Predictions out = fitted.Predict();
    const std::vector<int32_t> labels = NextLabels(fitted.steps, fitted.test);
    double sum = 0, rows = 0;
    for (size_t r = 0; r < out.rows; ++r)
      if (labels[r] >= 0) sum -= std::log(out.symbols[r * kSymbols + static_cast<size_t>(labels[r])]), ++rows;
    return sum / rows;
  };
  const double popularity = loss(Fitted(0)), markov = loss(Fitted(1)), backoff = loss(Fitted(8));
  EXPECT_LT(markov, popularity - 0.05);
  EXPECT_LT(backoff, markov - 0.1);
  EXPECT_LT(backoff, loss(Fitted(8, false)) + 0.01);  // held-out rows help or do no harm
}

TEST(Backoff, ConversionsFollowTheLastSymbol) {
  const Fitted fitted(8);
  const Predictions out = fitted.Predict();
  double with = 0, without = 0, n_with = 0, n_without = 0;
  for (const WindowRow& row : ListRows(fitted.steps, fitted.test)) {
    const bool two = fitted.steps.symbols[row.step] == 2;
    (two ? with : without) += out.conversions[row.row];
    (two ? n_with : n_without) += 1;
  }
  EXPECT_NEAR(with / n_with, 0.5, 0.06);
  EXPECT_NEAR(without / n_without, 0.05, 0.02);
}

TEST(Backoff, IsTheSameForAnyNumberOfThreads) {
  SetThreads(1);
  const Predictions one = Fitted(8).Predict();
  SetThreads(3);
  const Predictions three = Fitted(8).Predict();
  SetThreads(0);
  EXPECT_EQ(one.symbols, three.symbols);
  EXPECT_EQ(one.conversions, three.conversions);
}

TEST(Backoff, OrderOfTrainingWindowsDoesNotMatter) {
  Fitted fitted(8);
  const Predictions before = fitted.Predict();
  std::reverse(fitted.data.train.begin(), fitted.data.train.end());
  Progress progress;
  fitted.model.Fit(fitted.data, 1, progress);
  EXPECT_EQ(fitted.Predict().symbols, before.symbols);
}

TEST(Backoff, ArchiveGivesTheSameBitsBack) {
  const Fitted fitted(8);
  Archive archive;
  fitted.model.Save(archive);
  const auto loaded = BackoffModel::Load("backoff", archive);
  Predictions out;
  loaded->Predict(fitted.steps, fitted.test, out);
  const Predictions expected = fitted.Predict();
  EXPECT_EQ(out.symbols, expected.symbols);
  EXPECT_EQ(out.conversions, expected.conversions);
  EXPECT_EQ(loaded->Curve()[0].validation_loss, fitted.model.Curve()[0].validation_loss);
  Archive again;
  loaded->Save(again);
  EXPECT_EQ(again.lists, archive.lists);
  EXPECT_EQ(again.numbers, archive.numbers);
}

TEST(Backoff, DamagedArchivesAreErrors) {
  const Fitted fitted(3);
  Archive whole;
  fitted.model.Save(whole);
  for (const auto& [name, list] : whole.lists) {
    Archive missing = whole, cut = whole, grown = whole;
    missing.lists.erase(name);
    cut.lists[name].pop_back();
    grown.lists[name].push_back(0);
    for (const Archive* bad : {&missing, &cut, &grown})
      EXPECT_NE(MessageOf([&] { BackoffModel::Load("backoff", *bad); }).find(name), std::string::npos) << name;
  }
  for (const auto& [name, number] : whole.numbers) {
    Archive missing = whole, odd = whole;
    missing.numbers.erase(name);
    odd.numbers[name] = std::nan("");
    for (const Archive* bad : {&missing, &odd})
      EXPECT_NE(MessageOf([&] { BackoffModel::Load("backoff", *bad); }).find(name), std::string::npos) << name;
  }
}

// Any word of any list overwritten: an error, or a model that still predicts probabilities; never a crash.
TEST(Backoff, OverwrittenArchivesNeverCrash) {
  const Fitted fitted(3);
  Archive whole;
  fitted.model.Save(whole);
  Random random(6);
  size_t refused = 0;
  for (const auto& [name, list] : whole.lists)
    for (int trial = 0; trial < 60; ++trial) {
      Archive bad = whole;
      uint64_t& word = bad.lists[name][random.Below(list.size())];
      word = trial % 2 ? random.Next() : word ^ (uint64_t{1} << random.Below(64));
      try {
        const auto model = BackoffModel::Load("backoff", bad);
        Predictions out;
        model->Predict(fitted.steps, fitted.test, out);
        for (float p : out.symbols) ASSERT_TRUE(p >= 0 && p <= 1.0001f);
        for (float p : out.conversions) ASSERT_TRUE(p >= 0 && p <= 1);
      } catch (const Error& error) {
        ASSERT_EQ(error.fault(), Fault::kUsage) << error.message();
        ++refused;
      }
    }
  EXPECT_GT(refused, 100u);
}

TEST(Backoff, SaysWhatIsWrong) {
  const Fitted fitted(2);
  Archive archive;
  fitted.model.Save(archive);
  EXPECT_EQ(MessageOf([&] { BackoffModel::Load("markov1", archive); }), "the model is a 'backoff', not a 'markov1'");
  archive.Set("backoff.next.discount1", 1.5);
  EXPECT_EQ(MessageOf([&] { BackoffModel::Load("backoff", archive); }),
            "the model's smoothing of level 1 is out of range");
  fitted.model.Save(archive);
  archive.Set("calibration.temperature", -1.0);
  EXPECT_EQ(MessageOf([&] { BackoffModel::Load("backoff", archive); }),
            "the model's calibration temperature is not positive");
  StepTable other = fitted.steps;
  other.num_symbols = 9;
  Predictions out;
  EXPECT_EQ(MessageOf([&] { fitted.model.Predict(other, fitted.test, out); }),
            "the model knows 6 symbols, the steps have 9");
  StepTable unlabelled = fitted.steps;
  std::fill(unlabelled.next.begin(), unlabelled.next.end(), kNoLabel);
  TrainingSet data = fitted.data;
  data.steps = &unlabelled;
  Progress progress;
  EXPECT_EQ(MessageOf([&] { BackoffModel("backoff", 2).Fit(data, 1, progress); }),
            "no training window has a next symbol");
}

TEST(Backoff, RefusesWindowsOutsideTheTable) {
  const Fitted fitted(2);
  Predictions out;
  const uint64_t end = fitted.steps.steps();
  for (const Window& window : {Window{end, 1, 0}, Window{end - 1, 2, 0}, Window{0, 2, 2}})
    EXPECT_THROW(fitted.model.Predict(fitted.steps, {&window, 1}, out), Error);
  EXPECT_THROW(BackoffModel("backoff", 2).Predict(fitted.steps, fitted.test, out), Error);
}

}  // namespace
}  // namespace auspex::learn
