#include "learn/table/tuning.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <thread>

#include "base/error.h"
#include "base/progress.h"
#include "base/random.h"
#include "base/threads.h"
#include "learn/table/crossvalidate.h"
#include "learn/table/linear_probe.h"
#include "learn/table/tuned_classifier.h"

namespace auspex::learn {
namespace {

/// Least at a learning rate of 0.1 and 16 leaves; fewer rows blur it.
double Bowl(const ClassifierOptions& options, double share) {
  const double rate = std::log(options.boosting.learning_rate / 0.1), leaves = std::log(static_cast<double>(options.boosting.leaves) / 16);
  return rate * rate + leaves * leaves + (1 - share) * 0.1;
}

TuningResult TuneBowl(const TuningOptions& options) { return Tune(TuningSpace("lightgbm"), {}, options, Bowl); }

TEST(Tune, FindsBetterSettingsThanTheDefaults) {
  const TuningResult result = TuneBowl({.trials = 80, .patience = 0});
  EXPECT_EQ(result.trials.size(), 80u);
  EXPECT_EQ(result.stopped_by, StoppedBy::kTrials);
  EXPECT_LT(result.best.loss, result.trials[0].loss / 4);
  EXPECT_EQ(result.trials[0].settings, 0u);
  EXPECT_EQ(result.trials[0].options.boosting.leaves, BoostingOptions{}.leaves);
  EXPECT_EQ(result.best.loss, Bowl(result.best.options, 1));
}

TEST(Tune, HalvesAsHyperbandDoes) {
  // Li et al. 2018, algorithm 1, R = 9, eta = 3: 9 → 3 → 1, 5 → 1, 3.
  const TuningResult result = TuneBowl({.trials = 1 + 13 + 6 + 3, .patience = 0});
  std::map<int, int> by_rows;
  for (const Trial& trial : result.trials) ++by_rows[static_cast<int>(std::lround(trial.share * 9))];
  EXPECT_EQ(by_rows, (std::map<int, int>{{1, 9}, {3, 3 + 5}, {9, 1 + 1 + 1 + 3}}));
  // The three that go on are the best of the nine.
  std::vector<double> nine;
  for (size_t i = 1; i <= 9; ++i) nine.push_back(result.trials[i].loss);
  std::sort(nine.begin(), nine.end());
  for (size_t i = 0; i < 3; ++i) EXPECT_NEAR(result.trials[10 + i].loss, nine[i] - 0.1 * (8.0 / 9 - 6.0 / 9), 1e-12);
}

TEST(Tune, ALargerBudgetGoesOnWhereASmallerOneEnded) {
  const TuningResult few = TuneBowl({.trials = 11}), many = TuneBowl({.trials = 40, .patience = 0}), other = TuneBowl({.trials = 11, .seed = 43});
  for (size_t i = 0; i < few.trials.size(); ++i) {
    EXPECT_EQ(few.trials[i].values, many.trials[i].values);
    EXPECT_EQ(few.trials[i].loss, many.trials[i].loss);
  }
  EXPECT_NE(few.trials[1].values, other.trials[1].values);
}

TEST(Tune, StopsByTimeAndByPatienceAndShowsTheBestSoFar) {
  const auto slow = [](const ClassifierOptions& options, double share) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return Bowl(options, share);
  };
  size_t calls = 0;
  double best = INFINITY;
  const auto callback = [&](const Trial& last, const Trial& so_far) {
    EXPECT_EQ(last.number, calls++);
    EXPECT_LE(so_far.loss, best);
    best = so_far.loss;
  };
  const TuningResult timed = Tune(TuningSpace("xgboost"), {}, {.trials = 0, .seconds = 0.05, .patience = 0}, slow, callback);
  EXPECT_EQ(timed.stopped_by, StoppedBy::kSeconds);
  EXPECT_EQ(timed.trials.size(), calls);
  EXPECT_EQ(timed.best.loss, best);
  const TuningResult flat = Tune(TuningSpace("tree"), {}, {.trials = 0, .seconds = 60, .patience = 4}, [](const auto&, double) { return 1.0; });
  EXPECT_EQ(flat.stopped_by, StoppedBy::kPatience);
  EXPECT_EQ(flat.best.settings, 0u);  // ties stay with the defaults
}

TEST(Tune, ALossThatIsNotANumberIsTheWorst) {
  const TuningResult result = Tune(TuningSpace("logistic"), {}, {.trials = 30, .patience = 0},
                                   [](const ClassifierOptions& o, double) { return o.logistic.l2 == 1 ? NAN : o.logistic.l2; });
  EXPECT_TRUE(std::isfinite(result.best.loss));
  EXPECT_TRUE(std::isinf(result.trials[0].loss));
}

TEST(TuningSpace, KeepsItsBounds) {
  for (const char* name : {"logistic", "tree", "random_forest", "xgboost", "lightgbm"}) {
    const auto& space = TuningSpace(name);
    const TuningResult result = Tune(space, {}, {.trials = 100, .patience = 0}, [](const auto&, double) { return 1.0; });
    for (const Trial& trial : result.trials)
      for (size_t d = 0; d < trial.values.size(); ++d) {
        EXPECT_TRUE(trial.values[d] >= space[d].low && trial.values[d] <= space[d].high) << name << " " << space[d].name;
        EXPECT_TRUE(!space[d].whole || trial.values[d] == std::round(trial.values[d]));
      }
  }
}

TEST(Tune, SaysWhatIsWrong) {
  const auto text = [](const std::function<void()>& body) {
    try {
      body();
    } catch (const Error& error) {
      return error.message();
    }
    return std::string("nothing was thrown");
  };
  EXPECT_EQ(text([] { TuneBowl({.trials = 0}); }), "tuning without end was asked for");
  EXPECT_EQ(text([] { TuneBowl({.eta = 1}); }), "of at least 2 settings one goes on, not of 1");
  EXPECT_EQ(text([] { TuneBowl({.seconds = -1}); }), "the time for tuning cannot be negative");
  EXPECT_EQ(text([] { Tune({}, {}, {}, Bowl); }), "there is nothing to tune");
  EXPECT_EQ(text([] { TuningSpace("oracle"); }), "there is nothing to tune in a model called 'oracle'");
}

/// The probe's margins are right at a scale of 1; the default is 8.
TunedModel MakeTuned() {
  TunedModel model;
  model.make = [](const ClassifierOptions& options) { return std::make_unique<LinearProbe>(options.logistic.l2); };
  model.space = {{"scale", 0.1, 10, Scale::kLogarithmic, false, [](ClassifierOptions& o, double v) { o.logistic.l2 = v; }}};
  model.defaults.logistic.l2 = 8;
  model.tuning.trials = 30;
  return model;
}

LabelledTable MakeData() {
  Random random(7);
  LabelledTable data{{.rows = 1500, .schema = {{"x", {}}}, .columns = {{}}}, {}, {}};
  for (int r = 0; r < 1500; ++r) {
    data.labels.push_back(random.Bernoulli(0.4));
    data.table.columns[0].push_back(static_cast<float>(random.Normal() + data.labels.back()));
  }
  return data;
}

TEST(Tuned, TunesInsideTheRowsItLearnsFrom) {
  const LabelledTable data = MakeData();
  const TunedModel model = MakeTuned();
  const auto plain = [&] { return model.make(model.defaults); };
  const std::vector<Recipe> recipes = {{.name = "default", .model = plain}, {.name = "tuned", .model = Tuned(model)}};
  Progress progress;
  const std::vector<Fold> folds = StratifiedFolds(data.labels, {.folds = 3});
  const CrossValidation judged = CrossValidate(data, folds, recipes, {.replicates = 0}, progress);
  EXPECT_LT(judged.recipes[1].pooled.log_loss, judged.recipes[0].pooled.log_loss - 0.1);
  std::vector<float> before, after;
  FitFold(recipes[1], data, folds[0], 1, progress, before);
  LabelledTable flipped = data;
  for (uint32_t row : folds[0].test) flipped.labels[row] ^= 1;
  FitFold(recipes[1], flipped, folds[0], 1, progress, after);
  EXPECT_EQ(before, after);
}

TEST(Tuned, JudgesNoCopyOfARowThatItLearnsFrom) {
  const LabelledTable once = MakeData();
  LabelledTable thrice{{.rows = 4500, .schema = once.table.schema, .columns = {{}}}, {}, std::vector<float>(4500, 1.0f / 3)};
  for (int k = 0; k < 3; ++k) {
    thrice.table.columns[0].insert(thrice.table.columns[0].end(), once.table.columns[0].begin(), once.table.columns[0].end());
    thrice.labels.insert(thrice.labels.end(), once.labels.begin(), once.labels.end());
  }
  const auto losses = [](const TrainingRows& rows) {
    std::vector<double> all;
    TunedModel model = MakeTuned();
    model.callback = [&](const Trial& last, const Trial&) { all.push_back(last.loss); };
    Progress progress;
    Tuned(model)()->Fit(rows, nullptr, 1, progress);
    return all;
  };
  const std::vector<double> alone = losses({once.table, once.labels, {}}), copied = losses({thrice.table, thrice.labels, thrice.weights, 3});
  ASSERT_EQ(alone.size(), copied.size());
  for (size_t i = 0; i < alone.size(); ++i) EXPECT_NEAR(alone[i], copied[i], 1e-12) << i;
}

TEST(Tuned, FindsTheSameForAnyNumberOfThreads) {
  const LabelledTable data = MakeData();
  Progress progress;
  double first = 0;
  for (size_t threads : {1, 2, 7}) {
    SetThreads(threads);
    const TuningResult result = TuneOn(MakeTuned(), data, 5, progress);
    if (threads == 1) first = result.best.loss;
    EXPECT_EQ(result.best.loss, first);
    EXPECT_NEAR(result.best.options.logistic.l2, 1, 0.5);
  }
  SetThreads(0);
}

TEST(Tuned, IsNotUsedBeforeItIsFitted) { EXPECT_THROW(Tuned(MakeTuned())()->schema(), Error); }

}  // namespace
}  // namespace auspex::learn
