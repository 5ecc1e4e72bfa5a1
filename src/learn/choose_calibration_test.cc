#include "learn/choose_calibration.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <vector>

#include "base/error.h"
#include "base/random.h"
#include "learn/archive.h"

namespace auspex::learn {
namespace {

double Sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

struct Made {
  std::vector<float> p;
  std::vector<int8_t> y;
  CalibrationRows rows() const { return {p, y}; }
};

/// Scores sigmoid(x) of outcomes whose probability is truth(x).
Made Make(size_t count, uint64_t seed, const std::function<double(double)>& truth) {
  Random random(seed);
  Made made;
  for (size_t i = 0; i < count; ++i) {
    const double x = random.Normal() * 2 - 1;
    made.p.push_back(static_cast<float>(Sigmoid(x)));
    made.y.push_back(random.Bernoulli(truth(x)));
  }
  return made;
}

CalibrationKind Chosen(const std::function<double(double)>& truth) {
  const Made fit = Make(6000, 1, truth), later = Make(6000, 2, truth);
  const CalibrationKind kind = ChooseCalibration(fit.rows(), later.rows()).calibrator.kind;
  EXPECT_EQ(ChooseCalibration(fit.rows()).calibrator.kind, kind) << "by cross-validation";
  return kind;
}

TEST(ChooseCalibration, FindsTheFormThatMadeTheRows) {
  EXPECT_EQ(Chosen([](double x) { return Sigmoid(x); }), CalibrationKind::kNone);
  EXPECT_EQ(Chosen([](double x) { return Sigmoid(x / 2); }), CalibrationKind::kTemperature);
  EXPECT_EQ(Chosen([](double x) { return Sigmoid(x / 2 - 1); }), CalibrationKind::kPlatt);
  EXPECT_EQ(Chosen([](double x) { return x > 0 ? 0.8 : 0.1; }), CalibrationKind::kIsotonic);
}

TEST(ChooseCalibration, LowersTheLossOnRowsOfItsOwn) {
  const Made fit = Make(4000, 1, [](double x) { return Sigmoid(x / 2 - 1); });
  const CalibrationChoice choice = ChooseCalibration(fit.rows());
  EXPECT_LT(choice.log_loss[2], choice.log_loss[0] - 0.05);
  EXPECT_NEAR(choice.calibrator.scaling.slope, 0.5, 0.05);
  EXPECT_NEAR(choice.calibrator.scaling.intercept, -1, 0.1);
}

TEST(ChooseCalibration, StaysWithNoneForTooLittle) {
  const Made few = Make(6, 1, [](double) { return 0.5; });
  EXPECT_EQ(ChooseCalibration(few.rows(), {.folds = 5}).calibrator.kind, CalibrationKind::kNone);
  const CalibrationChoice none = ChooseCalibration(few.rows(), CalibrationRows{});
  EXPECT_EQ(none.calibrator.kind, CalibrationKind::kNone);
  EXPECT_TRUE(std::isnan(none.log_loss[0]));
}

TEST(Calibrator, IsNeverCertain) {
  const Made rows = {{0.1f, 0.2f, 0.8f, 0.9f}, {0, 0, 1, 1}};
  const Calibrator isotonic = FitCalibrator(CalibrationKind::kIsotonic, rows.rows());
  EXPECT_NEAR(isotonic(0), 1 / 6.0, 1e-6);
  EXPECT_NEAR(isotonic(1), 5 / 6.0, 1e-6);
}

TEST(Calibrator, LoadsBackToTheSameBits) {
  const Made rows = Make(2000, 3, [](double x) { return x > 0 ? 0.8 : 0.1; });
  for (size_t k = 0; k < kCalibrations; ++k) {
    const Calibrator fitted = FitCalibrator(static_cast<CalibrationKind>(k), rows.rows());
    Archive archive;
    fitted.Save(archive);
    const Calibrator loaded = Calibrator::Load(archive);
    EXPECT_EQ(NameOf(loaded.kind), NameOf(fitted.kind));
    for (float p : rows.p) ASSERT_EQ(loaded(p), fitted(p));
  }
}

TEST(Calibrator, RefusesADamagedArchive) {
  const auto text = [](const std::function<void(Archive&)>& damage) {
    Archive archive;
    Calibrator{.kind = CalibrationKind::kIsotonic, .scaling = {}, .isotonic = {{.1f, .2f}, {.3f, .4f}}}.Save(archive);
    damage(archive);
    try {
      Calibrator::Load(archive);
    } catch (const Error& error) {
      return error.message();
    }
    return std::string("nothing was thrown");
  };
  EXPECT_EQ(text([](Archive& a) { a.texts["calibration"] = "magic"; }), "the calibration 'magic' is not known");
  EXPECT_EQ(text([](Archive& a) { a.numbers["calibration.slope"] = 0; }), "the slope of the calibration does not rise");
  EXPECT_EQ(text([](Archive& a) { a.tensors["calibration.scores"].values = {.2f, .2f}; }), "the points of the isotonic calibration do not rise");
  EXPECT_EQ(text([](Archive& a) { a.tensors["calibration.values"].values = {.2f, 1.5f}; }), "the isotonic calibration leaves 0..1");
  EXPECT_EQ(text([](Archive& a) { a.tensors["calibration.values"] = {{1}, {.2f}}; }),
            "the tensor 'calibration.values' has the shape [1] instead of [2]");
}

TEST(Calibrator, RefusesUnequalSizes) {
  const std::vector<float> p = {0.5f};
  EXPECT_THROW(FitCalibrator(CalibrationKind::kNone, {p, {}}), Error);
}

}  // namespace
}  // namespace auspex::learn
