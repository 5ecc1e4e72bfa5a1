#include "learn/table/tuning.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <optional>

#include "base/error.h"
#include "base/progress.h"
#include "base/random.h"

namespace auspex::learn {
namespace {

using Clock = std::chrono::steady_clock;

double Draw(const TuningDimension& dimension, Random& random) {
  const double u = random.Uniform();
  const double value = dimension.scale == Scale::kLogarithmic ? dimension.low * std::pow(dimension.high / dimension.low, u)
                                                              : dimension.low + (dimension.high - dimension.low) * u;
  return std::clamp(dimension.whole ? std::round(value) : value, dimension.low, dimension.high);
}

class Search {
 public:
  Search(std::span<const TuningDimension> space, const ClassifierOptions& defaults, const TuningOptions& options, const TrialLoss& loss,
         const TuningCallback& callback)
      : space_(space), defaults_(defaults), options_(options), loss_(loss), callback_(callback) {}

  TuningResult Run() {
    Trial first;
    first.options = defaults_;
    bool goes_on = Try(first).has_value();
    for (size_t bracket = 0; goes_on; ++bracket) goes_on = RunBracket(options_.halvings - bracket % (options_.halvings + 1));
    return std::move(result_);
  }

 private:
  Trial DrawSettings() {
    Trial trial;
    trial.settings = ++drawn_;
    trial.options = defaults_;
    Random random(options_.seed, trial.settings);
    for (const TuningDimension& dimension : space_) {
      trial.values.push_back(Draw(dimension, random));
      dimension.set(trial.options, trial.values.back());
    }
    return trial;
  }

  /// False once the budget is used up.
  bool RunBracket(size_t halvings) {
    const auto eta = static_cast<double>(options_.eta);
    const double brackets = static_cast<double>(options_.halvings + 1), widest = std::pow(eta, static_cast<double>(halvings));
    const auto count = static_cast<size_t>(std::ceil(brackets / static_cast<double>(halvings + 1) * widest));
    std::vector<Trial> alive;
    for (size_t i = 0; i < count; ++i) alive.push_back(DrawSettings());
    for (size_t round = 0; round <= halvings; ++round) {
      const double share = round == halvings ? 1 : std::pow(eta, static_cast<double>(round) - static_cast<double>(halvings));
      for (Trial& trial : alive) {
        trial.share = share;
        const std::optional<double> loss = Try(trial);
        if (!loss) return false;
        trial.loss = *loss;
      }
      std::stable_sort(alive.begin(), alive.end(), [](const Trial& a, const Trial& b) { return a.loss < b.loss; });
      alive.resize(std::max<size_t>(1, alive.size() / options_.eta));
    }
    return true;
  }

  bool UsedUp() {
    const double seconds = std::chrono::duration<double>(Clock::now() - started_).count();
    if (result_.trials.empty()) return false;
    if (options_.trials > 0 && result_.trials.size() >= options_.trials) return result_.stopped_by = StoppedBy::kTrials, true;
    if (options_.seconds > 0 && seconds >= options_.seconds) return result_.stopped_by = StoppedBy::kSeconds, true;
    if (options_.patience > 0 && waited_ >= options_.patience) return result_.stopped_by = StoppedBy::kPatience, true;
    return false;
  }

  /// The loss, or nothing if the budget is used up.
  std::optional<double> Try(Trial trial) {
    if (UsedUp()) return std::nullopt;
    Progress::ThrowIfCancelled();
    trial.number = result_.trials.size();
    trial.loss = loss_(trial.options, trial.share);
    if (std::isnan(trial.loss)) trial.loss = std::numeric_limits<double>::infinity();
    if (trial.number == 0 || (trial.share == 1 && trial.loss < result_.best.loss)) {
      result_.best = trial;
      waited_ = 0;
    } else if (trial.share == 1) {
      ++waited_;
    }
    result_.trials.push_back(trial);
    if (callback_) callback_(trial, result_.best);
    return trial.loss;
  }

  std::span<const TuningDimension> space_;
  const ClassifierOptions& defaults_;
  const TuningOptions& options_;
  const TrialLoss& loss_;
  const TuningCallback& callback_;
  const Clock::time_point started_ = Clock::now();
  TuningResult result_;
  size_t drawn_ = 0, waited_ = 0;
};

}  // namespace

TuningResult Tune(std::span<const TuningDimension> space, const ClassifierOptions& defaults, const TuningOptions& options, const TrialLoss& loss,
                  const TuningCallback& callback) {
  const auto refuse = [](const std::string& what, const std::string& advice) { throw Error(Fault::kUsage, what, "tuning", advice); };
  if (space.empty()) refuse("there is nothing to tune", {});
  if (options.eta < 2) refuse("of at least 2 settings one goes on, not of " + std::to_string(options.eta), {});
  if (!(options.seconds >= 0)) refuse("the time for tuning cannot be negative", {});
  if (options.trials == 0 && options.seconds == 0) refuse("tuning without end was asked for", "Give a number of trials or of seconds.");
  return Search(space, defaults, options, loss, callback).Run();
}

}  // namespace auspex::learn
